import { dayDoc, type DocId } from '#domain/documents.ts';
import type { NewFact } from '#domain/fact.ts';
import type { AppointmentId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { CancelReason, Placement } from '#domain/scheduling/appointment-facts.ts';
import { detailsOf, samePlace, type Appointment } from '#domain/scheduling/appointment.ts';
import type { OtherVisit } from '#domain/scheduling/conflicts.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { isUnclear } from '#domain/scheduling/series.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { addTo, readDays, recordByDay, type SeriesVisitRefusal } from './book-series.ts';
import { checkNote, type NoteRefusal } from './note.ts';
import { notOffered } from './held-time.ts';
import { noticeFor } from './notice.ts';
import { otherVisit, otherVisitsOf } from '#station/other-visits.ts';
import { daysElsewhere } from '#station/visits-elsewhere.ts';
import { checkPlace, visitAt } from './place.ts';
import { promiseOf } from './promise.ts';
import { toldProvider } from './tell-provider.ts';
import { standingAppointment, type StandingAppointment, type StandingRefusal } from './standing-appointment.ts';

/** A visit of a series and where it goes. */
export interface SeriesMove {
  readonly date: LocalDate;
  readonly appointment: AppointmentId;
  /** `appointment` stands for it from now on when the day is another; chosen once, so that a second try is the same. */
  readonly to: { readonly appointment: AppointmentId; readonly date: LocalDate; readonly at: Placement };
  readonly over: boolean;
  readonly reason: string;
}

export type ChangeSeriesRefusal =
  NoteRefusal | SeriesVisitRefusal | StandingRefusal | { readonly code: 'series/no-visits' };

/** What a place is looked at beside: added to while several are placed. */
interface Around {
  readonly day: Appointment[];
  readonly earlier: OtherVisit[];
  readonly elsewhere: readonly VisitElsewhere[];
}

interface Found extends StandingAppointment {
  readonly move: SeriesMove;
}

/**
 * Puts several visits of a series elsewhere, in one commit [SER-6]. On its own day a visit is moved; on another it is rescheduled and stays
 * one of the series. None of them is in another's way where it was.
 */
export async function changeSeries(
  station: Station,
  moves: readonly SeriesMove[]
): Promise<Result<Done, ChangeSeriesRefusal>> {
  const command = 'schedule/change-series';
  const found: Found[] = [];
  for (const move of moves) {
    const one = await standingAppointment(station, move.date, move.appointment);
    if (!one.ok) return one;
    if (move.date !== move.to.date || !samePlace(one.value.appointment.at, move.to.at))
      found.push({ ...one.value, move });
  }
  if (found.length === 0) return moves.length === 0 ? err({ code: 'series/no-visits' }) : ok({ command, takes: [] });

  const dates = found.map(({ move }) => move.to.date);
  const leaving = new Set(found.map(({ move }) => move.appointment));
  const [days, elsewhere] = await Promise.all([
    readDays(station, dates),
    daysElsewhere(station.rows, station.device.site, dates, leaving)
  ]);
  for (const [date, day] of days)
    days.set(
      date,
      day.filter(({ appointment }) => !leaving.has(appointment))
    );

  const facts = new Map<DocId, NewFact[]>();
  const going = new Set(found.flatMap(({ move }) => [move.appointment, move.to.appointment]));
  const patient = found[0]?.appointment.patient ?? '';
  const earlier = [...(await otherVisitsOf(station.rows, patient, going))];
  for (const one of found) {
    const day = days.get(one.move.to.date) ?? [];
    const there = elsewhere.get(one.move.to.date) ?? [];
    const written = await moveOne(station, one, { day, earlier, elsewhere: there }, facts);
    if (!written.ok) return written;
  }
  return ok({ command, takes: await recordByDay(station, command, facts) });
}

/** Checks where one visit goes, puts it into that day and among the patient's visits, and adds what is to be written. */
async function moveOne(
  station: Station,
  { practice, appointment, leaves, move }: Found,
  { day, earlier, elsewhere }: Around,
  facts: Map<DocId, NewFact[]>
): Promise<Result<void, ChangeSeriesRefusal>> {
  const { site } = station.device;
  const { date, to, over } = move;
  const { patient, label, visitType, note } = appointment;
  const why = checkNote(move.reason);
  if (!why.ok) return why;
  if (isUnclear(to.date, to.at, station.zone))
    return err({ code: 'series/in-the-way', date: to.date, why: { code: 'series/unclear' } });
  // What was seen at the old place, a lease and a hold are of that place.
  const { over: _, lease: __, hold: ___, ...details } = detailsOf(appointment);
  const stays = to.date === date;
  const id = stays ? move.appointment : to.appointment;
  const beside = { earlier, elsewhere };
  const place = { site, date: to.date, at: to.at, patient, visitType, details, appointment: id, ...beside };
  const checked = checkPlace(practice, day, station.today(), station.user.role, { ...place, over, reason: why.value });
  if (!checked.ok) return err({ code: 'series/in-the-way', date: to.date, why: checked.error });
  const unheld = await notOffered(station, to.date, to.at);
  if (!unheld.ok) return err({ code: 'series/in-the-way', date: to.date, why: unheld.error });
  const since = stays ? { since: appointment.last } : {};
  for (const told of toldProvider(practice, day, { ...place, label, seen: checked.value, ...since }))
    for (const fact of told.facts) addTo(facts, told.doc, fact);
  const visit = visitAt(place);
  day.push(visit);
  earlier.push(otherVisit(to.date, visit));
  const seen = checked.value ? { over: checked.value } : {};
  const oldDoc = dayDoc(site, date);
  if (stays) {
    addTo(facts, oldDoc, {
      kind: 'appointment/moved',
      of: { appointment: id, from: appointment.at, to: to.at, ...seen }
    });
    return ok();
  }
  const noticeHours = noticeFor(station, date, appointment.at.start);
  const closing = { appointment: move.appointment, to: { date: to.date, appointment: id }, noticeHours };
  addTo(facts, oldDoc, { kind: 'appointment/rescheduled', of: closing });
  if (leaves) addTo(facts, oldDoc, { kind: 'visit/left', of: { visit: leaves.visit, reason: 'rescheduled' } });
  const booked = {
    appointment: id,
    patient,
    label,
    visitType,
    at: to.at,
    ...details,
    ...seen,
    replaces: { date, appointment: move.appointment },
    ...(note ? { note } : {}),
    ...(await promiseOf(station, to.date, to.at))
  };
  addTo(facts, dayDoc(site, to.date), { kind: 'appointment/booked', of: booked });
  return ok();
}

export interface SeriesCancellation {
  readonly visits: readonly { readonly date: LocalDate; readonly appointment: AppointmentId }[];
  readonly by: 'patient' | 'clinic';
  readonly reason: CancelReason;
  readonly note: string;
}

/** Calls several visits of a series off, in one commit [SER-8]. What another desk has closed since, or the provider has begun, is passed over. */
export async function cancelSeries(
  station: Station,
  { visits, by, reason, note: typed }: SeriesCancellation
): Promise<Result<Done, StandingRefusal | NoteRefusal>> {
  const { site } = station.device;
  const note = checkNote(typed);
  if (!note.ok) return note;
  const facts = new Map<DocId, NewFact[]>();
  let refused: StandingRefusal = { code: 'appointment/unknown' };
  for (const { date, appointment } of visits) {
    const found = await standingAppointment(station, date, appointment);
    if (!found.ok) {
      refused = found.error;
      continue;
    }
    const noticeHours = noticeFor(station, date, found.value.appointment.at.start);
    const of = { appointment, by, reason, noticeHours, ...(note.value ? { note: note.value } : {}) };
    addTo(facts, dayDoc(site, date), { kind: 'appointment/cancelled', of });
    const { leaves } = found.value;
    if (leaves) addTo(facts, dayDoc(site, date), { kind: 'visit/left', of: { visit: leaves.visit, reason: 'other' } });
  }
  if (facts.size === 0) return err(refused);
  return ok({ command: 'schedule/cancel-series', takes: await recordByDay(station, 'schedule/cancel-series', facts) });
}
