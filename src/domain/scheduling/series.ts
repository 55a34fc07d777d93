import { ruleFrom } from '../calendar/recurrence-rule.ts';
import { err, ok, type Result } from '../result.ts';
import { isLocalDate, plusDays, type LocalDate, type MinuteOfDay, type ZoneId } from '../time.ts';
import type { Practice } from '../practice/practice.ts';
import type { AppointmentId, SiteId } from '../ids.ts';
import { isLive, type Appointment } from './appointment.ts';
import type { Placement } from './appointment-facts.ts';
import { instanceDates, unclearSpans } from './blocks.ts';
import { hoursOn, overlap, spanOf } from './grid.ts';
import { awayAt, isSiteClosed } from './place-clashes.ts';

/** Most visits of one series: twice a week for a year. */
export const MOST_VISITS = 104;
/** A series is booked so far ahead from its first day, days: twelve months. */
const DAYS_AHEAD = 366;
/** How far from a closed day another is looked for. */
const NEAR_DAYS = 6;

/** What becomes of a visit whose day the office is closed. */
export type ClosedPolicy = 'skip' | 'next' | 'previous';

/** How a visit recurs. */
export interface Repeat {
  /** RRULE value (RFC 5545 §3.3.10): daily, weekly or monthly, with COUNT or UNTIL. */
  readonly rule: string;
  /** Where it begins; a visit of its own only where the rule says so. */
  readonly date: LocalDate;
  readonly start: MinuteOfDay;
  /** Further days (RDATE), besides what the rule counts. */
  readonly also?: readonly LocalDate[];
  readonly closed: ClosedPolicy;
}

export type RepeatRefusal =
  | { readonly code: 'series/unreadable'; readonly say: string }
  | { readonly code: 'series/too-often' }
  /** No end is said, and it goes on beyond twelve months. */
  | { readonly code: 'series/no-visits' }
  | { readonly code: 'series/too-many' }
  /** A further day that does not exist, or lies before the first or beyond twelve months. */
  | { readonly code: 'series/bad-day' };

/** One visit of a series before it is booked. */
export interface SeriesDay {
  /** The day its rule gives it (RECURRENCE-ID). With the series it is the visit's identity. */
  readonly instance: LocalDate;
  /** The day it would stand on; null where the office is closed and it falls out. */
  readonly date: LocalDate | null;
}

/** The days a rule gives within twelve months of its first, and those that were named besides [SER-1] [SER-10]. */
export function repeatDates({ rule, date, start, also = [] }: Repeat): Result<readonly LocalDate[], RepeatRefusal> {
  const read = ruleFrom(rule);
  if (!read.ok) return err({ code: 'series/unreadable', say: read.error.say });
  if (!['DAILY', 'WEEKLY', 'MONTHLY'].includes(read.value.freq)) return err({ code: 'series/too-often' });
  const last = plusDays(date, DAYS_AHEAD);
  if (also.some((day) => !isLocalDate(day) || day < date || day > last)) return err({ code: 'series/bad-day' });
  const dates = instanceDates({ rule, date, start, also }, date, last);
  if (dates.length === 0) return err({ code: 'series/no-visits' });
  return dates.length > MOST_VISITS ? err({ code: 'series/too-many' }) : ok(dates);
}

/** Where the visits of a series would stand, in a practice and at a site. */
export interface SeriesPlace {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly at: Placement;
  readonly closed: ClosedPolicy;
  /** No visit goes before it. */
  readonly today: LocalDate;
}

/**
 * The day of each visit: its own, or where the office is closed by the policy none, the next or the one before on which the office is open,
 * the provider works, and no other visit of the series stands [SER-2].
 */
export function seriesDays(instances: readonly LocalDate[], place: SeriesPlace): readonly SeriesDay[] {
  const { practice, site, at, closed, today } = place;
  const isClosed = (date: LocalDate): boolean => isSiteClosed(practice, site, date, spanOf(at));
  const taken = new Set(instances.filter((date) => !isClosed(date)));
  return instances.map((instance) => {
    if (taken.has(instance) && !isClosed(instance)) return { instance, date: instance };
    if (closed === 'skip') return { instance, date: null };
    const step = closed === 'next' ? 1 : -1;
    for (let days = 1; days <= NEAR_DAYS; days++) {
      const date = plusDays(instance, step * days);
      if (date < today || taken.has(date) || isClosed(date) || !worksAt(place, date)) continue;
      taken.add(date);
      return { instance, date };
    }
    return { instance, date: null };
  });
}

function worksAt({ practice, site, at }: SeriesPlace, date: LocalDate): boolean {
  const practitioner = practice.practitioners.get(at.practitioner);
  const hours = practitioner ? hoursOn(practitioner, site, date) : null;
  const { from, to } = spanOf(at);
  if (hours && !hours.some((open) => open.from <= from && to <= open.to)) return false;
  return !awayAt(practice, site, date, at);
}

/** The hour begins or ends summer time there: nobody would know when to come, and nothing is booked [SER-3]. */
export function isUnclear(date: LocalDate, at: Pick<Placement, 'start' | 'minutes'>, zone: ZoneId): boolean {
  return unclearSpans(date, zone).some((span) => overlap(span, spanOf(at)));
}

/** The id of a visit of a series: a second try is the same visit (S-5) [SER-4]. */
export function seriesVisitId(series: string, instance: LocalDate): AppointmentId {
  return `${series}.${instance.replaceAll('-', '')}`;
}

/** A visit of a series, booked, with the day it stands on now. */
export interface SeriesVisit {
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** What a change of a recurring visit is for. */
export type SeriesScope = 'this' | 'following' | 'all';

/** The visits of a series that hold their time, in order of the day. @param visits of one patient */
export function seriesOf(visits: readonly SeriesVisit[], series: string): readonly SeriesVisit[] {
  return visits
    .filter(({ appointment }) => appointment.series?.series === series && isLive(appointment))
    .toSorted((a, b) =>
      a.date === b.date ? a.appointment.at.start - b.appointment.at.start : a.date < b.date ? -1 : 1
    );
}

/**
 * Those a change is for: the one in hand, that one and all after it, or all that are still to come [SER-6]. Visits of days that are over
 * stay as they were. @param series as `seriesOf` gives it
 */
export function inScope(
  series: readonly SeriesVisit[],
  inHand: AppointmentId,
  scope: SeriesScope,
  today: LocalDate
): readonly SeriesVisit[] {
  const at = series.findIndex(({ appointment }) => appointment.appointment === inHand);
  if (at === -1) return [];
  const chosen = scope === 'this' ? series.slice(at, at + 1) : scope === 'following' ? series.slice(at) : series;
  return chosen.filter(({ date }) => date >= today);
}

/** Another place for visits of a series: what is not said stays. `days` later, or earlier if negative. */
export interface SeriesChange {
  readonly days: number;
  readonly start?: MinuteOfDay;
  readonly minutes?: number;
  readonly practitioner?: string;
}

/** Where a change puts one visit [SER-6]. */
export function changedPlace({ date, appointment: { at } }: SeriesVisit, change: SeriesChange): SeriesTarget {
  const { days, start = at.start, minutes = at.minutes, practitioner = at.practitioner } = change;
  return { date: plusDays(date, days), at: { practitioner, start, minutes } };
}

export interface SeriesTarget {
  readonly date: LocalDate;
  readonly at: Placement;
}

/**
 * Visits that were put elsewhere by themselves: not at the time of day and provider of the one in hand. A change of several leaves them
 * where they are unless somebody says so [SER-7]. Where the one in hand is itself alone in its place, none is left out.
 */
export function standApart(chosen: readonly SeriesVisit[], inHand: AppointmentId): ReadonlySet<AppointmentId> {
  const one = chosen.find(({ appointment }) => appointment.appointment === inHand)?.appointment;
  const isBeside = ({ appointment }: SeriesVisit): boolean =>
    appointment.at.start === one?.at.start && appointment.at.practitioner === one.at.practitioner;
  if (chosen.filter(isBeside).length <= 1) return new Set();
  return new Set(chosen.filter((visit) => !isBeside(visit)).map(({ appointment }) => appointment.appointment));
}
