import { dayDoc } from '#domain/documents.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { detailsOf } from '#domain/scheduling/appointment.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { may } from '#station/verbs.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { toldProvider } from './tell-provider.ts';
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
  const { at, patient, visitType, label, last } = appointment;
  const asked = { site, date, at, patient, appointment: id, visitType, details: detailsOf(appointment) };
  if (!over) {
    const earlier = await otherVisitsOf(station.rows, patient, new Set([id]));
    const elsewhere = await visitsElsewhere(station.rows, { site, date });
    const place = checkPlace(practice, day, date, role, { ...asked, earlier, elsewhere, over });
    if (!place.ok) return place;
  }

  await station.recordTogether('schedule/restore', [
    { doc: dayDoc(site, date), facts: [{ kind: 'fact/voided', of: { fact: last, reason: 'restored' } }] },
    ...toldProvider(practice, day, { ...asked, label, seen: appointment.over ?? null, since: last })
  ]);
  return ok();
}
