import type { Brand } from './ids.ts';

/** A moment: milliseconds since 1970 in UTC. */
export type Instant = Brand<number, 'Instant'>;
/** A day on the wall calendar, `2026-11-21`. Never converted; a moment becomes one only together with a zone. */
export type LocalDate = Brand<string, 'LocalDate'>;
/** Wall-clock time within a day, in minutes since midnight (0 to 1439). */
export type MinuteOfDay = Brand<number, 'MinuteOfDay'>;
export type Minutes = Brand<number, 'Minutes'>;
/** IANA name, `America/New_York`. */
export type ZoneId = Brand<string, 'ZoneId'>;

/**
 * Hybrid logical clock: milliseconds · 1024 + a counter within the millisecond, one safe integer until the year 2248.
 * Orders facts across devices and follows the wall clock closely. Kulkarni et al., "Logical Physical Clocks" (2014).
 */
export type Stamp = Brand<number, 'Stamp'>;

const TICKS = 1024;

export function stampAt(now: Instant): Stamp {
  return now * TICKS;
}

/** The next stamp after everything this device has written or seen. */
export function nextStamp(last: Stamp, now: Instant): Stamp {
  return Math.max(last + 1, stampAt(now));
}

/** The moment a stamp speaks of. A device's clock may be wrong: compare with server time where that matters. */
export function instantOf(stamp: Stamp): Instant {
  return Math.floor(stamp / TICKS);
}

/** Whole minutes from one moment to a later one; never negative, so a skewed clock shows 0 and not nonsense. */
export function minutesBetween(from: Instant, to: Instant): Minutes {
  return Math.max(0, Math.floor((to - from) / 60_000));
}

const formatters = new Map<ZoneId, Intl.DateTimeFormat>();

function wallClock(instant: Instant, zone: ZoneId): { date: LocalDate; minute: MinuteOfDay } {
  let formatter = formatters.get(zone);
  if (!formatter) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', calendar: 'iso8601', ...parts });
    formatters.set(zone, formatter);
  }
  const part = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
  const date = `${(part['year'] ?? '').padStart(4, '0')}-${part['month']}-${part['day']}`;
  return { date, minute: Number(part['hour']) * 60 + Number(part['minute']) };
}

export function localDateOf(instant: Instant, zone: ZoneId): LocalDate {
  return wallClock(instant, zone).date;
}

export function minuteOfDayOf(instant: Instant, zone: ZoneId): MinuteOfDay {
  return wallClock(instant, zone).minute;
}

/**
 * The moment a wall clock in `zone` shows `minute` on `date`. In the hour that a spring change skips it is the moment the
 * same length after midnight's offset; in the hour that an autumn change repeats it is the first of the two.
 */
export function instantAt(date: LocalDate, minute: MinuteOfDay, zone: ZoneId): Instant {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
  const dayBefore = asUtc - offsetMs(asUtc - 86_400_000, zone);
  if (isWall(dayBefore, date, minute, zone)) return dayBefore;
  const dayAfter = asUtc - offsetMs(asUtc + 86_400_000, zone);
  return isWall(dayAfter, date, minute, zone) ? dayAfter : dayBefore;
}

function isWall(instant: Instant, date: LocalDate, minute: MinuteOfDay, zone: ZoneId): boolean {
  const wall = wallClock(instant, zone);
  return wall.date === date && wall.minute === minute;
}

function offsetMs(instant: Instant, zone: ZoneId): number {
  const wall = wallClock(instant, zone);
  return Date.parse(`${wall.date}T00:00:00Z`) + wall.minute * 60_000 - Math.floor(instant / 60_000) * 60_000;
}

/** The day `days` later (or earlier, when negative). */
export function plusDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whole days from one to the other, negative where it lies before. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** 0 is Sunday, as in `Date`. */
export function weekdayOf(date: LocalDate): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  return new Date(`${date}T00:00:00Z`).getUTCDay() as 0 | 1 | 2 | 3 | 4 | 5 | 6; // getUTCDay() is 0 to 6 by definition
}

/** Whether this platform knows a zone by that name. */
export function isZone(name: string): name is ZoneId {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/** Whether the text is a day that exists, written `2026-02-28`. */
export function isLocalDate(text: string): text is LocalDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
