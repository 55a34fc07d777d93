import { dayDoc } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId, PatientId, SiteId, VisitTypeId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type {
  AppointmentFact,
  BookingDetails,
  Elsewhere,
  PatientLabel,
  Placement
} from '#domain/scheduling/appointment-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { doneTogether, onceEach, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { otherVisitsOf } from '#station/other-visits.ts';
import { givingUp, type Instead } from './give-up.ts';
import { promiseOf } from './promise.ts';
import { checkNote, type NoteRefusal } from './note.ts';
import { notOffered, type HeldRefusal } from './held-time.ts';
import { visitsElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, type PlaceRefusal } from './place.ts';
import type { StandingRefusal } from './standing-appointment.ts';
import { toldProvider } from './tell-provider.ts';

export interface Booking {
  /** Chosen once by the form, so that a second try after a failed save is the same booking [BOOK-4]. */
  readonly appointment: AppointmentId;
  readonly date: LocalDate;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly visitType: VisitTypeId;
  readonly at: Placement;
  readonly note: string;
  /** The person at the desk has seen the overlap and books over it. */
  readonly over: boolean;
  /** Why it is booked over what is there. */
  readonly reason?: string;
  /** What a found time comes with: its room, its people, the hold it uses. */
  readonly details?: BookingDetails;
  /** The appointment that is given up for it. */
  readonly instead?: Instead;
}

export type BookRefusal =
  PlaceRefusal | HeldRefusal | NoteRefusal | StandingRefusal | { readonly code: 'book/no-such-type' };

/**
 * Books an appointment into its day [BOOK-1]. While the server is out of reach it stands on this desk's lease, or is
 * provisional: another desk may have taken the time, and the patient is told so [BOOK-5]. What it is made in place of is closed with it [BOOK-17].
 */
export async function bookAppointment(station: Station, booking: Booking): Promise<Result<Done, BookRefusal>> {
  const { site } = station.device;
  const { instead } = booking;
  const [practice, all] = await Promise.all([station.rows.practice(), station.rows.appointments(site, booking.date)]);
  const doc = dayDoc(site, booking.date);
  const already = all.find((row) => row.appointment === booking.appointment);
  if (already) return ok({ command: 'schedule/book', takes: [{ doc, facts: [already.last] }] });

  if (!practice.visitTypes.has(booking.visitType)) return err({ code: 'book/no-such-type' });
  const reason = checkNote(booking.reason ?? '');
  if (!reason.ok) return reason;
  const to = { site, date: booking.date, appointment: booking.appointment };
  const given = instead ? await givingUp(station, practice, instead, to) : null;
  if (given && !given.ok) return given;
  // What goes with it is in nobody's way.
  const goes = new Set([booking.appointment, instead?.appointment ?? '']);
  const day = all.filter(({ appointment }) => !goes.has(appointment));
  const earlier = await otherVisitsOf(station.rows, booking.patient, goes);
  const elsewhere = await visitsElsewhere(station.rows, to, instead?.appointment);
  const place = checkPlace(practice, day, station.today(), station.user.role, {
    ...booking,
    earlier,
    elsewhere,
    site,
    reason: reason.value
  });
  if (!place.ok) return place;
  const unheld = await notOffered(station, booking.date, booking.at);
  if (!unheld.ok) return unheld;
  const note = checkNote(booking.note);
  if (!note.ok) return note;

  const of: Extract<AppointmentFact, { kind: 'appointment/booked' }>['of'] = {
    appointment: booking.appointment,
    patient: booking.patient,
    label: booking.label,
    visitType: booking.visitType,
    at: booking.at,
    ...given?.value.details,
    ...booking.details,
    ...(instead && { replaces: replacedBy(instead, site) }),
    ...(place.value ? { over: place.value } : {}),
    ...(note.value ? { note: note.value } : {}),
    ...(await promiseOf(station, booking.date, booking.at))
  };
  const told = toldProvider(practice, day, { ...booking, site, seen: place.value });
  const booked: NewFact = { kind: 'appointment/booked', of };
  const old = given ? [{ doc: given.value.doc, facts: given.value.facts }] : [];
  // On one day too each of the two is held apart: undo asks of both whether they were changed since.
  const parts = [...old, { doc, facts: [booked] }, ...told];
  return ok(doneTogether('schedule/book', parts, await station.recordTogether('schedule/book', onceEach(parts))));
}

function replacedBy({ site, date, appointment }: Instead, here: SiteId): Elsewhere {
  return { date, appointment, ...(site === here ? {} : { site }) };
}
