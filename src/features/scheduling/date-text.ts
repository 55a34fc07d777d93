import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, plusDays, weekdayOf, type LocalDate } from '#domain/time.ts';

/** Why a text is no day. */
export type DateRefusal =
  { readonly code: 'date/unreadable' } | { readonly code: 'date/no-such-day'; readonly say: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** More says nothing that a day needs. */
const LONGEST = 40;

/**
 * A day of the schedule as people type it: `today`, `tomorrow`, `mon` (the next one), `+1w`, `+6m`, `-2`, `12/3`, `12/3/26`,
 * `dec 3`, `3 Dec 2026`, `2026-12-03`. Without a year it is the next such day. @param from what `+1w` counts from
 */
export function dateFrom(typed: string, today: LocalDate, from: LocalDate): Result<LocalDate, DateRefusal> {
  const text = typed.trim().toLowerCase();
  if (text === '' || text.length > LONGEST) return err({ code: 'date/unreadable' });
  if (isLocalDate(text)) return ok(text);
  const word = { today: 0, tomorrow: 1, yesterday: -1 }[text];
  if (word !== undefined) return ok(plusDays(today, word));
  const weekday = text.length >= 3 ? WEEKDAYS.findIndex((day) => longWeekday(day).startsWith(text)) : -1;
  if (weekday >= 0) return ok(plusDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1));
  return stepFrom(text, from) ?? writtenDate(text, today);
}

function longWeekday(day: string): string {
  return (
    { sun: 'sunday', mon: 'monday', tue: 'tuesday', wed: 'wednesday', thu: 'thursday', fri: 'friday', sat: 'saturday' }[
      day
    ] ?? day
  );
}

/** `+1w`, `-3`, `+6m`, `+1y`. */
function stepFrom(text: string, from: LocalDate): Result<LocalDate, DateRefusal> | null {
  const step = /^([+-])\s*(\d{1,3})\s*([dwmy]?)$/.exec(text);
  if (!step) return null;
  const count = Number(step[2]) * (step[1] === '-' ? -1 : 1);
  switch (step[3]) {
    case 'w':
      return ok(plusDays(from, count * 7));
    case 'm':
      return ok(plusMonths(from, count));
    case 'y':
      return ok(plusMonths(from, count * 12));
    default:
      return ok(plusDays(from, count));
  }
}

/** The same day so many months on; the month's last day where it is too short. */
function plusMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const total = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(total / 12), (total % 12) + 1];
  return written(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)));
}

function writtenDate(text: string, today: LocalDate): Result<LocalDate, DateRefusal> {
  const parts = partsOf(text);
  if (!parts) return err({ code: 'date/unreadable' });
  const { month, day } = parts;
  const year = parts.year ?? Number(today.slice(0, 4));
  if (month < 1 || month > 12 || day < 1 || day > 31) return err({ code: 'date/unreadable' });
  if (day > daysIn(year, month)) {
    const name = LONG_MONTHS[month - 1] ?? '';
    const say = parts.year ? `${name} ${day}, ${year} does not exist.` : `${name} ${day} does not exist.`;
    return err({ code: 'date/no-such-day', say });
  }
  const date = written(year, month, day);
  return ok(
    parts.year === null && date < today ? written(year + 1, month, Math.min(day, daysIn(year + 1, month))) : date
  );
}

function partsOf(text: string): { month: number; day: number; year: number | null } | null {
  const numbers = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(text);
  if (numbers) return { month: Number(numbers[1]), day: Number(numbers[2]), year: yearOf(numbers[3]) };
  const named = /^(?:([a-z]{3,9})\.?\s+(\d{1,2})|(\d{1,2})\s+([a-z]{3,9})\.?)(?:,?\s+(\d{4}|\d{2}))?$/.exec(text);
  if (!named) return null;
  const name = named[1] ?? named[4] ?? '';
  const month =
    MONTHS.findIndex((short, i) => name.startsWith(short) && LONG_MONTHS[i]?.toLowerCase().startsWith(name)) + 1;
  return month === 0 ? null : { month, day: Number(named[2] ?? named[3]), year: yearOf(named[5]) };
}

/** Two digits are of this century: schedules do not look back a hundred years. */
function yearOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function written(year: number, month: number, day: number): LocalDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
