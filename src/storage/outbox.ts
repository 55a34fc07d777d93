import { Dexie, liveQuery } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { onDisk, type Database } from './database.ts';
import type { StoredRun, UpdateRow } from './schema.ts';
import { openBodies, openRuns } from './sealing.ts';
import { placeOfRefused } from './places.ts';

/** What waits to be sent, and what the server would not take. */
export interface OutboxState {
  /** Facts; beyond the first `EXACT` appends each counts as one. */
  readonly unsent: number;
  readonly unsentSince: Instant | null;
  /** The longest waiting document first. */
  readonly waiting: readonly { readonly doc: DocId; readonly facts: number }[];
  readonly refused: readonly { readonly doc: DocId; readonly code: string; readonly say: string }[];
}

/** One append that waits: one command's facts in one document. */
export interface Waiting {
  readonly n: number;
  readonly since: Instant;
  readonly run: StoredRun;
}

/** Up to here each append is read to count its facts; a day's backlog must not be read anew with every fact. */
const EXACT = 200;
const MAX_WAITING = 50;

/**
 * Follows the outbox, in whichever tab it changes. Returns the way to stop.
 * @param begun called when a reading begins; what it answers is handed to `next` with what was read
 */
export function watchOutbox<Mark>(
  database: Database,
  begun: () => Mark,
  next: (state: OutboxState, mark: Mark) => void,
  failed: (error: unknown) => void
): () => void {
  const query = liveQuery(() =>
    onDisk(database, async () => {
      const mark = begun();
      return { mark, state: await readOutbox(database) };
    })
  );
  const subscription = query.subscribe({ next: ({ mark, state }) => next(state, mark), error: failed });
  return () => subscription.unsubscribe();
}

/** Counts what people did. The access log is sent like everything else, but what it says of them is not their work to be told of. */
export async function readOutbox(database: Database): Promise<OutboxState> {
  const all = await database.updates.orderBy('unsent').primaryKeys();
  const keys = all.filter(([doc]) => !doc.startsWith('audit/'));
  const rows = await database.updates.bulkGet(keys.slice(0, EXACT));
  const refused = (await database.refused.toArray()).filter(({ settled }) => settled === undefined);
  const counts = new Map<DocId, number>();
  for (const [index, [doc]] of keys.entries()) {
    const facts = rows[index]?.runs.reduce((sum, run) => sum + run.length, 0) ?? 1;
    counts.set(doc, (counts.get(doc) ?? 0) + facts);
  }
  return {
    unsent: [...counts.values()].reduce((sum, facts) => sum + facts, 0),
    unsentSince: rows[0]?.unsent ?? null,
    waiting: [...counts].slice(0, MAX_WAITING).map(([doc, facts]) => ({ doc, facts })),
    refused: (await openBodies(database, refused, placeOfRefused)).map(({ row, body }) => ({
      doc: row.doc,
      code: row.code,
      say: body.say
    }))
  };
}

/** Documents with something to send that has waited since `until` or longer, the longest waiting first. */
export async function waitingDocs(database: Database, until: Instant = Infinity): Promise<DocId[]> {
  const keys = await onDisk(
    database,
    async () => await database.updates.where('unsent').belowOrEqual(until).primaryKeys()
  );
  return [...new Set(keys.map(([doc]) => doc))];
}

/** What waits in one document: the longest waiting writer first, each in the order of its log. */
export async function waitingIn(database: Database, doc: DocId): Promise<Waiting[]> {
  return (await waitingInAll(database, [doc])).get(doc) ?? [];
}

/** The same for many at once. */
export async function waitingInAll(database: Database, docs: readonly DocId[]): Promise<Map<DocId, Waiting[]>> {
  const found = new Map<DocId, Waiting[]>();
  const rows = await onDisk(
    database,
    async () =>
      await database.transaction('r', [database.updates], async () => {
        const all: UpdateRow[] = [];
        for (const doc of docs) all.push(...(await unsentRows(database, doc)));
        return all;
      })
  );
  for (const { doc, n, unsent, runs } of rows) {
    const waiting = found.get(doc) ?? [];
    found.set(doc, waiting);
    for (const run of await openRuns(database, doc, runs)) waiting.push({ n, since: unsent ?? 0, run });
  }
  // What is sent again may lie behind what follows on it: in that order the server would never take it.
  for (const [doc, waiting] of found) {
    const byClient = Map.groupBy(waiting, ({ run }) => run.client);
    const inOrder = [...byClient.values()].flatMap((own) => own.sort((a, b) => a.run.clock - b.run.clock));
    found.set(doc, inOrder);
  }
  return found;
}

/** The server has everything this client wrote to the document below `clock`. */
export interface Acknowledged {
  readonly doc: DocId;
  readonly client: ClientId;
  readonly clock: number;
}

/** Nothing else ever empties the outbox. */
export async function acknowledged(database: Database, doc: DocId, client: ClientId, clock: number): Promise<void> {
  await acknowledgedAll(database, [{ doc, client, clock }]);
}

/** The same for many at once, in one transaction. */
export async function acknowledgedAll(database: Database, acks: readonly Acknowledged[]): Promise<void> {
  await onDisk(
    database,
    async () =>
      await database.transaction('rw', [database.updates], async () => {
        for (const { doc, client, clock } of acks) {
          const sent = (await unsentRows(database, doc)).filter(({ runs }) =>
            runs.every((run) => run.client === client && run.clock + run.length <= clock)
          );
          await database.updates.bulkPut(sent.map(({ unsent: _, ...row }) => row));
        }
      })
  );
}

export async function unsentRows(database: Database, doc: DocId): Promise<UpdateRow[]> {
  const range = database.updates.where('[doc+unsent]').between([doc, Dexie.minKey], [doc, Dexie.maxKey]);
  return (await range.toArray()).sort((a, b) => a.n - b.n);
}
