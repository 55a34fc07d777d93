import type { DocId } from '#domain/documents.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { readableRuns, recordedIn } from './runs.ts';

/** A patient as a segment has them. */
export function foldPacked(doc: DocId, update: Uint8Array): Patient | null {
  const runs = readableRuns(update);
  return runs && patientOf(recordedIn({ kind: 'patient', patient: doc.slice('patient/'.length) }, runs));
}
