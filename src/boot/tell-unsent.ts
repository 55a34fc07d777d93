import type { SyncStatus } from '#station/station.ts';

/** A count that changes with every command is told no more often than this. */
const EVERY_MS = 15_000;

/**
 * Tells the server how many changes and scans wait on this device, for the managers' list of devices: when it is connected, and when the count is
 * another one than was told. What cannot be told now is told with the next change.
 */
export function tellUnsent(
  watch: (next: (status: SyncStatus) => void) => () => void,
  tell: (unsent: number) => Promise<unknown>
): () => void {
  let told: number | null = null;
  let now: SyncStatus | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting = ({ unsent, scansToSend = 0 }: SyncStatus): number => unsent + scansToSend;

  function later(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (now?.link !== 'live' || waiting(now) === told) return;
      told = waiting(now);
      void tell(told).catch(() => undefined);
    }, EVERY_MS);
  }

  const stop = watch((status) => {
    now = status;
    if (status.link === 'live' && waiting(status) !== told) later();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
