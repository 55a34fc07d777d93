import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Database } from './database.ts';
import { openBody } from './sealing.ts';
import { openSegment, updateIn } from './segments.ts';
import { SEGMENTS_TOLD_KEY } from './meta-keys.ts';
import { placeOfRow } from './places.ts';

/** Records kept folded: everybody of a long day. */
const MAX_KEPT = 500;

interface Kept {
  /** What `SEGMENTS_TOLD_KEY` said when it was read. */
  readonly told: unknown;
  readonly found: Promise<Patient | null>;
}

/**
 * Reads a patient's own record: a changed one has a row, the others rest in a segment and are folded when someone asks. What was
 * found in a segment is kept, because lists ask for the same people again and again; it stands until segments are told of.
 */
export function ownRecords(database: Database): (id: PatientId) => Promise<Patient | null> {
  /** In order of use, the latest last. */
  const kept = new Map<PatientId, Kept>();

  return async (id) => {
    const row = await database.patients.get(id);
    if (row) return (await openBody(database, placeOfRow('patients', id), row.body))?.body ?? null;
    const told = (await database.meta.get(SEGMENTS_TOLD_KEY))?.value;
    const before = kept.get(id);
    kept.delete(id);
    const found = before && before.told === told ? before.found : resting(database, id);
    const entry: Kept = { told, found };
    kept.set(id, entry);
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    try {
      const patient = await found;
      // Who is not there yet may come with the next segment.
      if (!patient && kept.get(id) === entry) kept.delete(id);
      return patient;
    } catch (error) {
      kept.delete(id);
      throw error;
    }
  };
}

async function resting(database: Database, id: PatientId): Promise<Patient | null> {
  const doc = patientDoc(id);
  const sealed = await database.unwatchedSegmentFor(doc);
  const segment = sealed && (await openSegment(database, sealed));
  const update = segment && updateIn(segment, doc);
  // Checking facts takes all that is known of them: not before the first screen.
  return update ? (await import('./fold-packed.ts')).foldPacked(doc, update) : null;
}
