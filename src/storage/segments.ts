import type { DocId } from '#domain/documents.ts';
import type { Database } from './database.ts';
import type { SegmentRow } from './schema.ts';
import { openBytes, placeOfSegment } from './sealing.ts';

export interface PackedDoc {
  readonly doc: DocId;
  readonly update: Uint8Array;
}

/** Who looks up one patient reads and opens a segment, and Today looks up everybody who is here: documents and bytes of one, at most. */
const MOST_DOCS = 64;
const MOST_BYTES = 64 * 1024;

/** Documents as few records: a hundred thousand of them are written in a second instead of ten. */
export function segmentsOf(packed: readonly PackedDoc[]): SegmentRow[] {
  const sorted = [...packed].sort((a, b) => (a.doc < b.doc ? -1 : 1));
  const segments: SegmentRow[] = [];
  let from = 0;
  let bytes = 0;
  for (const [index, { update }] of sorted.entries()) {
    if (index > from && (index - from >= MOST_DOCS || bytes + update.length > MOST_BYTES)) {
      segments.push(segmentOf(sorted.slice(from, index)));
      from = index;
      bytes = 0;
    }
    bytes += update.length;
  }
  if (from < sorted.length) segments.push(segmentOf(sorted.slice(from)));
  return segments;
}

function segmentOf(sorted: readonly PackedDoc[]): SegmentRow {
  const ends = new Uint32Array(sorted.length);
  let total = 0;
  for (const [index, { update }] of sorted.entries()) ends[index] = total += update.length;
  const bytes = new Uint8Array(total);
  for (const [index, { update }] of sorted.entries()) bytes.set(update, (ends[index] ?? 0) - update.length);
  return { first: sorted[0]?.doc ?? '', docs: sorted.map(({ doc }) => doc), ends, bytes };
}

export function* packedIn(segment: SegmentRow): Generator<PackedDoc> {
  for (const [index, doc] of segment.docs.entries()) yield { doc, update: updateAt(segment, index) };
}

/** A document's update in a segment, or null when it is not among them. */
export function updateIn(segment: SegmentRow, doc: DocId): Uint8Array | null {
  let low = 0;
  let high = segment.docs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = segment.docs[middle] ?? '';
    if (at === doc) return updateAt(segment, middle);
    if (at < doc) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

function updateAt({ ends, bytes }: SegmentRow, index: number): Uint8Array {
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/** A segment that can be read, or null for one that is damaged. */
export async function openSegment(database: Database, segment: SegmentRow): Promise<SegmentRow | null> {
  const bytes = await openBytes(database, placeOfSegment(segment.first), segment.bytes);
  return bytes && { ...segment, bytes };
}

/** The segment that would hold a document, as it lies on disk: the last one that does not begin after it. */
export async function segmentFor(database: Database, doc: DocId): Promise<SegmentRow | undefined> {
  return await database.segments.where('first').belowOrEqual(doc).last();
}
