import { Dexie } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import { decodeRuns, type Run } from '#protocol/update.ts';
import type { Database } from './database.ts';
import { readableRuns } from './runs.ts';
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

/**
 * Snapshot and tail, each run after those it follows on: what is sent again lies in the tail behind what came after it. The same
 * facts may come twice.
 */
export function storedIn({ row, tail }: RawDoc): StoredRun[] {
  const stored = [...(row?.snapshot ?? []), ...tail.flatMap(({ runs }) => runs)];
  return stored.sort((a, b) => a.clock - b.clock);
}

/** Every run of it, in the same order. */
export function runsIn(raw: RawDoc): Run[] {
  const packed = (raw.packed && readableRuns(raw.packed)) ?? [];
  return [...packed, ...storedIn(raw).flatMap(({ bytes }) => decodeRuns(bytes))];
}

/** The same as bytes, for a Y.Doc. */
export function updatesIn(raw: RawDoc): Uint8Array[] {
  return [...(raw.packed ? [raw.packed] : []), ...storedIn(raw).map(({ bytes }) => bytes)];
}
