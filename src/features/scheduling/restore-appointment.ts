import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { detailsOf } from '#domain/scheduling/appointment.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { may } from '#station/verbs.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, type PlaceRefusal } from './place.ts';

export interface Restoration {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly over: boolean;
}

export type RestoreRefusal =
  | PlaceRefusal
  | { readonly code: 'appointment/unknown' }
  | { readonly code: 'restore/nothing' }
  | { readonly code: 'restore/not-allowed' };

/**
 * Brings a cancelled or missed appointment back to booked, at its old place (S-24) [BOOK-10]. It is the one way out of those
 * states, and needs its own right; the ten seconds of undo are for everybody. Cancelling again is its undo.
 */
export async function restoreAppointment(
  station: Station,
  { date, appointment: id, over }: Restoration
): Promise<Result<void, RestoreRefusal>> {
  const { site } = station.device;
  const { role } = station.user;
  const [practice, day] = await Promise.all([station.rows.practice(), station.rows.appointments(site, date)]);
  const appointment = day.find((row) => row.appointment === id);
  if (!appointment) return err({ code: 'appointment/unknown' });
  if (appointment.status !== 'cancelled' && appointment.status !== 'no-show') return err({ code: 'restore/nothing' });
  if (!(await may(station, 'schedule/restore'))) return err({ code: 'restore/not-allowed' });
  if (!over) {
    const { at, patient, visitType } = appointment;
    const details = detailsOf(appointment);
    const earlier = await otherVisitsOf(station.rows, patient, new Set([id]));
    const elsewhere = await visitsElsewhere(station.rows, { site, date });
    const asked = { site, date, at, patient, appointment: id, visitType, details, earlier, elsewhere, over };
    const place = checkPlace(practice, day, date, role, asked);
    if (!place.ok) return place;
  }

  const doc = dayDoc(site, date);
  await station.record('schedule/restore', doc, [
    { kind: 'fact/voided', of: { fact: appointment.last, reason: 'restored' } }
  ]);
  return ok();
}
