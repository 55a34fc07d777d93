import type { Limits } from '#protocol/limits.ts';
import type { Seams } from './seams.ts';

/** Stays below what the server allows: its clock and ours are not the same. */
const SHARE = 0.8;

/** Sends frames no faster than the server takes them from this kind of device (RELIABILITY §3.2); the rest waits its turn. */
export interface Pace {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Forgets what still waits: the socket is gone. */
  stop(): void;
}

export function createPace(
  limits: Pick<Limits, 'framesPerSecond' | 'burst'>,
  seams: Seams,
  out: (frame: Uint8Array<ArrayBuffer>) => unknown
): Pace {
  const most = limits.burst * SHARE;
  const perMs = (limits.framesPerSecond * SHARE) / 1000;
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  let left = most;
  let at = seams.elapsed();
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel = null;
    const now = seams.elapsed();
    left = Math.min(most, left + (now - at) * perMs);
    at = now;
    while (waiting.length > 0 && left >= 1) {
      const frame = waiting.shift();
      left -= 1;
      if (frame) out(frame);
    }
    if (waiting.length > 0) cancel = seams.after(Math.ceil((1 - left) / perMs), flush);
  }

  return {
    send: (frame) => {
      waiting.push(frame);
      if (!cancel) flush();
    },
    stop: () => {
      cancel?.();
      cancel = null;
      waiting.length = 0;
    }
  };
}
