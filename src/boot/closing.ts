import type { Database } from '#storage/database.ts';
import { LOCKED } from '#storage/sealing.ts';
import type { OpenStation } from './open-station.ts';

/** A disk that takes longer than this loses the end of the log: nobody's key stays in memory for it. */
const MOST_MS = 2_000;

/**
 * Closes stations, one after the other, and locks the store behind each: once what its person saw and did is on disk, which takes a few
 * milliseconds and needs the key [AUD-20].
 */
export function closing(isSealed: boolean) {
  let last: Promise<void> = Promise.resolve();
  return (opened: Pick<OpenStation, 'close'> | null, database: Database | null): Promise<void> => {
    const written = opened?.close();
    last = Promise.all([last, atMost(MOST_MS, written)]).then(() => {
      if (database && isSealed) database.sealing = LOCKED;
    });
    return last;
  };
}

async function atMost(ms: number, work: Promise<void> = Promise.resolve()): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), over]);
  clearTimeout(timer);
}
