import { Dexie } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import { BadUpdate, decodeRuns, type Run } from '#protocol/update.ts';
import type { Database } from './database.ts';
import type { DocRow, StoredRun, UpdateRow } from './schema.ts';
import { segmentFor, updateIn } from './segments.ts';

/** A document as it lies on disk: what a segment says of it, its snapshot, and the appends since. */
export interface RawDoc {
  readonly doc: DocId;
  readonly row: DocRow | undefined;
  readonly packed: Uint8Array | null;
  readonly tail: readonly UpdateRow[];
}

export async function readRawDoc(database: Database, doc: DocId): Promise<RawDoc> {
  return await database.transaction('r', [database.docs, database.updates, database.segments], async () => {
    const row = await database.docs.get(doc);
    const segment = row?.whole ? undefined : await segmentFor(database, doc);
    return {
      doc,
      row,
      packed: segment ? updateIn(segment, doc) : null,
      tail: row ? await tailOf(database, doc, 0) : []
    };
  });
}

/** The appends after the `after`-th, in order. */
export async function tailOf(database: Database, doc: DocId, after: number): Promise<UpdateRow[]> {
  const range = database.updates.where('[doc+n]').between([doc, after + 1], [doc, Dexie.maxKey]);
  return await range.toArray();
}

/** Every run of it, in an order in which each follows on what came before. The same facts may come twice. */
export function runsIn({ packed, row, tail }: RawDoc): Run[] {
  const runs = [
    ...((packed && readableRuns(packed)) ?? []),
    ...(row ? decoded(row.snapshot) : []),
    ...tail.flatMap((update) => decoded(update.runs))
  ];
  return inOrder(runs);
}

/** The same as bytes, for a Y.Doc. */
export function updatesIn({ packed, row, tail }: RawDoc): Uint8Array[] {
  const stored = [...(row?.snapshot ?? []), ...tail.flatMap(({ runs }) => runs)];
  return [...(packed ? [packed] : []), ...stored.map(({ bytes }) => bytes)];
}

/** The runs of an update from outside, or null when this build cannot read it. */
export function readableRuns(update: Uint8Array): Run[] | null {
  try {
    return decodeRuns(update);
  } catch (error) {
    if (error instanceof BadUpdate) return null;
    throw error;
  }
}

export function decoded(runs: readonly StoredRun[]): Run[] {
  return runs.flatMap(({ bytes }) => decodeRuns(bytes));
}

/** One run a writer, each from clock 0, of runs in any order. */
export function joinedRuns(runs: readonly Run[]): Run[] {
  const logs = new Map<number, unknown[]>();
  for (const { client, clock, facts } of inOrder(runs)) {
    const log = logs.get(client) ?? [];
    logs.set(client, log);
    if (clock <= log.length) log.push(...facts.slice(log.length - clock));
  }
  return [...logs].map(([client, facts]) => ({ client, clock: 0, facts }));
}

/** So that each run follows on what came before it: what is sent again lies in the tail behind what follows on it. */
function inOrder(runs: readonly Run[]): Run[] {
  return runs.toSorted((one, other) => one.clock - other.clock);
}
