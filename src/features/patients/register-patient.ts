import { patientDoc } from '#domain/documents.ts';
import type { PatientId } from '#domain/ids.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import { ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkDemographics, type DemographicsRefusal } from '#domain/patient/demographics.ts';

export interface Registration {
  /** Chosen once by the form, so that a second try after a failed save makes no second patient (S-5) [REG-1]. */
  readonly patient: PatientId;
  readonly demographics: Demographics;
}

/** Registers a patient. A likely duplicate is the form's to show: two people may well be alike [REG-3]. */
export async function registerPatient(
  station: Station,
  { patient, demographics }: Registration
): Promise<Result<Done, DemographicsRefusal>> {
  const doc = patientDoc(patient);
  if (await station.rows.patient(patient)) return ok({ command: 'patients/register', takes: [] });
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
