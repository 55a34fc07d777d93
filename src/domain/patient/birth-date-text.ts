import { err, ok, type Result } from '../result.ts';
import { isLocalDate, type LocalDate } from '../time.ts';

/** Why a typed birth date is none. Parts are given back, so that the words can say what does not exist. */
export type BirthDateRefusal =
  | { readonly code: 'birth/unreadable' }
  | { readonly code: 'birth/no-such-day'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly code: 'birth/in-the-future'; readonly date: LocalDate }
  | { readonly code: 'birth/too-long-ago'; readonly date: LocalDate };

/** The oldest people known were born after it; an earlier date is a slip or another system's zero. */
export const FIRST_BIRTH_DATE: LocalDate = '1880-01-01';
/** No way to write a day is longer. */
const LONGEST = 40;

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june'].concat([
  'july',
  'august',
  'september',
  'october',
  'november',
  'december'
]);

/**
 * A birth date in the forms people in the US write: `3/9/1971`, `03-09-71`, `3 9 71`, `030971`, `03091971`, `1971-03-09`,
 * `Mar 9, 1971`, `9 March 1971`. The month comes before the day [REG-4]. A year of two digits is the latest that is not in the
 * future. @param today where the patient is
 */
export function birthDateFrom(typed: string, today: LocalDate): Result<LocalDate, BirthDateRefusal> {
  const parts = typed.length > LONGEST ? null : partsOf(typed.trim().toLowerCase());
  if (!parts || parts.month < 1 || parts.month > 12 || parts.day < 1 || parts.day > 31)
    return err({ code: 'birth/unreadable' });
  const year = parts.year.length === 4 ? Number(parts.year) : latestYear(parts, today);
  const { month, day } = parts;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (!isLocalDate(date)) return err({ code: 'birth/no-such-day', year, month, day });
  if (date > today) return err({ code: 'birth/in-the-future', date });
  return date < FIRST_BIRTH_DATE ? err({ code: 'birth/too-long-ago', date }) : ok(date);
}

/** Age in whole years, and below three years in months, below three months in days, as a front office says it. Null before birth. */
export function ageOn(
  born: LocalDate,
  date: LocalDate
): { readonly count: number; readonly unit: 'year' | 'month' | 'day' } | null {
  if (born > date) return null;
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${born}T00:00:00Z`)) / 86_400_000);
  const [bornYear = 0, bornMonth = 0, bornDay = 0] = born.split('-').map(Number);
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const months = (year - bornYear) * 12 + month - bornMonth - (day < bornDay ? 1 : 0);
  if (months < 3) return { count: days, unit: 'day' };
  return months < 36 ? { count: months, unit: 'month' } : { count: Math.floor(months / 12), unit: 'year' };
}

interface Parts {
  /** Two or four digits. */
  readonly year: string;
  readonly month: number;
  readonly day: number;
}

function partsOf(text: string): Parts | null {
  const yearFirst = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/.exec(text);
  if (yearFirst) return { year: yearFirst[1] ?? '', month: Number(yearFirst[2]), day: Number(yearFirst[3]) };
  const monthFirst = /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})$/.exec(text) ?? packed(text);
  if (monthFirst) return { month: Number(monthFirst[1]), day: Number(monthFirst[2]), year: monthFirst[3] ?? '' };
  return named(text);
}

/** `030971`, `03091971`; `19710309` when the first four can only be a year. */
function packed(text: string): readonly string[] | null {
  const isYearFirst = /^(19|20)\d{6}$/.test(text) && Number(text.slice(0, 2)) > 12;
  if (isYearFirst) return [text, text.slice(4, 6), text.slice(6, 8), text.slice(0, 4)];
  return /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
}

function named(text: string): Parts | null {
  const first = /^([a-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?,? +'?(\d{4}|\d{2})$/.exec(text);
  const second = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -]'?(\d{4}|\d{2})$/.exec(text);
  const [name, day, year] = first ? [first[1], first[2], first[3]] : second ? [second[2], second[1], second[3]] : [];
  const month =
    name === undefined ? 0 : MONTHS.findIndex((one) => one.startsWith(name) || name === one.slice(0, 4)) + 1;
  return month > 0 ? { year: year ?? '', month, day: Number(day) } : null;
}

function latestYear({ year, month, day }: Parts, today: LocalDate): number {
  const century = Math.floor(Number(today.slice(0, 4)) / 100) * 100;
  const inThis = century + Number(year);
  return `${inThis}-${two(month)}-${two(day)}` > today ? inThis - 100 : inThis;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
