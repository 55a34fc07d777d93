import { recordNumber } from '#domain/practice/minimum-necessary.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { PatientHit } from '#station/rows.ts';

/** A patient as a line of results shows them. */
export function hitOf({ patient, name, birthDate, sex, phones, identifiers, deceased }: Patient): PatientHit {
  const record = recordNumber(identifiers);
  return {
    patient,
    family: name.family,
    given: name.given.join(' '),
    preferred: name.preferred ?? '',
    birthDate,
    sex,
    phone: phones[0]?.number ?? '',
    identifier: record?.value ?? '',
    deceased: deceased !== undefined
  };
}
