import { parseDocId, type DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Run } from '#protocol/update.ts';
import type { Database } from './database.ts';
import { readRawDoc, runsIn, type RawDoc } from './raw-doc.ts';
import { joinedRuns, knownRun, storedRuns } from './runs.ts';
import type { StoredRun, UpdateRow } from './schema.ts';
import { sealRuns } from './sealing.ts';

/** A tail longer than this is merged: opening a document then reads few records instead of hundreds. */
export const LONG_TAIL = 100;

/** Documents whose tails have grown long. */
export async function longTails(database: Database): Promise<DocId[]> {
  const found: DocId[] = [];
  await database.docs.each((row) => {
    if (row.version - row.through > LONG_TAIL) found.push(row.doc);
  });
  return found;
}

/**
 * Merges a document's tail into its snapshot. What is unsent stays in the tail, for the outbox. One transaction, so it may be killed
 * at any point; when somebody writes meanwhile, nothing happens and it is tried another time. Says whether it was done.
 */
export async function compact(database: Database, doc: DocId): Promise<boolean> {
  const raw = await readRawDoc(database, doc);
  const { row, tail } = raw;
  if (!row || tail.length === 0 || raw.isDamaged) return false;
  const { snapshot: clear, merged } = compacted(raw);
  const snapshot = await sealRuns(database, doc, clear);
  return await database.transaction('rw', [database.docs, database.updates], async () => {
    const now = await database.docs.get(doc);
    if (now?.version !== row.version || now.rewritten !== row.rewritten || now.through !== row.through) return false;
    await database.docs.put({ ...now, snapshot, through: row.version, whole: true });
    await database.updates.bulkDelete(merged.map(({ n }) => [doc, n]));
    return true;
  });
}

/** A document as compaction leaves it: all that is sent in one snapshot, and of the tail what is not merged into that. */
export function compacted(raw: RawDoc): {
  readonly snapshot: StoredRun[];
  readonly merged: readonly UpdateRow[];
  readonly left: readonly UpdateRow[];
} {
  const ref = parseDocId(raw.doc);
  const unsent = firstUnsent(raw.tail);
  const snapshot = joinedRuns(runsIn(raw))
    .map((run) => upTo(run, unsent.get(run.client) ?? Infinity))
    .flatMap((run) => storedRuns(knownRun(ref, run)));
  const isDone = (update: UpdateRow): boolean => update.unsent === undefined && isMerged(update, unsent);
  return { snapshot, merged: raw.tail.filter(isDone), left: raw.tail.filter((update) => !isDone(update)) };
}

/** The clock from which on a writer's facts wait to be sent. */
function firstUnsent(tail: readonly UpdateRow[]): Map<ClientId, number> {
  const first = new Map<ClientId, number>();
  for (const { runs, unsent } of tail) {
    if (unsent === undefined) continue;
    for (const { client, clock } of runs) first.set(client, Math.min(first.get(client) ?? Infinity, clock));
  }
  return first;
}

/** Sent facts that follow on unsent ones (after a new epoch) stay in the tail with them. */
function isMerged({ runs }: UpdateRow, unsent: ReadonlyMap<ClientId, number>): boolean {
  return runs.every(({ client, clock, length }) => clock + length <= (unsent.get(client) ?? Infinity));
}

function upTo(run: Run, clock: number): Run {
  return run.facts.length <= clock ? run : { ...run, facts: run.facts.slice(0, clock) };
}
