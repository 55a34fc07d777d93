import { dayDoc, type DocId } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { ok, type Result } from '#domain/result.ts';
import type { BookingDetails, Elsewhere, RescheduleReason } from '#domain/scheduling/appointment-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { stationAt } from '#station/at-site.ts';
import type { Station } from '#station/station.ts';
import { noticeFor } from './notice.ts';
import { standingAppointment, type StandingRefusal } from './standing-appointment.ts';

/** The appointment that a booking is made in place of, and why [BOOK-17]. */
export interface Instead {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  readonly reason: RescheduleReason;
}

/** What closes it, in its own day, and what the booking takes over from it. */
export interface GivenUp {
  readonly doc: DocId;
  readonly facts: readonly NewFact[];
  /** It stays one of its series, and as urgent as it was. */
  readonly details: BookingDetails;
}

/** Closes an appointment that another is booked in place of, on any day; who has arrived leaves with it [BOOK-7] [BOOK-17]. */
export async function givingUp(
  station: Station,
  practice: Practice,
  { site, date, appointment: id, reason }: Instead,
  to: Elsewhere & { readonly site: SiteId }
): Promise<Result<GivenUp, StandingRefusal>> {
  const there = stationAt(station, practice, site);
  const found = await standingAppointment(there, date, id);
  if (!found.ok) return found;
  const { appointment, leaves } = found.value;
  const { series, urgency } = appointment;
  const facts: NewFact[] = [
    {
      kind: 'appointment/rescheduled',
      of: {
        appointment: id,
        to: { date: to.date, appointment: to.appointment, ...(to.site === site ? {} : { site: to.site }) },
        noticeHours: noticeFor(there, date, appointment.at.start),
        reason
      }
    }
  ];
  if (leaves) facts.push({ kind: 'visit/left', of: { visit: leaves.visit, reason: 'rescheduled' } });
  return ok({ doc: dayDoc(site, date), facts, details: { ...(series && { series }), ...(urgency && { urgency }) } });
}
