import { err, ok, type Result } from '#domain/result.ts';
import type { ClosedPolicy, Repeat } from '#domain/scheduling/series.ts';
import { isLocalDate, weekdayOf, type LocalDate, type MinuteOfDay } from '#domain/time.ts';

/** How often a visit recurs, as the form offers it. */
export type Every = 'daily' | 'weekly' | 'fortnightly' | 'monthly-day' | 'monthly-weekday';

/** What a person decided about one visit of a series; nothing where they have said nothing. */
export interface SeriesChoice {
  readonly skip?: true;
  /** Elsewhere: as typed. */
  readonly date?: string;
  readonly time?: string;
  readonly over?: true;
  readonly reason?: string;
}

/** By the line's key. */
export type SeriesChoices = Readonly<Record<string, SeriesChoice>>;

/** How a booking recurs, as it is being typed. Plain, so that it is kept with the booking's draft. */
export interface RepeatForm {
  readonly every: Every;
  /** Of a weekly one; 0 is Sunday. Empty: the weekday of the first. */
  readonly weekdays: readonly number[];
  /** How many visits. Empty where `until` says the end. */
  readonly count: string;
  /** Last day; empty where `count` says the end. */
  readonly until: string;
  readonly closed: ClosedPolicy;
  /** Further days, in order; absent in drafts of earlier versions. */
  readonly also?: readonly string[];
  /** By the day the rule gives. */
  readonly choices: SeriesChoices;
}

export type RepeatFormRefusal = { readonly code: 'series/no-count' } | { readonly code: 'series/ends-before' };

export const EVERY: Readonly<Record<Every, string>> = {
  daily: 'Every weekday',
  weekly: 'Every week',
  fortnightly: 'Every two weeks',
  'monthly-day': 'Every month, same date',
  'monthly-weekday': 'Every month, same weekday'
};

export const CLOSED_WORDS: Readonly<Record<ClosedPolicy, string>> = {
  skip: 'Leave it out',
  next: 'Next open day',
  previous: 'Open day before'
};

export const DAY_CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** Eight times a week apart: what is booked most often. */
export function newRepeatForm(every: Every): RepeatForm {
  return { every, weekdays: [], count: '8', until: '', closed: 'next', choices: {} };
}

/** What the form says, or the first thing it does not say yet. @param date of the booking: where it begins */
export function repeatFrom(
  { every, weekdays, count, until, closed, also = [] }: RepeatForm,
  date: LocalDate,
  start: MinuteOfDay
): Result<Repeat, RepeatFormRefusal> {
  if (until === '' && !(/^\s*\d{1,3}\s*$/.test(count) && Number(count) > 0)) return err({ code: 'series/no-count' });
  if (until !== '' && (!isLocalDate(until) || until < date)) return err({ code: 'series/ends-before' });
  const end = until === '' ? `COUNT=${Number(count)}` : `UNTIL=${until.replaceAll('-', '')}T235959`;
  return ok({ rule: `${headOf(every, weekdays, date)};${end}`, date, start, closed, ...(also.length > 0 && { also }) });
}

function headOf(every: Every, weekdays: readonly number[], date: LocalDate): string {
  const own = weekdayOf(date);
  const days = weekdays.length > 0 ? weekdays : [own];
  const listed = days.map((day) => DAY_CODES[day]).join(',');
  switch (every) {
    case 'daily':
      return 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${listed}`;
    case 'fortnightly':
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${listed}`;
    case 'monthly-day':
      // The 31st is the last day of a month that has none.
      return 'RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD';
    case 'monthly-weekday':
      return `FREQ=MONTHLY;BYDAY=${nthOf(date)}${DAY_CODES[own]}`;
  }
}

/** The form with one further day, or without one; days stand once and in order. */
export function withDay(form: RepeatForm, day: string): RepeatForm {
  return day === '' ? form : { ...form, also: [...new Set([...(form.also ?? []), day])].sort() };
}

export function withoutDay(form: RepeatForm, day: string): RepeatForm {
  const { [day]: _, ...choices } = form.choices;
  return { ...form, also: (form.also ?? []).filter((one) => one !== day), choices };
}

/** The how-manieth such weekday of its month; a fifth is the last, which every month has. */
function nthOf(date: LocalDate): number {
  const nth = Math.ceil(Number(date.slice(8)) / 7);
  return nth === 5 ? -1 : nth;
}

/** Whether a draft's repeat is one of this version's. */
export function isRepeatForm(content: unknown): content is RepeatForm {
  if (typeof content !== 'object' || content === null) return false;
  const form = content as Partial<Record<keyof RepeatForm, unknown>>;
  return (
    typeof form.every === 'string' &&
    form.every in EVERY &&
    typeof form.count === 'string' &&
    typeof form.until === 'string' &&
    typeof form.closed === 'string' &&
    form.closed in CLOSED_WORDS &&
    Array.isArray(form.weekdays) &&
    form.weekdays.every((day) => Number.isInteger(day) && day >= 0 && day <= 6) &&
    (form.also === undefined ||
      (Array.isArray(form.also) && form.also.every((day: unknown) => typeof day === 'string'))) &&
    typeof form.choices === 'object' &&
    form.choices !== null
  );
}
