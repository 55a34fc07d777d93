import type { AppointmentId, PatientId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import type { OtherVisit } from '#domain/scheduling/conflicts.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from './station.ts';

/** A visit's day as the rules of types look at it, and which appointment it is. */
export interface NamedVisit extends OtherVisit {
  readonly appointment: AppointmentId;
}

/** The patient's visits that hold their time, as the rules of types look at them (C9, C11). @param except those that are being placed */
export async function otherVisitsOf(
  rows: Pick<Station['rows'], 'appointmentsOf'>,
  patient: PatientId,
  except: ReadonlySet<AppointmentId> = NONE
): Promise<readonly NamedVisit[]> {
  const all = await rows.appointmentsOf(patient);
  return all.flatMap(({ date, appointment }) =>
    isLive(appointment) && !except.has(appointment.appointment) ? [otherVisit(date, appointment)] : []
  );
}
const NONE: ReadonlySet<AppointmentId> = new Set();

/** One visit so. */
export function otherVisit(
  date: LocalDate,
  { appointment, visitType, authorization }: Pick<Appointment, 'appointment' | 'visitType' | 'authorization'>
): NamedVisit {
  return { appointment, date, visitType, ...(authorization && { authorization: authorization.number }) };
}

/** Whose other days matter: their visit's type may not come again too soon, or their authorization's visits are counted. In order, each once. */
export function patientsToAsk(practice: Practice, appointments: readonly Appointment[]): readonly PatientId[] {
  const asked = appointments.filter(
    (one) =>
      isLive(one) &&
      ((practice.plan.typeRules.get(one.visitType)?.intervalDays ?? null) !== null ||
        one.authorization?.units !== undefined)
  );
  return [...new Set(asked.map(({ patient }) => patient))].sort();
}

/** All that these patients have booked on any day. */
export async function visitsOfAll(
  rows: Pick<Station['rows'], 'appointmentsOf'>,
  patients: readonly PatientId[]
): Promise<ReadonlyMap<PatientId, readonly NamedVisit[]>> {
  return new Map(await Promise.all(patients.map(async (id) => [id, await otherVisitsOf(rows, id)] as const)));
}

/** The same without a day's own: those are in the day. @param visits undefined until they have been read */
export function onOtherDays(
  visits: ReadonlyMap<PatientId, readonly NamedVisit[]> | undefined,
  date: LocalDate
): ReadonlyMap<PatientId, readonly NamedVisit[]> {
  return new Map([...(visits ?? [])].map(([id, all]) => [id, all.filter((one) => one.date !== date)]));
}
