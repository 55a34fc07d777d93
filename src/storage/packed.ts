import type { DocId } from '#domain/documents.ts';
import { SegmentStale, type Addition, type Alongside } from './append.ts';
import { onDisk, type Database } from './database.ts';
import { readableRuns } from './runs.ts';
import type { MetaRow, SegmentRow } from './schema.ts';
import { segmentsOf, type PackedDoc } from './segments.ts';
import type { Store } from './store.ts';
import { SEGMENTS_KEY } from './meta-keys.ts';

/** Only patients are many and quiet enough to stay packed; all else is folded into rows at once. */
const staysPacked = (doc: DocId): boolean => doc.startsWith('patient/');
/** Documents merged in one transaction, so that a person's own write never waits long behind it. */
const BATCH = 100;

/**
 * Stores quiet documents as the first sync brings them, in the order of their ids: patients as segments, the others with their
 * rows. `meta` (how far it has come) goes with the last of it, so that a crash repeats at most this one batch.
 */
export async function storePacked(store: Store, packed: readonly PackedDoc[], meta: readonly MetaRow[]): Promise<void> {
  for (;;) {
    const patients = packed.filter(({ doc }) => staysPacked(doc));
    const { fresh, segments } = await withoutTrace(store.database, patients);
    const rest = packed.filter(({ doc }) => !fresh.has(doc));
    const whole = patients.filter(({ doc }) => fresh.has(doc));
    try {
      for (let at = 0; at + BATCH < rest.length; at += BATCH) await mergePacked(store, rest.slice(at, at + BATCH), {});
      const last = rest.slice(Math.max(0, Math.ceil(rest.length / BATCH) - 1) * BATCH);
      const resting = whole.length > 0 ? { segments: { rows: segmentsOf(whole), after: segments } } : {};
      await mergePacked(store, last, { meta, ...resting });
      return;
    } catch (error) {
      // Somebody registered or changed one of these patients meanwhile: look again.
      if (!(error instanceof SegmentStale)) throw error;
    }
  }
}

async function mergePacked(store: Store, packed: readonly PackedDoc[], alongside: Alongside): Promise<void> {
  const additions: Addition[] = [];
  const strange: PackedDoc[] = [];
  for (const { doc, update } of packed) {
    const runs = readableRuns(update);
    if (runs) additions.push({ doc, unsent: false, runs: () => runs });
    else strange.push({ doc, update });
  }
  await store.append(additions, { ...alongside, strange });
}

/**
 * Those of which this device has nothing yet (neither a row of their own nor a place in a segment) and that may lie in segments
 * together. A document is looked for in the one segment that begins last before it, so no two segments may overlap [STO-27]: what
 * lies between the documents of another, or beyond one, is stored by itself.
 */
async function withoutTrace(
  database: Database,
  packed: readonly PackedDoc[]
): Promise<{ readonly fresh: ReadonlySet<DocId>; readonly segments: number }> {
  const docs = packed.map(({ doc }) => doc).sort();
  const [first, last] = [docs[0], docs.at(-1)];
  if (first === undefined || last === undefined) return { fresh: new Set(), segments: 0 };
  return await onDisk(
    database,
    async () =>
      await database.transaction('r', [database.docs, database.segments, database.meta], async () => {
        const segments = ((await database.meta.get(SEGMENTS_KEY))?.value ?? 0) as number; // append.ts writes it
        const known = new Set(await database.docs.where('doc').between(first, last, true, true).primaryKeys());
        const before = await database.segments.where('first').below(first).last();
        const within = await database.segments.where('first').between(first, last, true, true).toArray();
        const others = [...(before ? [before] : []), ...within];
        for (const { docs } of others) for (const doc of docs) known.add(doc);
        const fresh = docs.filter((doc) => !known.has(doc));
        return { fresh: new Set(longestBetween(others, fresh)), segments };
      })
  );
}

/** The longest stretch of documents that no segment lies in or reaches into. Both in order. */
function longestBetween(segments: readonly SegmentRow[], docs: readonly DocId[]): readonly DocId[] {
  if (segments.length === 0) return docs;
  const stretches = new Map<number, DocId[]>();
  for (const doc of docs) {
    const before = segments.findLastIndex(({ first }) => first < doc);
    if (doc <= (segments[before]?.docs.at(-1) ?? '')) continue;
    const stretch = stretches.get(before);
    if (stretch) stretch.push(doc);
    else stretches.set(before, [doc]);
  }
  return [...stretches.values()].reduce((a, b) => (b.length > a.length ? b : a), []);
}
