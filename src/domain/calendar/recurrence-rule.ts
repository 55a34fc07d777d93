import { err, ok, type Result } from '../result.ts';
import { days, type FloatingMs, type Weekday } from './floating.ts';

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A weekday, or the `nth` of them in a month or year; a negative one counts from the end, 0 is every one. */
export interface ByDay {
  readonly weekday: Weekday;
  readonly nth: number;
}

/** A recurrence rule, RFC 5545 §3.3.10, with SKIP of RFC 7529 for the Gregorian calendar. */
export interface RecurrenceRule {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** The last moment that counts, on the wall clock as written; `isUtc` when it was written with a Z. */
  readonly until: { readonly at: FloatingMs; readonly isUtc: boolean } | null;
  readonly weekStart: Weekday;
  readonly byMonth: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySecond: readonly number[];
  readonly bySetPos: readonly number[];
  /** What becomes of a day that does not exist, such as 31 April (RFC 7529 §4.1). */
  readonly skip: 'OMIT' | 'BACKWARD' | 'FORWARD';
}

export type RuleRefusal = { readonly code: 'rule/unreadable'; readonly say: string };

/** Longer rules say nothing a calendar needs. */
const LONGEST_RULE = 1_000;
const LONGEST_LIST = 400;
export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;
const FREQUENCIES = new Set<string>(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/** Reads an RRULE's value, or says in words what is wrong with it. A trailing semicolon is let pass: Google wrote them. */
export function ruleFrom(text: string): Result<RecurrenceRule, RuleRefusal> {
  if (text.length > LONGEST_RULE) return refused('This rule is too long.');
  const parts = new Map<string, string>();
  for (const part of text.trim().replace(/;$/, '').split(';')) {
    const match = /^([A-Z-]+)=(.+)$/i.exec(part);
    const key = match?.[1]?.toUpperCase();
    if (!key || !match?.[2]) return refused('A part of this rule cannot be read.');
    if (parts.has(key)) return refused(`This rule says ${key} twice.`);
    parts.set(key, match[2].toUpperCase());
  }
  const rule = ruleOf(parts);
  return typeof rule === 'string' ? refused(rule) : ok(rule);
}

const KNOWN = new Set(
  'FREQ INTERVAL COUNT UNTIL WKST BYMONTH BYWEEKNO BYYEARDAY BYMONTHDAY BYDAY BYHOUR BYMINUTE BYSECOND BYSETPOS RSCALE SKIP'.split(
    ' '
  )
);

/** The rule, or what is wrong with it. */
function ruleOf(parts: ReadonlyMap<string, string>): RecurrenceRule | string {
  for (const key of parts.keys())
    if (!KNOWN.has(key) && !key.startsWith('X-')) return `This rule’s ${key} is not known.`;
  const freq = parts.get('FREQ');
  if (freq === undefined || !FREQUENCIES.has(freq)) return 'This rule does not say how often.';
  if ((parts.get('RSCALE') ?? 'GREGORIAN') !== 'GREGORIAN') return 'Only the Gregorian calendar is known here.';
  if (parts.has('COUNT') && parts.has('UNTIL')) return 'This rule ends twice: after a count and on a day.';
  const interval = countIn(parts.get('INTERVAL') ?? '1');
  const count = parts.has('COUNT') ? countIn(parts.get('COUNT') ?? '') : null;
  if (interval === undefined || count === undefined) return 'A count in this rule is no whole number above zero.';
  const until = parts.has('UNTIL') ? momentIn(parts.get('UNTIL') ?? '') : null;
  if (until === undefined) return 'The end of this rule is no date.';
  const weekStart = weekdayIn(parts.get('WKST') ?? 'MO');
  const byDay = parts.has('BYDAY') ? byDayIn(parts.get('BYDAY') ?? '') : [];
  if (weekStart === undefined || byDay === undefined) return 'A weekday in this rule cannot be read.';
  const lists = listsIn(parts);
  const skip = parts.get('SKIP') ?? 'OMIT';
  if (typeof lists === 'string') return lists;
  if (skip !== 'OMIT' && skip !== 'BACKWARD' && skip !== 'FORWARD') return 'This rule’s SKIP is not known.';
  const rule: RecurrenceRule = { freq: freq as Frequency, interval, count, until, weekStart, byDay, skip, ...lists }; // asked of the set above
  return clashIn(rule) ?? rule;
}

/** What RFC 5545 §3.3.10 forbids to say together. */
function clashIn({ freq, byDay, byWeekNo, byMonthDay, byYearDay, bySetPos, ...rest }: RecurrenceRule): string | null {
  const counted = byDay.some(({ nth }) => nth !== 0);
  if (counted && freq !== 'MONTHLY' && freq !== 'YEARLY') return 'Only a month or a year has a second Monday.';
  if (counted && byWeekNo.length > 0) return 'A week has no second Monday.';
  if (byWeekNo.length > 0 && freq !== 'YEARLY') return 'Week numbers are of a year.';
  if (byWeekNo.length > 0 && byMonthDay.length > 0) return 'Days of the month in numbered weeks are not known here.';
  if (byMonthDay.length > 0 && freq === 'WEEKLY') return 'A week has no days of the month.';
  if (byYearDay.length > 0 && (freq === 'DAILY' || freq === 'WEEKLY' || freq === 'MONTHLY'))
    return 'Days of the year are of a year.';
  const others = [byDay, byWeekNo, byMonthDay, byYearDay, rest.byMonth, rest.byHour, rest.byMinute, rest.bySecond];
  if (bySetPos.length > 0 && others.every(({ length }) => length === 0)) return 'This rule chooses from nothing.';
  return null;
}

const RANGES = {
  byMonth: ['BYMONTH', 1, 12, false],
  byWeekNo: ['BYWEEKNO', 1, 53, true],
  byYearDay: ['BYYEARDAY', 1, 366, true],
  byMonthDay: ['BYMONTHDAY', 1, 31, true],
  byHour: ['BYHOUR', 0, 23, false],
  byMinute: ['BYMINUTE', 0, 59, false],
  bySecond: ['BYSECOND', 0, 60, false],
  bySetPos: ['BYSETPOS', 1, 366, true]
} as const;
type Lists = { readonly [K in keyof typeof RANGES]: readonly number[] };

function listsIn(parts: ReadonlyMap<string, string>): Lists | string {
  const lists: [string, readonly number[]][] = [];
  for (const [name, [key, min, max, signed]] of Object.entries(RANGES)) {
    const values = (parts.get(key)?.split(',') ?? []).map((text) => (/^[+-]?\d{1,3}$/.test(text) ? Number(text) : NaN));
    const isFit = (value: number): boolean =>
      Math.abs(value) >= min && Math.abs(value) <= max && (signed || value >= 0);
    if (values.length > LONGEST_LIST || !values.every(isFit)) return `This rule’s ${key} cannot be read.`;
    lists.push([name, [...new Set(values)].sort((a, b) => a - b)]);
  }
  return Object.fromEntries(lists) as unknown as Lists; // every name of RANGES, in turn
}

function countIn(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

function weekdayIn(text: string): Weekday | undefined {
  const at = (WEEKDAYS as readonly string[]).indexOf(text);
  return at < 0 ? undefined : (at as Weekday); // an index of seven
}

function byDayIn(text: string): ByDay[] | undefined {
  const list: ByDay[] = [];
  for (const part of text.split(',')) {
    const match = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(part);
    const weekday = weekdayIn(match?.[2] ?? '');
    const nth = Number(match?.[1] ?? 0);
    if (weekday === undefined || Math.abs(nth) > 53 || (match?.[1] !== undefined && nth === 0)) return undefined;
    list.push({ weekday, nth });
  }
  return list.length > LONGEST_LIST ? undefined : list;
}

/** `20260301` (its whole day counts) or `20260301T090000`, with Z or without. */
function momentIn(text: string): RecurrenceRule['until'] | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zulu] = match;
  const date = days(Number(year), Number(month), Number(day));
  if (date === null) return undefined;
  if (hour === undefined) return { at: date * 86_400_000 + 86_399_000, isUtc: false };
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return { at: date * 86_400_000 + seconds * 1000, isUtc: zulu !== undefined };
}

function refused(say: string): Result<never, RuleRefusal> {
  return err({ code: 'rule/unreadable', say });
}
