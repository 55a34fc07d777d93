import { instantAt, isLocalDate, localDateOf, minuteOfDayOf } from '../time.ts';
import type { Instant, LocalDate, MinuteOfDay, Minutes, ZoneId } from '../time.ts';

/** A time stamp (DTM, v2.8.2 §2A.2.22) as far as it says something: to the day, or to the minute; seconds are no part of a schedule. */
export interface Hl7Time {
  readonly date: LocalDate;
  /** Null: it names a day only. */
  readonly minute: MinuteOfDay | null;
  /** Minutes east of Greenwich; null: the wall clock of wherever it is read. */
  readonly offset: Minutes | null;
}

/** `202611200930`, `20261120093000.0000-0500`, `20261120`; null when it is no time. */
export function hl7Time(text: string): Hl7Time | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?(?:(\d{2})(?:\.\d{1,4})?)?)?(?:([+-])(\d{2})(\d{2}))?$/.exec(
    text
  );
  if (!match) return null;
  const [, year, month, day, hour, minute = '0', second = '0', sign, offHours, offMinutes] = match;
  const date = `${year}-${month}-${day}`;
  if (!isLocalDate(date) || Number(hour ?? 0) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  if (Number(offHours ?? 0) > 14 || Number(offMinutes ?? 0) > 59) return null;
  const east = Number(offHours ?? 0) * 60 + Number(offMinutes ?? 0);
  return {
    date,
    minute: hour === undefined ? null : Number(hour) * 60 + Number(minute),
    offset: sign === undefined ? null : sign === '-' ? -east : east
  };
}

/** Day and minute on the office's wall clock; null for a day without a time. */
export function wallTimeOf(
  { date, minute, offset }: Hl7Time,
  zone: ZoneId
): { readonly date: LocalDate; readonly minute: MinuteOfDay } | null {
  if (minute === null) return null;
  if (offset === null) return { date, minute };
  const at = Date.parse(`${date}T00:00:00Z`) + (minute - offset) * 60_000;
  return { date: localDateOf(at, zone), minute: minuteOfDayOf(at, zone) };
}

/** Minutes from one to the other; null where that cannot be said. */
export function minutesFrom(from: Hl7Time, to: Hl7Time): Minutes | null {
  if (from.minute === null || to.minute === null) return null;
  const at = ({ date, minute, offset }: Hl7Time): number =>
    Date.parse(`${date}T00:00:00Z`) / 60_000 + (minute ?? 0) - (offset ?? from.offset ?? 0);
  const length = at(to) - at(from);
  return length > 0 ? length : null;
}

/** A wall clock's time with its distance from Greenwich: nobody has to know the office's zone. */
export function dtmOf(date: LocalDate, minute: MinuteOfDay, zone: ZoneId): string {
  const at = instantAt(date, minute, zone);
  const east = Math.round((Date.parse(`${date}T00:00:00Z`) + minute * 60_000 - at) / 60_000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(east);
  return `${date.replaceAll('-', '')}${two(minute / 60)}${two(minute % 60)}00${east < 0 ? '-' : '+'}${two(size / 60)}${two(size % 60)}`;
}

/** A moment, as MSH-7 has it. */
export function dtmAt(at: Instant, zone: ZoneId): string {
  return dtmOf(localDateOf(at, zone), minuteOfDayOf(at, zone), zone);
}
