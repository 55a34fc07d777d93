import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import type { PatientFlag } from '#domain/patient/flags.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

/** Says what whoever calls or rooms a patient has to know, or that it no longer holds [FLAG-1]. */
export async function flagPatient(
  station: Station,
  patient: PatientId,
  flag: PatientFlag,
  on: boolean
): Promise<Result<Done, { readonly code: 'patient/unknown' }>> {
  const known = await station.rows.patient(patient);
  if (!known) return err({ code: 'patient/unknown' });
  const doc = patientDoc(known.patient);
  const written = await station.record('patients/flag', doc, [
    { kind: 'patient/flagged', of: { patient: known.patient, flag, on } }
  ]);
  return ok(doneBy('patients/flag', doc, written));
}
