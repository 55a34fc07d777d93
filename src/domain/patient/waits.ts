import type { DemographicField } from './patient-facts.ts';
import type { Fork, Patient } from './patient.ts';

/** What must not go on while two desks disagree about who somebody is (product/00 §2). */
export type Waiting = 'merge' | 'check-in' | 'eligibility' | 'label' | 'form' | 'result-call';

/**
 * The fields each of them stands on. A label and a form name the person; a payer is asked by name, birth date and sex; who calls a
 * result back has to reach the right one.
 */
const STANDS_ON: Readonly<Record<Waiting, readonly DemographicField[] | 'every'>> = {
  merge: 'every',
  'check-in': ['name', 'birthDate', 'sex', 'identifiers', 'phones'],
  eligibility: ['name', 'birthDate', 'sex'],
  label: ['name', 'birthDate', 'identifiers'],
  form: ['name', 'birthDate'],
  'result-call': ['name', 'birthDate', 'phones']
};

/** The open questions that it waits for; none where it may go on [REG-12]. */
export function waitingFor({ forks }: Pick<Patient, 'forks'>, what: Waiting): readonly Fork[] {
  const fields = STANDS_ON[what];
  return fields === 'every' ? forks : forks.filter(({ field }) => fields.includes(field));
}
