import { coveringOn, type Coverage } from '#domain/coverage/coverages.ts';
import type { PatientId, PractitionerId, VisitTypeId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';

/** An authorization that visits of the patient were booked with, and how many of its visits no booking has taken yet. */
export interface KnownAuthorization {
  readonly number: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Null: nobody counts them. */
  readonly units: number | null;
  readonly left: number | null;
}

/** Another of the family who is a patient too. */
export interface Relative {
  readonly patient: PatientId;
  readonly name: string;
  /** Booked from today on. */
  readonly days: readonly LocalDate[];
}

/** What is known of a patient that bears on their next visit. */
export interface Known {
  readonly patient: PatientId | null;
  readonly usual: PractitionerId | null;
  readonly last: ReadonlyMap<VisitTypeId, LocalDate>;
  /** Of any type, what is booked ahead included. */
  readonly lastVisit: LocalDate | null;
  readonly authorizations: readonly KnownAuthorization[];
  /** In the order they pay. */
  readonly coverages: readonly Coverage[];
  readonly relatives: readonly Relative[];
  readonly language: string;
}

export const NOBODY: Known = {
  patient: null,
  usual: null,
  last: new Map(),
  lastVisit: null,
  authorizations: [],
  coverages: [],
  relatives: [],
  language: ''
};

export async function knownOf(rows: Rows, who: PatientId, today: LocalDate): Promise<Known> {
  const [record, visits] = await Promise.all([rows.patient(who), rows.appointmentsOf(who)]);
  const relatives = await Promise.all(
    relativesOf(record).map(async ({ patient, name }) => {
      const theirs = await rows.appointmentsOf(patient);
      const days = theirs.filter(({ date, appointment }) => date >= today && appointment.status === 'booked');
      return { patient, name, days: [...new Set(days.map(({ date }) => date))] };
    })
  );
  return {
    ...knownFrom(who, visits),
    coverages: coveringOn(record?.coverages, today),
    relatives,
    language: record?.language ?? ''
  };
}

function relativesOf(record: Pick<Patient, 'related'> | undefined): Pick<Relative, 'patient' | 'name'>[] {
  return (record?.related ?? []).flatMap(({ patient, name, relation }) =>
    patient === undefined ? [] : [{ patient, name: `${name.given} ${name.family}, ${relation}` }]
  );
}

/** The provider a patient has seen most, the later one of two; when each type was last; what authorizations are left. */
export function knownFrom(patient: PatientId, visits: readonly DatedAppointment[]): Known {
  const counts = new Map<PractitionerId, number>();
  const last = new Map<VisitTypeId, LocalDate>();
  const authorizations = new Map<string, { number: string; from: LocalDate; to: LocalDate; units: number | null }>();
  const used = new Map<string, number>();
  let lastVisit: LocalDate | null = null;
  for (const { date, appointment } of visits) {
    const { status, authorization } = appointment;
    if (authorization) {
      const { number, from, to, units = null } = authorization;
      authorizations.set(number, { number, from, to, units });
      if (status === 'booked') used.set(number, (used.get(number) ?? 0) + 1);
    }
    if (status !== 'booked') continue;
    const { practitioner } = appointment.at;
    const count = (counts.get(practitioner) ?? 0) + 1;
    counts.delete(practitioner);
    counts.set(practitioner, count);
    last.set(appointment.visitType, date);
    if (lastVisit === null || date > lastVisit) lastVisit = date;
  }
  let usual: PractitionerId | null = null;
  for (const [practitioner, count] of counts)
    if (usual === null || count >= (counts.get(usual) ?? 0)) usual = practitioner;
  return {
    ...NOBODY,
    patient,
    usual,
    last,
    lastVisit,
    authorizations: [...authorizations.values()].map((one) => ({
      ...one,
      left: one.units === null ? null : Math.max(0, one.units - (used.get(one.number) ?? 0))
    }))
  };
}
