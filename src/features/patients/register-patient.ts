import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import type { DemographicField, Demographics } from '#domain/patient/patient-facts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkDemographics, type DemographicsRefusal } from '#domain/patient/demographics.ts';

export interface Registration {
  /** Chosen once by the form, so that a second try after a failed save makes no second patient (S-5) [REG-1]. */
  readonly patient: PatientId;
  readonly demographics: Demographics;
}

export type RegisterRefusal =
  | DemographicsRefusal
  /** The form’s patient was registered, and this says something else: somebody went back to it and typed the next one. */
  | { readonly code: 'patient/registered-already' };

/** Registers a patient. A likely duplicate is the form's to show: two people may well be alike [REG-3]. */
export async function registerPatient(
  station: Station,
  { patient, demographics }: Registration
): Promise<Result<Done, RegisterRefusal>> {
  const doc = patientDoc(patient);
  const known = await station.rows.patient(patient);
  if (known) {
    const isSame = Object.entries(demographics).every(([field, value]) =>
      sameValue(known[field as DemographicField], value)
    );
    return isSame ? ok({ command: 'patients/register', takes: [] }) : err({ code: 'patient/registered-already' });
  }
  const checked = checkDemographics(demographics, station.today());
  if (!checked.ok) return checked;

  const of = { patient, source: 'desk', ...demographics };
  return ok(
    doneBy(
      'patients/register',
      doc,
      await station.record('patients/register', doc, [{ kind: 'patient/registered', of }])
    )
  );
}
