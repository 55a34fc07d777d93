import { folded } from './search-text.ts';

/** Birth dates that begin so, as `yyyymmdd` or as `mmddyyyy`. */
export interface DatePattern {
  readonly order: 'ymd' | 'mdy';
  readonly prefix: string;
}

/** One thing a query asks for; a patient must have all of them. */
export interface Term {
  /** Begins a word of a name. Empty when it cannot. */
  readonly word: string;
  /** The word after a space, as a name's line has it: ` gonz`. */
  readonly start: string;
  /** Is, or begins, an identifier: letters and digits in lower case. Empty when it cannot. */
  readonly id: string;
  /** Whether beginning an identifier is enough. Letters alone must be all of it, or every name would look like one. */
  readonly idPrefix: boolean;
  /** A run of digits in a phone number. Empty when it cannot. */
  readonly run: string;
  readonly dates: readonly DatePattern[];
}

const LONGEST_QUERY = 100;
const MOST_TERMS = 6;

/** Splits what was typed into terms [PAT-9]; empty for what cannot find anybody. */
export function parseQuery(text: string): readonly Term[] {
  const terms: Term[] = [];
  const rest = text
    .slice(0, LONGEST_QUERY)
    .normalize('NFKC')
    .toLowerCase()
    .replace(NAMED_DATE, (match, ...groups: unknown[]) => {
      const term = namedDate(groups.at(-1) as Record<string, string | undefined>); // the last argument holds the named groups
      if (!term) return match;
      terms.push(term);
      return ' ';
    });
  for (const piece of rest.split(/[\s,;]+/u)) terms.push(...pieceTerms(piece));
  return terms.slice(0, MOST_TERMS);
}

const NONE: Term = { word: '', start: '', id: '', idPrefix: false, run: '', dates: [] };
const dated = (dates: readonly DatePattern[]): Term => ({ ...NONE, dates });

const SLASHED = /^(\d{1,2})[/.-](?:(\d{1,2})(?:[/.-](\d{0,4}))?)?$/;
const ISO = /^(\d{4})[/.-](?:(\d{1,2})(?:[/.-](\d{0,2}))?)?$/;
const PHONE = /^[+(]?\d[\d().+-]*$/;

function pieceTerms(piece: string): Term[] {
  if (piece === '+1') return []; // the country code, on its own
  const slashed = SLASHED.exec(piece);
  if (slashed) return [dated(monthFirst(slashed[1] ?? '', slashed[2] ?? '', slashed[3]))];
  const iso = ISO.exec(piece);
  if (iso) return [dated(yearFirst(iso[1] ?? '', iso[2], iso[3]))];
  if (PHONE.test(piece)) return [digitsTerm(piece.replace(/\D/g, ''))];
  const words = folded(piece).split(' ').filter(Boolean);
  if (!/\d/.test(piece)) return words.map((word) => ({ ...NONE, word, start: ` ${word}`, id: word }));
  const id = words.join('');
  return id ? [{ ...NONE, id, idPrefix: true }] : [];
}

/** Digits alone may be an identifier, a phone number's run, a year, or a whole birth date. */
function digitsTerm(digits: string): Term {
  const run = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  const dates: DatePattern[] = [];
  if (digits.length === 4 && /^(18|19|20)/.test(digits)) dates.push({ order: 'ymd', prefix: digits });
  if (digits.length === 6) dates.push(...monthFirst(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)));
  if (digits.length === 8) dates.push({ order: 'ymd', prefix: digits }, { order: 'mdy', prefix: digits });
  return { ...NONE, id: digits, idPrefix: true, run: run.length >= 3 ? run : '', dates };
}

/** `3/`, `03/1`, `3/9`, `3/9/7`, `3-9-71`, `03/09/1971`: as far as it was typed. */
function monthFirst(monthText: string, dayText: string, yearText: string | undefined): DatePattern[] {
  const month = Number(monthText);
  if (month < 1 || month > 12) return [];
  const days = yearText === undefined ? daysFrom(dayText) : [two(Number(dayText))];
  return days.flatMap((day) => yearsFrom(yearText ?? '').map((year) => mdy(`${two(month)}${day}${year}`)));
}

/** Days that one or two typed digits may be or become: `1` is the first, or the tenth to the nineteenth. */
function daysFrom(text: string): readonly string[] {
  if (text.length !== 1) return [text];
  return text === '0' || Number(text) > 3 ? [text === '0' ? '0' : `0${text}`] : [`0${text}`, text];
}

/** Years that typed digits may begin, or abbreviate. */
function yearsFrom(text: string): readonly string[] {
  if (text.length !== 2) return [text];
  const whole = [`19${text}`, `20${text}`];
  return /^(18|19|20)$/.test(text) ? [text, ...whole.filter((year) => !year.startsWith(text))] : whole;
}

function yearFirst(year: string, monthText: string | undefined, dayText: string | undefined): DatePattern[] {
  if (!monthText) return [ymd(year)];
  if (dayText === undefined && monthText === '0') return [ymd(`${year}0`)];
  const month = two(Number(monthText));
  if (dayText === undefined && monthText === '1') return [ymd(`${year}01`), ymd(`${year}1`)];
  if (!dayText) return [ymd(`${year}${month}`)];
  return daysFrom(dayText).map((day) => ymd(`${year}${month}${day}`));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MONTH_NAME =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|sept|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)';
/** `mar 9 1971`, `march 9th, 1971`, `mar 9`, `9 march 1971`, `9-mar-71`, `mar 1971`. A month without a number may be a name: May. */
const NAMED_DATE = new RegExp(
  `(?<![\\p{L}\\d])(?:(?<month>${MONTH_NAME})[. -]*(?:(?<year1>(?:18|19|20)\\d{2})|(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:[, -]+(?<year>\\d{2}|\\d{4}))?)` +
    `|(?<day2>\\d{1,2})(?:st|nd|rd|th)?[. -]*(?<month2>${MONTH_NAME})(?:[., -]+(?<year2>\\d{2}|\\d{4}))?)(?![\\p{L}\\d])`,
  'gu'
);

function namedDate(part: Record<string, string | undefined>): Term | null {
  const name = part['month'] ?? part['month2'] ?? '';
  const month = two(MONTHS.indexOf(name.slice(0, 3) as (typeof MONTHS)[number]) + 1); // the pattern matches these names only
  if (part['year1']) return dated([ymd(`${part['year1']}${month}`)]);
  const day = Number(part['day'] ?? part['day2']);
  if (day < 1 || day > 31) return null;
  return dated(yearsFrom(part['year'] ?? part['year2'] ?? '').map((year) => mdy(`${month}${two(day)}${year}`)));
}

function mdy(prefix: string): DatePattern {
  return { order: 'mdy', prefix };
}
function ymd(prefix: string): DatePattern {
  return { order: 'ymd', prefix };
}
function two(value: number): string {
  return String(value).padStart(2, '0');
}
