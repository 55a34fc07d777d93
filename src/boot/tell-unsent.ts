import type { SyncStatus } from '#station/station.ts';

/** A count that changes with every command is told no more often than this. */
const EVERY_MS = 15_000;

/**
 * Tells the server how many changes wait on this device, for the managers' list of devices: when it is connected, and when the count is
 * another one than was told. What cannot be told now is told with the next change.
 */
export function tellUnsent(
  watch: (next: (status: SyncStatus) => void) => () => void,
  tell: (unsent: number) => Promise<unknown>
): () => void {
  let told: number | null = null;
  let now: SyncStatus | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function later(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (now?.link !== 'live' || now.unsent === told) return;
      told = now.unsent;
      void tell(told).catch(() => undefined);
    }, EVERY_MS);
  }

  const stop = watch((status) => {
    now = status;
    if (status.link === 'live' && status.unsent !== told) later();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
