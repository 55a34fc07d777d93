import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { onDisk, type Database } from './database.ts';
import type { Settlement } from './schema.ts';

/** A refused change and what a person makes of it; null opens it again. */
export interface Settling {
  readonly key: readonly [doc: DocId, client: ClientId, clock: number];
  readonly settled: Settlement | null;
}

/** Somebody else has dealt with it in the meantime, or it is not there. */
export class SettledAlready extends Error {
  override readonly name = 'SettledAlready';
}

/** Notes what a person made of it, where there is nothing to write besides. @throws {SettledAlready} */
export async function settle(database: Database, settling: Settling): Promise<void> {
  await onDisk(
    database,
    async () =>
      await database.transaction('rw', [database.refused], async () => {
        await settleInside(database, settling);
      })
  );
}

/** The same inside a transaction with the new facts: both are on disk, or neither [STO-24]. @throws {SettledAlready} */
export async function settleInside(database: Database, { key, settled }: Settling): Promise<void> {
  const row = await database.refused.get([...key]);
  // What was applied is in the log now: it cannot be opened again, only be taken back like anything else.
  const isOver = settled === null ? row?.settled?.how !== 'discarded' : row?.settled !== undefined;
  if (!row || isOver) throw new SettledAlready();
  const { settled: _, ...open } = row;
  await database.refused.put(settled ? { ...open, settled } : open);
}
