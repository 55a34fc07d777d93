import type { AppointmentId, PatientId } from '#domain/ids.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import type { OtherVisit } from '#domain/scheduling/conflicts.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

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
