import type { LocalDate } from '#domain/time.ts';
import { compact, longTails } from '#storage/compaction.ts';
import type { Database } from '#storage/database.ts';
import { looseDocs } from '#storage/space.ts';
import { pause, type Seams } from '#sync/seams.ts';
import { isClosed } from './closed-days.ts';

interface Tidying {
  readonly database: Database;
  readonly today: () => LocalDate;
  readonly seams: Seams;
  /** How full this origin's storage is, 0 to 1; null where nobody tells. */
  readonly fullness: () => Promise<number | null>;
  /** Told whether the store is almost full, when that changes. */
  readonly told: (isAlmostFull: boolean) => void;
  readonly signal: AbortSignal;
}

const TIDY_EVERY_MS = 60_000;
/** Fuller than this, closed days are merged without waiting for their tails to grow long [BOOT-17]. */
const ALMOST_FULL = 0.8;

/** Merges long tails once a minute, and on an almost full device every closed day's. */
export async function tidyStore({ database, today, seams, fullness, told, signal }: Tidying): Promise<void> {
  let wasAlmostFull = false;
  while (!signal.aborted) {
    const isAlmostFull = ((await fullness().catch(() => null)) ?? 0) >= ALMOST_FULL;
    if (isAlmostFull !== wasAlmostFull) told((wasAlmostFull = isAlmostFull));
    const closed = async () => (await looseDocs(database)).filter((doc) => isClosed(doc, today()));
    const docs = await (isAlmostFull ? closed() : longTails(database)).catch(() => []);
    for (const doc of docs) if (!signal.aborted) await compact(database, doc).catch(() => false);
    await pause(seams, TIDY_EVERY_MS, signal);
  }
}
