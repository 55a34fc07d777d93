import { liveQuery } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import type { Instant } from '#domain/time.ts';
import { onDisk, type Database } from './database.ts';

/** What waits to be sent, and what the server would not take. */
export interface OutboxState {
  /** Facts; above `EXACT` appends, appends are counted instead. */
  readonly unsent: number;
  readonly unsentSince: Instant | null;
  /** The longest waiting document first. */
  readonly waiting: readonly { readonly doc: DocId; readonly facts: number }[];
  readonly refused: readonly { readonly doc: DocId; readonly code: string; readonly say: string }[];
}

/** Up to here each append is read to count its facts; a day's backlog must not be read anew with every fact. */
const EXACT = 200;
const MAX_WAITING = 50;

/** Follows the outbox, in whichever tab it changes. Returns the way to stop. */
export function watchOutbox(
  database: Database,
  next: (state: OutboxState) => void,
  failed: (error: unknown) => void
): () => void {
  const subscription = liveQuery(() => onDisk(database, async () => await readOutbox(database))).subscribe({
    next,
    error: failed
  });
  return () => subscription.unsubscribe();
}

export async function readOutbox(database: Database): Promise<OutboxState> {
  const keys = await database.updates.orderBy('unsent').primaryKeys();
  const rows = await database.updates.bulkGet(keys.slice(0, EXACT));
  const refused = await database.refused.toArray();
  const counts = new Map<DocId, number>();
  for (const [index, [doc]] of keys.entries()) {
    const facts = rows[index]?.runs.reduce((sum, run) => sum + run.length, 0) ?? 1;
    counts.set(doc, (counts.get(doc) ?? 0) + facts);
  }
  return {
    unsent: [...counts.values()].reduce((sum, facts) => sum + facts, 0),
    unsentSince: rows[0]?.unsent ?? null,
    waiting: [...counts].slice(0, MAX_WAITING).map(([doc, facts]) => ({ doc, facts })),
    refused: refused.map(({ doc, code, say }) => ({ doc, code, say }))
  };
}
