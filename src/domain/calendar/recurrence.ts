import {
  DAY_MS,
  dayNo,
  daysInMonth,
  weekdayOfDay,
  ymd,
  type DayNo,
  type FloatingMs,
  type Weekday
} from './floating.ts';
import type { ByDay, RecurrenceRule } from './recurrence-rule.ts';

/** Periods looked at before an expansion is given up: a rule that matches nothing ends too. */
const MOST_PERIODS = 200_000;
/** No calendar reaches further. */
const LAST_YEAR = 2_200;

/**
 * The instances of a rule in order, from the first at or after its start (RFC 5545 §3.3.10). The start itself is one only where the
 * rule says so. @param until the rule's own end on the start's wall clock; null for none
 */
export function* instancesOf(
  given: RecurrenceRule,
  start: FloatingMs,
  until: FloatingMs | null = given.until?.at ?? null
): Generator<FloatingMs, void, void> {
  const rule = withStart(given, start);
  let left = rule.count ?? Infinity;
  let last = -Infinity;
  for (const set of rule.freq === 'DAILY' || isSparse(rule) ? byDayPeriods(rule, start) : byTimePeriods(rule, start)) {
    for (const at of chosen(set, rule.bySetPos)) {
      if (at < start || at <= last) continue;
      if (left <= 0 || (until !== null && at > until)) return;
      last = at;
      left--;
      yield at;
    }
    if (left <= 0 || (until !== null && (set.at(-1) ?? -Infinity) > until)) return;
  }
}

function isSparse({ freq }: RecurrenceRule): boolean {
  return freq === 'WEEKLY' || freq === 'MONTHLY' || freq === 'YEARLY';
}

/** What a rule leaves unsaid follows from its start. */
function withStart(rule: RecurrenceRule, start: FloatingMs): RecurrenceRule {
  const day = Math.floor(start / DAY_MS);
  const { month, day: monthDay } = ymd(day);
  const weekday: ByDay = { weekday: weekdayOfDay(day), nth: 0 };
  const second = Math.floor((start - day * DAY_MS) / 1000);
  const { freq } = rule;
  const noDays = rule.byYearDay.length + rule.byMonthDay.length + rule.byDay.length === 0;
  const usual = <T>(list: readonly T[], value: T, when: boolean): readonly T[] =>
    list.length === 0 && when ? [value] : list;
  const sub = { SECONDLY: 3, MINUTELY: 2, HOURLY: 1 }[freq as string] ?? 0;
  const plainYear = freq === 'YEARLY' && noDays && rule.byWeekNo.length === 0;
  const onlyMonthDays =
    rule.byMonthDay.length > 0 && rule.byDay.length + rule.byYearDay.length + rule.byWeekNo.length === 0;
  return {
    ...rule,
    byMonth: usual(rule.byMonth, month, freq === 'YEARLY' && (plainYear || onlyMonthDays)),
    byMonthDay: usual(rule.byMonthDay, monthDay, plainYear || (freq === 'MONTHLY' && noDays)),
    byDay: usual(rule.byDay, weekday, (freq === 'WEEKLY' || rule.byWeekNo.length > 0) && noDays),
    byHour: usual(rule.byHour, Math.floor(second / 3600), sub < 1),
    byMinute: usual(rule.byMinute, Math.floor(second / 60) % 60, sub < 2),
    bySecond: usual(rule.bySecond, second % 60, sub < 3)
  };
}

/** The set of each day, week, month or year, in order. */
function* byDayPeriods(rule: RecurrenceRule, start: FloatingMs): Generator<FloatingMs[], void, void> {
  const first = Math.floor(start / DAY_MS);
  const times = timesOf(rule.byHour, rule.byMinute, rule.bySecond);
  const fits = dayTest(rule);
  const { month } = ymd(first);
  const inWeeks = rule.byWeekNo.length > 0;
  // Around New Year a start that is an instance counts to the year its week is numbered in; RFC 5545 leaves the others open.
  const year = inWeeks && fits(first, 1).length > 0 ? weekYearOf(first, rule.weekStart) : ymd(first).year;
  // A year of numbered weeks begins with its first week.
  const newYear = (of: number): DayNo => (inWeeks ? weekOne(of, rule.weekStart) : dayNo(of, 1, 1));
  const week = first - ((weekdayOfDay(first) - rule.weekStart + 7) % 7);
  for (let n = 0; n < MOST_PERIODS; n++) {
    const step = n * rule.interval;
    const months = year * 12 + month - 1 + step;
    const [from, length] =
      rule.freq === 'YEARLY'
        ? [newYear(year + step), newYear(year + step + 1) - newYear(year + step)]
        : rule.freq === 'MONTHLY'
          ? [
              dayNo(Math.floor(months / 12), (months % 12) + 1, 1),
              daysInMonth(Math.floor(months / 12), (months % 12) + 1)
            ]
          : rule.freq === 'WEEKLY'
            ? [week + step * 7, 7]
            : [first + step, 1];
    if (ymd(from).year > LAST_YEAR) return;
    const found = fits(from, length);
    yield found.flatMap((day) => times.map((second) => day * DAY_MS + second * 1000));
  }
}

/** The set of each hour, minute or second, in order; days and hours that cannot match are leapt over. */
function* byTimePeriods(rule: RecurrenceRule, start: FloatingMs): Generator<FloatingMs[], void, void> {
  const unit = rule.freq === 'HOURLY' ? 3_600_000 : rule.freq === 'MINUTELY' ? 60_000 : 1_000;
  const first = Math.floor(start / unit) * unit;
  const step = unit * rule.interval;
  const fits = dayTest(rule);
  const minutes = unit < 3_600_000 ? null : rule.byMinute;
  const seconds = unit < 60_000 ? null : rule.bySecond;
  const onwards = (at: FloatingMs, to: FloatingMs): FloatingMs =>
    first + Math.ceil(Math.max(to - first, at + step - first) / step) * step;
  let at = first;
  for (let n = 0; n < MOST_PERIODS; n++) {
    const day = Math.floor(at / DAY_MS);
    if (ymd(day).year > LAST_YEAR) return;
    const second = Math.floor((at - day * DAY_MS) / 1000);
    const [hour, minute] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
    if (fits(day, 1).length === 0) at = onwards(at, (day + 1) * DAY_MS);
    else if (!within(rule.byHour, hour)) at = onwards(at, day * DAY_MS + (hour + 1) * 3_600_000);
    else if (unit < 3_600_000 && !within(rule.byMinute, minute)) at = onwards(at, at - (at % 60_000) + 60_000);
    else {
      const inside = timesOf([hour], minutes ?? [minute], seconds ?? [second % 60]);
      if (unit > 1_000 || within(rule.bySecond, second % 60)) yield inside.map((time) => day * DAY_MS + time * 1000);
      at += step;
    }
  }
}

function within(list: readonly number[], value: number): boolean {
  return list.length === 0 || list.includes(value);
}

/** Seconds of the day. */
function timesOf(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): number[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => hour * 3600 + minute * 60 + second))
  );
}

function chosen(set: readonly FloatingMs[], positions: readonly number[]): readonly FloatingMs[] {
  if (positions.length === 0) return set;
  const at = positions.flatMap((position) => set.at(position > 0 ? position - 1 : position) ?? []);
  return [...new Set(at)].sort((a, b) => a - b);
}

/** The days of a stretch that a rule's day parts allow, in order. */
function dayTest(rule: RecurrenceRule): (from: DayNo, length: number) => DayNo[] {
  const { byMonth, byWeekNo, byYearDay, byMonthDay, byDay, freq } = rule;
  const nthInMonth = freq === 'MONTHLY' || byMonth.length > 0;
  return (from, length) => {
    const found = new Set<DayNo>();
    for (let day = from; day < from + length; day++) {
      const { year, month, day: monthDay } = ymd(day);
      const long = daysInMonth(year, month);
      if (byMonth.length > 0 && !byMonth.includes(month)) continue;
      if (byYearDay.length > 0 && !isYearDay(byYearDay, day, year)) continue;
      if (byMonthDay.length > 0 && !isMonthDay(byMonthDay, monthDay, long)) continue;
      if (byWeekNo.length > 0 && !isWeekNo(byWeekNo, day, rule.weekStart)) continue;
      if (byDay.length > 0 && !byDay.some((one) => isDay(one, day, nthInMonth))) continue;
      found.add(day);
    }
    if (rule.skip !== 'OMIT') {
      for (const day of skippedInMonths(rule, from, length)) found.add(day);
      for (const day of skippedInYear(rule, from, length)) found.add(day);
    }
    return [...found].sort((a, b) => a - b);
  };
}

/** Days that do not exist in their month, put on the one before or after (RFC 7529 §4.1). */
function skippedInMonths({ byMonth, byMonthDay, skip }: RecurrenceRule, from: DayNo, length: number): DayNo[] {
  const moved: DayNo[] = [];
  for (let day = from; day < from + length; day = dayNo(ymd(day).year, ymd(day).month + 1, 1)) {
    const { year, month } = ymd(day);
    if (byMonth.length > 0 && !byMonth.includes(month)) continue;
    const long = daysInMonth(year, month);
    const first = dayNo(year, month, 1);
    for (const one of byMonthDay) {
      if (one > long) moved.push(skip === 'BACKWARD' ? first + long - 1 : first + long);
      // Counted back from its end, a short month has no such day at its beginning.
      else if (one < -long) moved.push(skip === 'BACKWARD' ? first - 1 : first);
    }
  }
  return moved;
}

/** The 366th day of a year that has 365. */
function skippedInYear({ byYearDay, skip }: RecurrenceRule, from: DayNo, length: number): DayNo[] {
  return byYearDay.flatMap((one) => {
    if (one > length) return [skip === 'BACKWARD' ? from + length - 1 : from + length];
    return one < -length ? [skip === 'BACKWARD' ? from - 1 : from] : [];
  });
}

function isYearDay(list: readonly number[], day: DayNo, year: number): boolean {
  const first = dayNo(year, 1, 1);
  return list.includes(day - first + 1) || list.includes(day - dayNo(year + 1, 1, 1));
}

function isMonthDay(list: readonly number[], day: number, long: number): boolean {
  return list.includes(day) || list.includes(day - long - 1);
}

function isWeekNo(list: readonly number[], day: DayNo, weekStart: Weekday): boolean {
  const year = weekYearOf(day, weekStart);
  const first = weekOne(year, weekStart);
  const no = Math.floor((day - first) / 7) + 1;
  return list.includes(no) || list.includes(no - (weekOne(year + 1, weekStart) - first) / 7 - 1);
}

/** The year whose numbered weeks a day lies in: days around New Year belong to the neighbour's. */
function weekYearOf(day: DayNo, weekStart: Weekday): number {
  const { year } = ymd(day);
  if (day < weekOne(year, weekStart)) return year - 1;
  return day < weekOne(year + 1, weekStart) ? year : year + 1;
}

/** Week 1 is the first with four days in the year (ISO 8601 with any first weekday). */
function weekOne(year: number, weekStart: Weekday): DayNo {
  const fourth = dayNo(year, 1, 4);
  return fourth - ((weekdayOfDay(fourth) - weekStart + 7) % 7);
}

function isDay({ weekday, nth }: ByDay, day: DayNo, inMonth: boolean): boolean {
  if (weekdayOfDay(day) !== weekday) return false;
  if (nth === 0) return true;
  const { year, month } = ymd(day);
  const from = inMonth ? dayNo(year, month, 1) : dayNo(year, 1, 1);
  const to = inMonth ? dayNo(year, month + 1, 1) : dayNo(year + 1, 1, 1);
  return nth > 0 ? Math.floor((day - from) / 7) + 1 === nth : -(Math.floor((to - 1 - day) / 7) + 1) === nth;
}
