import type { LocalDate, MinuteOfDay } from '../time.ts';
import type { Brand } from '../ids.ts';

/** A reading of a wall clock with no zone: milliseconds since 1970 as if that clock showed UTC. RFC 5545's "floating" time. */
export type FloatingMs = Brand<number, 'FloatingMs'>;
/** Days since 1 January 1970. */
export type DayNo = Brand<number, 'DayNo'>;
/** 0 is Sunday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const DAY_MS = 86_400_000;

/** The day's number; null when there is no such day. @param month 1 to 12 */
export function days(year: number, month: number, day: number): DayNo | null {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return dayNo(year, month, day);
}

/** Of a day that exists; days beyond the month's end count on into the next. */
export function dayNo(year: number, month: number, day: number): DayNo {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day); // unlike Date.UTC, which takes year 99 for 1999
  return Math.floor(at.getTime() / DAY_MS);
}

export function ymd(day: DayNo): { readonly year: number; readonly month: number; readonly day: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
  return dayNo(year, month + 1, 1) - dayNo(year, month, 1);
}

/** 1 January 1970 was a Thursday. */
export function weekdayOfDay(day: DayNo): Weekday {
  return ((((day + 4) % 7) + 7) % 7) as Weekday; // a remainder of seven
}

export function floatingAt(date: LocalDate, minute: MinuteOfDay): FloatingMs {
  return Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
}

export function dateOfFloating(at: FloatingMs): LocalDate {
  return new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}

export function minuteOfFloating(at: FloatingMs): MinuteOfDay {
  return Math.floor((at - Math.floor(at / DAY_MS) * DAY_MS) / 60_000);
}
