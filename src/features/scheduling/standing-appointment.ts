import type { AppointmentId } from '#domain/ids.ts';
import { maySign } from '#domain/practice/roles.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';
import type { Station } from '#station/station.ts';
import { verbsOf } from '#station/verbs.ts';

export type StandingRefusal =
  | { readonly code: 'appointment/unknown' }
  /** Cancelled, missed or gone to another day (S-24). */
  | { readonly code: 'appointment/not-live' }
  /** The provider has seen the patient, or is about to: it can no longer be moved or called off. */
  | { readonly code: 'appointment/seen' };

const SEEN: ReadonlySet<VisitState> = new Set<VisitState>(['with-provider', 'done', 'checked-out']);

export interface StandingAppointment {
  readonly practice: Practice;
  readonly day: readonly Appointment[];
  readonly appointment: Appointment;
  /** The visit it became, while the patient is here. */
  readonly here: Visit | null;
  /** The same, where whoever changes it may say that the patient leaves with it. */
  readonly leaves: Visit | null;
}

/** Reads what every change of an appointment starts from, and refuses what can no longer be changed. */
export async function standingAppointment(
  station: Station,
  date: LocalDate,
  id: AppointmentId
): Promise<Result<StandingAppointment, StandingRefusal>> {
  const { site } = station.device;
  const [practice, day, visit] = await Promise.all([
    station.rows.practice(),
    station.rows.appointments(site, date),
    station.rows.visit(site, date, visitOf(id))
  ]);
  const appointment = day.find((row) => row.appointment === id);
  if (!appointment) return err({ code: 'appointment/unknown' });
  if (!isLive(appointment)) return err({ code: 'appointment/not-live' });
  if (visit && SEEN.has(visit.state)) return err({ code: 'appointment/seen' });
  const here = visit && visit.state !== 'left' ? visit : null;
  const mayLeave = maySign(verbsOf(station.user, practice), 'visit/left', 'day');
  return ok({ practice, day, appointment, here, leaves: mayLeave ? here : null });
}
