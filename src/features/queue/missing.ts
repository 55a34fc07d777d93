import type { Patient } from '#domain/patient/patient.ts';

/** One thing to look at for the patient in hand, as far as this system knows. */
export interface CheckPoint {
  readonly ok: boolean;
  readonly text: string;
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  name: 'name',
  birthDate: 'birth date',
  sex: 'sex',
  identifiers: 'record number'
};

/** What is missing or in doubt in a registration, worst first; then what is there [QUE-14]. */
export function checkPointsOf(patient: Patient): readonly CheckPoint[] {
  const points: CheckPoint[] = [
    ...patient.forks.map(({ field }) => ({
      ok: false,
      text: `Two values for the ${FIELD_WORDS[field] ?? field}: ask the patient`
    })),
    patient.birthDate ? have('Birth date') : lack('Birth date missing'),
    patient.phones.length > 0 ? have('Phone') : lack('Phone missing'),
    patient.address ? have('Address') : lack('Address missing'),
    patient.email ? have('Email') : lack('No email')
  ];
  return points.toSorted((a, b) => Number(a.ok) - Number(b.ok));
}

const have = (text: string): CheckPoint => ({ ok: true, text });
const lack = (text: string): CheckPoint => ({ ok: false, text });
