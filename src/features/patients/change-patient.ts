import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Demographics, DemographicField } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkDemographics, type DemographicsRefusal } from '#domain/patient/demographics.ts';

/** One field and its new value; undefined or null empties it. */
export type FieldChange = {
  readonly [F in DemographicField]: { readonly field: F; readonly to: Demographics[F] | null };
}[DemographicField];

export type ChangeRefusal =
  | DemographicsRefusal
  | { readonly code: 'patient/unknown' }
  /** Another desk changed the field while this one was at it. */
  | { readonly code: 'patient/changed-meanwhile'; readonly field: DemographicField };

/**
 * Changes one field of a patient [REG-5]. The fact names the value it replaces; a fork of the field is settled by it. @param seen the
 * value the person at the desk was shown: refused when it is no longer the one that stands
 */
export async function changePatient(
  station: Station,
  patient: PatientId,
  { field, to }: FieldChange,
  seen: unknown
): Promise<Result<Done, ChangeRefusal>> {
  const known = await station.rows.patient(patient);
  if (!known) return err({ code: 'patient/unknown' });
  const from = known[field] ?? null;
  if (!sameValue(from, seen ?? null)) return err({ code: 'patient/changed-meanwhile', field });
  const forked = known.forks.some((fork) => fork.field === field);
  if (sameValue(from, to) && !forked) return ok({ command: 'patients/change', takes: [] });
  if (to !== null) {
    const checked = checkDemographics({ [field]: to }, station.today());
    if (!checked.ok) return checked;
  }

  // Of a record that was merged, the survivor is changed.
  const doc = patientDoc(known.patient);
  const written = await station.record('patients/change', doc, [
    { kind: 'patient/changed', of: { patient: known.patient, field, from, to } }
  ]);
  return ok(doneBy('patients/change', doc, written));
}
