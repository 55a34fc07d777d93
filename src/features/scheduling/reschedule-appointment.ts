import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId, SiteId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Segment } from '#domain/scheduling/plan-facts.ts';
import type { Placement, RescheduleReason } from '#domain/scheduling/appointment-facts.ts';
import { detailsOf } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import { stationAt } from '#station/at-site.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { promiseOf } from './promise.ts';
import { notOffered, type HeldRefusal } from './held-time.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, type PlaceRefusal } from './place.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { noticeFor } from './notice.ts';
import { toldProvider } from './tell-provider.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

export interface Reschedule {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  /** The appointment that stands for it from now on; chosen once, so that a second try is the same one. */
  readonly to: {
    readonly appointment: AppointmentId;
    readonly date: LocalDate;
    readonly at: Placement;
    /** Another office; the same where it is left out. */
    readonly site?: SiteId;
  };
  readonly over: boolean;
  /** Why it is put over what is there. */
  readonly reason?: string;
  /** Why it gets another time, as far as somebody said. */
  readonly why?: RescheduleReason;
  /** Rooms, devices and people chosen anew; left out, they stay. */
  readonly segments?: readonly Segment[];
  /** Written to the new day in the same commit: the arrival of who stands at the desk. */
  readonly also?: readonly NewFact[];
}

export type RescheduleRefusal = PlaceRefusal | HeldRefusal | StandingRefusal | { readonly code: 'reschedule/same-day' };

/**
 * Gives an appointment another day, or another office's [SCH-22]: it is closed in its old day and booked in the new one, both in one commit [BOOK-7]. A
 * patient who has arrived leaves with it.
 */
export async function rescheduleAppointment(
  station: Station,
  { date, appointment: id, to, over, reason, why, segments, also = [] }: Reschedule
): Promise<Result<Done, RescheduleRefusal>> {
  const { site } = station.device;
  const newSite = to.site ?? site;
  if (to.date === date && newSite === site) return err({ code: 'reschedule/same-day' });
  const found = await standingAppointment(station, date, id);
  if (!found.ok) return found;
  const { practice, appointment, leaves } = found.value;

  const { patient, label, visitType, note } = appointment;
  // A hold and a lease are of the old day; one of a series stays one of it [SER-7].
  const { over: _, lease: __, hold: ___, ...was } = detailsOf(appointment);
  const details = { ...was, ...(segments === undefined ? {} : { segments }) };
  const there = stationAt(station, practice, newSite);
  const newDay = await station.rows.appointments(newSite, to.date);
  const earlier = await otherVisitsOf(station.rows, patient, new Set([id, to.appointment]));
  const elsewhere = await visitsElsewhere(station.rows, { site: newSite, date: to.date }, id);
  const visit = { ...to, site: newSite, patient, visitType, details, earlier, elsewhere };
  const place = checkPlace(practice, newDay, there.today(), station.user.role, {
    ...visit,
    over,
    ...(reason === undefined ? {} : { reason })
  });
  if (!place.ok) return place;
  const unheld = await notOffered(there, to.date, to.at);
  if (!unheld.ok) return unheld;

  const closing: NewFact[] = [
    {
      kind: 'appointment/rescheduled',
      of: {
        appointment: id,
        to: { date: to.date, appointment: to.appointment, ...(newSite === site ? {} : { site: newSite }) },
        ...(why === undefined ? {} : { reason: why }),
        noticeHours: noticeFor(station, date, appointment.at.start)
      }
    }
  ];
  if (leaves) closing.push({ kind: 'visit/left', of: { visit: leaves.visit, reason: 'rescheduled' } });
  const booked = {
    appointment: to.appointment,
    patient,
    label,
    visitType,
    at: to.at,
    ...details,
    ...(place.value ? { over: place.value } : {}),
    replaces: { date, appointment: id, ...(newSite === site ? {} : { site }) },
    ...(note ? { note } : {}),
    ...(await promiseOf(there, to.date, to.at))
  };

  const oldDoc = dayDoc(site, date);
  const newDoc = dayDoc(newSite, to.date);
  const command = also.length > 0 ? 'arrivals/move-to-now' : 'schedule/reschedule';
  const parts = [
    { doc: oldDoc, facts: closing },
    { doc: newDoc, facts: [{ kind: 'appointment/booked', of: booked }, ...also] },
    ...toldProvider(practice, newDay, { ...visit, label, seen: place.value })
  ];
  return ok(doneTogether(command, parts, await station.recordTogether(command, parts)));
}
