import { patientDoc, type DocId } from '#domain/documents.ts';
import type { Recorded } from '#domain/fact.ts';
import { joinedPatient, type JoinedPatient, type OwnRecord } from '#domain/patient/joined.ts';
import { patientOf } from '#domain/patient/patient.ts';
import type { PatientId } from '#domain/ids.ts';

/** Single records by id, out of whatever keeps their facts. */
export function ownRecords(read: (doc: DocId) => Promise<readonly Recorded[]>): OwnRecord {
  return async (patient) => patientOf(await read(patientDoc(patient))) ?? undefined;
}

/** The person a record is of, wherever it was merged to [MRG-2]; null where there is none. */
export async function personOf(
  read: (doc: DocId) => Promise<readonly Recorded[]>,
  patient: PatientId
): Promise<JoinedPatient | null> {
  return (await joinedPatient(patient, ownRecords(read))) ?? null;
}
