import type { AppointmentId, PatientId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { BookingDetails, Placement } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { isUnclear, type SeriesTarget } from '#domain/scheduling/series.ts';
import { isLocalDate, type LocalDate, type ZoneId } from '#domain/time.ts';
import { otherVisit, type NamedVisit } from '#station/other-visits.ts';
import { obstacleAt, visitAt, type Obstacle } from './place.ts';
import type { SeriesChoice, SeriesChoices } from './repeat-form.ts';
import { timeFrom } from './time-text.ts';

/** Where one visit of a series is asked to go, before anybody looked whether it can. */
export interface SeriesAsked {
  /** What a choice about it is kept under: the day its rule gives, or the visit that is changed. */
  readonly key: string;
  /** The day its rule gives. */
  readonly instance: LocalDate;
  /** The appointment as it will be called. */
  readonly appointment: AppointmentId;
  /** Null where the office is closed and it falls out. */
  readonly date: LocalDate | null;
  readonly at: Placement;
  /** Where it stands now, for a visit that is changed. */
  readonly was?: SeriesTarget;
}

/** One line of the list that is shown before anything is written [SER-5]. */
export interface SeriesLine {
  readonly key: string;
  readonly instance: LocalDate;
  readonly appointment: AppointmentId;
  /** Where it goes, moved by a person or not; null when it falls out. */
  readonly date: LocalDate | null;
  readonly at: Placement;
  readonly obstacle: Obstacle | null;
  /** `open` needs a decision; `closed` fell out with the office's day; `skipped` was left out by a person. */
  readonly state: 'free' | 'open' | 'over' | 'skipped' | 'closed' | 'unclear' | 'unreadable';
  /** Not on the day its rule gives. */
  readonly moved: boolean;
  readonly reason: string;
  readonly was?: SeriesTarget;
}

/** What is known while a series is looked at. */
export interface SeriesAround {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly zone: ZoneId;
  /** Days as they are now. What is not in it has not been read. */
  readonly days: ReadonlyMap<LocalDate, readonly Appointment[]>;
  /** What the other offices have on those days [ENG-10]. */
  readonly elsewhere?: ReadonlyMap<LocalDate, readonly VisitElsewhere[]>;
  readonly patient: PatientId;
  readonly visitType: VisitTypeId;
  readonly details: BookingDetails;
  /** The patient's other visits, of any series. */
  readonly others?: readonly NamedVisit[];
  /** Appointments that leave their place with this change: they are in nobody's way. */
  readonly leaving: ReadonlySet<AppointmentId>;
}

/** Each visit with what is in its way, the series' own earlier visits included [SER-5] [SER-9]. */
export function seriesLines(
  asked: readonly SeriesAsked[],
  choices: SeriesChoices,
  around: SeriesAround
): readonly SeriesLine[] {
  const { practice, site, zone, days, patient, visitType, details, leaving, others: visits = [] } = around;
  const placing = new Set(asked.map(({ appointment }) => appointment));
  const earlier = visits.filter(({ appointment: id }) => !leaving.has(id) && !placing.has(id));
  const placed = new Map<LocalDate, Appointment[]>();
  return asked.map((one): SeriesLine => {
    const choice = choices[one.key] ?? {};
    const { key, instance, appointment, was } = one;
    const { date, at, readable } = chosenPlace(one, choice);
    const reason = choice.reason ?? '';
    const line = {
      key,
      instance,
      appointment,
      date,
      at,
      obstacle: null,
      moved: date !== instance,
      reason,
      ...(was && { was })
    };
    if (choice.skip) return { ...line, state: 'skipped' };
    if (!readable) return { ...line, state: 'unreadable' };
    if (date === null) return { ...line, state: 'closed' };
    if (isUnclear(date, at, zone)) return { ...line, state: 'unclear' };
    const others = (days.get(date) ?? []).filter((other) => !leaving.has(other.appointment));
    const mine = placed.get(date) ?? [];
    const there = (around.elsewhere?.get(date) ?? []).filter((other) => !leaving.has(other.appointment.appointment));
    const place = { site, date, at, patient, visitType, appointment, details, earlier, elsewhere: there };
    const obstacle = obstacleAt(practice, [...others, ...mine], place);
    const visit = visitAt(place);
    placed.set(date, [...mine, visit]);
    earlier.push(otherVisit(date, visit));
    return { ...line, obstacle, state: obstacle ? (choice.over ? 'over' : 'open') : 'free' };
  });
}

/** Where a person put it, else where it falls. */
function chosenPlace(
  { date, at }: SeriesAsked,
  choice: SeriesChoice
): { readonly date: LocalDate | null; readonly at: Placement; readonly readable: boolean } {
  const to = choice.date === undefined || choice.date === '' ? date : choice.date;
  const start = choice.time === undefined ? at.start : timeFrom(choice.time);
  const readable = (to === null || isLocalDate(to)) && start !== null;
  return { date: readable ? to : date, at: { ...at, start: start ?? at.start }, readable };
}

/** The days that have to be read for the list. */
export function daysAsked(asked: readonly SeriesAsked[], choices: SeriesChoices): readonly LocalDate[] {
  const dates = asked.flatMap((one) => chosenPlace(one, choices[one.key] ?? {}).date ?? []);
  return [...new Set(dates)].sort();
}

/** A new booking takes nobody out of their place. */
export const NOBODY_LEAVES: SeriesAround['leaving'] = new Set();

export const NO_DAYS: SeriesAround['days'] = new Map();

/** Days as they were read, in the same order as their dates. */
export function byDay(
  dates: readonly LocalDate[],
  days: readonly (readonly Appointment[])[]
): ReadonlyMap<LocalDate, readonly Appointment[]> {
  return new Map(days.map((day, i) => [dates[i] ?? '', day]));
}

/** The lines that will be written. */
export function willStand(lines: readonly SeriesLine[]): readonly (SeriesLine & { readonly date: LocalDate })[] {
  return lines.flatMap((line) =>
    line.date !== null && (line.state === 'free' || line.state === 'over') ? [{ ...line, date: line.date }] : []
  );
}

/** How many lines wait for a decision: nothing is written before. */
export function undecided(lines: readonly SeriesLine[]): number {
  return lines.filter(
    ({ state, reason }) =>
      state === 'open' || state === 'unclear' || state === 'unreadable' || (state === 'over' && reason.trim() === '')
  ).length;
}
