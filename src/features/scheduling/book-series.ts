import { dayDoc, type DocId } from '#domain/documents.ts';
import { factId, type NewFact, type Recorded } from '#domain/fact.ts';
import type { AppointmentId, PatientId, VisitTypeId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { AppointmentFact, BookingDetails, PatientLabel, Placement } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { isUnclear, MOST_VISITS } from '#domain/scheduling/series.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from './note.ts';
import { notOffered, type HeldRefusal } from './held-time.ts';
import { otherVisit, otherVisitsOf } from '#station/other-visits.ts';
import { daysElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, visitAt, type PlaceRefusal } from './place.ts';
import { promiseOf } from './promise.ts';
import { toldProvider } from './tell-provider.ts';

/** One visit of a series as it was seen in the list. */
export interface SeriesBookingVisit {
  /** By `seriesVisitId`: a second try is the same visit (S-5). */
  readonly appointment: AppointmentId;
  /** The day the rule gives it. */
  readonly instance: LocalDate;
  readonly date: LocalDate;
  readonly at: Placement;
  readonly over: boolean;
  readonly reason: string;
}

export interface SeriesBooking {
  /** Chosen once by the form. */
  readonly series: string;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly visitType: VisitTypeId;
  readonly note: string;
  readonly details?: BookingDetails;
  readonly visits: readonly SeriesBookingVisit[];
}

/** One visit of several cannot go where it was asked to: nothing is written, and the list shows why [SER-5]. */
export interface SeriesVisitRefusal {
  readonly code: 'series/in-the-way';
  readonly date: LocalDate;
  readonly why: PlaceRefusal | HeldRefusal | { readonly code: 'series/unclear' };
}

export type BookSeriesRefusal =
  | NoteRefusal
  | SeriesVisitRefusal
  | { readonly code: 'book/no-such-type' }
  | { readonly code: 'series/no-visits' }
  | { readonly code: 'series/too-many' };

type Booked = Extract<AppointmentFact, { kind: 'appointment/booked' }>['of'];

/**
 * Books all visits of a series, each into its day, in one commit [SER-4]. Each is checked as a booking by itself would be, and against the
 * series' own others. What an earlier try has booked stays as it is.
 */
export async function bookSeries(station: Station, booking: SeriesBooking): Promise<Result<Done, BookSeriesRefusal>> {
  const { site } = station.device;
  const { visits, series, patient, label, visitType, details = {} } = booking;
  if (visits.length === 0) return err({ code: 'series/no-visits' });
  if (visits.length > MOST_VISITS) return err({ code: 'series/too-many' });
  const practice = await station.rows.practice();
  if (!practice.visitTypes.has(visitType)) return err({ code: 'book/no-such-type' });
  const note = checkNote(booking.note);
  if (!note.ok) return note;

  const dates = visits.map(({ date }) => date);
  const [days, elsewhere] = await Promise.all([readDays(station, dates), daysElsewhere(station.rows, site, dates)]);
  // The series' own visits are among them as they are placed.
  const earlier = [...(await otherVisitsOf(station.rows, patient, new Set(visits.map((one) => one.appointment))))];
  const already: Done['takes'][number][] = [];
  const facts = new Map<DocId, NewFact[]>();
  for (const { appointment, instance, date, at, over, reason } of visits) {
    const day = days.get(date) ?? [];
    const was = day.find((row) => row.appointment === appointment);
    if (was) {
      earlier.push(otherVisit(date, was));
      already.push({ doc: dayDoc(site, date), facts: [was.last] });
      continue;
    }
    const why = checkNote(reason);
    if (!why.ok) return why;
    if (isUnclear(date, at, station.zone))
      return err({ code: 'series/in-the-way', date, why: { code: 'series/unclear' } });
    const seen = { earlier, elsewhere: elsewhere.get(date) ?? [], over, reason: why.value };
    const place = { site, date, at, patient, visitType, appointment, details, ...seen };
    const checked = checkPlace(practice, day, station.today(), station.user.role, place);
    if (!checked.ok) return err({ code: 'series/in-the-way', date, why: checked.error });
    const unheld = await notOffered(station, date, at);
    if (!unheld.ok) return err({ code: 'series/in-the-way', date, why: unheld.error });
    for (const told of toldProvider(practice, day, { ...place, label, seen: checked.value }))
      for (const fact of told.facts) addTo(facts, told.doc, fact);
    const visit = visitAt(place);
    day.push(visit);
    earlier.push(otherVisit(date, visit));
    const of: Booked = {
      appointment,
      patient,
      label,
      visitType,
      at,
      ...details,
      series: { series, date: instance },
      ...(checked.value ? { over: checked.value } : {}),
      ...(note.value ? { note: note.value } : {}),
      ...(await promiseOf(station, date, at))
    };
    addTo(facts, dayDoc(site, date), { kind: 'appointment/booked', of });
  }
  const takes = facts.size === 0 ? [] : await recordByDay(station, 'schedule/book-series', facts);
  return ok({ command: 'schedule/book-series', takes: [...already, ...takes] });
}

/** Days as they are now, to be added to while several visits are placed. */
export async function readDays(station: Station, dates: readonly LocalDate[]): Promise<Map<LocalDate, Appointment[]>> {
  const { site } = station.device;
  const unique = [...new Set(dates)];
  const rows = await Promise.all(unique.map((date) => station.rows.appointments(site, date)));
  return new Map(unique.map((date, i) => [date, [...(rows[i] ?? [])]]));
}

export function addTo(facts: Map<DocId, NewFact[]>, doc: DocId, fact: NewFact): void {
  const list = facts.get(doc);
  if (list) list.push(fact);
  else facts.set(doc, [fact]);
}

/** Writes facts of several days in one commit, and says what would take them back. */
export async function recordByDay(
  station: Station,
  command: string,
  facts: ReadonlyMap<DocId, readonly NewFact[]>
): Promise<Done['takes']> {
  const parts = [...facts].map(([doc, list]) => ({ doc, facts: list }));
  const written: readonly Recorded[] = await station.recordTogether(command, parts);
  let from = 0;
  return parts.map(({ doc, facts: list }) => {
    const takes = { doc, facts: written.slice(from, from + list.length).map(factId) };
    from += list.length;
    return takes;
  });
}
