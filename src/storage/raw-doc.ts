import { Dexie } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import { decodeRuns, type Run } from '#protocol/update.ts';
import type { Database } from './database.ts';
import { readableRuns } from './runs.ts';
import type { DocRow, SegmentRow, StoredRun, UpdateRow } from './schema.ts';
import { openRuns } from './sealing.ts';
import { openSegment, segmentFor, updateIn } from './segments.ts';

/** A document as it lies on disk: what a segment says of it, its snapshot, and the appends since. */
export interface RawDoc {
  readonly doc: DocId;
  readonly row: DocRow | undefined;
  readonly packed: Uint8Array | null;
  readonly tail: readonly UpdateRow[];
  /** Part of it could not be read: nothing may be merged over it before that came back (damage.ts). */
  readonly isDamaged?: boolean;
}

/** The same as it lies there, sealed. */
export interface SealedDoc {
  readonly doc: DocId;
  readonly row: DocRow | undefined;
  readonly segment: SegmentRow | undefined;
  readonly tail: readonly UpdateRow[];
}

/** Blocks that cannot be read are passed over (and reported): they come back from the server. */
export async function readRawDoc(database: Database, doc: DocId): Promise<RawDoc> {
  return await openDoc(database, await readSealedDoc(database, doc));
}

export async function readSealedDoc(database: Database, doc: DocId): Promise<SealedDoc> {
  return await database.transaction('r', [database.docs, database.updates, database.segments], async () => {
    const row = await database.docs.get(doc);
    const segment = row?.whole ? undefined : await segmentFor(database, doc);
    return { doc, row, segment, tail: row ? await tailOf(database, doc, 0) : [] };
  });
}

export async function openDoc(database: Database, { doc, row, segment, tail }: SealedDoc): Promise<RawDoc> {
  const opened = segment && (await openSegment(database, segment));
  const snapshot = await openRuns(database, doc, row?.snapshot ?? []);
  const left = await openTail(database, doc, tail);
  const runs = (rows: readonly UpdateRow[]): number => rows.reduce((sum, update) => sum + update.runs.length, 0);
  return {
    doc,
    row: row && { ...row, snapshot },
    packed: opened ? updateIn(opened, doc) : null,
    tail: left,
    isDamaged: opened === null || snapshot.length < (row?.snapshot.length ?? 0) || runs(left) < runs(tail)
  };
}

/** An append of which nothing can be read is none. */
export async function openTail(database: Database, doc: DocId, tail: readonly UpdateRow[]): Promise<UpdateRow[]> {
  const opened = await Promise.all(
    tail.map(async (row) => ({ ...row, runs: await openRuns(database, doc, row.runs) }))
  );
  return opened.filter(({ runs }) => runs.length > 0);
}

/** The appends after the `after`-th, in order, as they lie on disk. */
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
