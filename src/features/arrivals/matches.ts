import type { PatientId, SubmissionId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import { candidatesFor, type Candidate, type TodayList } from './candidates.ts';
import type { Waiting } from './proposals.ts';

/** Who each of those that wait may be. */
export type Matches = ReadonlyMap<SubmissionId, readonly Candidate[]>;

export function matchesFor(waiting: readonly Waiting[], today: TodayList): Matches {
  return new Map(
    waiting.map(({ sealed, said }) => [sealed.submission, said ? candidatesFor(said, today) : []] as const)
  );
}

/** The patients who come into question, each once, in a steady order. */
export function patientsIn(matches: Matches): readonly PatientId[] {
  return [
    ...new Set([...matches.values()].flatMap((some) => some.map(({ appointment }) => appointment.patient)))
  ].sort();
}

export function byId(patients: readonly (Patient | undefined)[]): ReadonlyMap<PatientId, Patient> {
  return new Map(patients.flatMap((patient) => (patient ? [[patient.patient, patient] as const] : [])));
}
