import { birthDateFrom } from '../patient/birth-date-text.ts';
import type { LocalDate } from '../time.ts';
import { asDigits } from './look-alikes.ts';
import {
  boxOf,
  confidenceOf,
  linesOf,
  textOf,
  type Box,
  type Line,
  type ReadPage,
  type ReadWord,
  type Run
} from './read-page.ts';

/** A day that stands on a page. */
export interface ReadDate {
  readonly date: LocalDate;
  /** As it was read. */
  readonly text: string;
  /** What stands before it on its line, or over it: small letters. Empty without. */
  readonly label: string;
  readonly box: Box;
  readonly confidence: number;
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const DATE = new RegExp(
  '(?<![\\w/.-])(?:' +
    [
      '\\d{1,2}[/.-]\\d{1,2}[/.-](?:\\d{4}|\\d{2})',
      '\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}',
      `${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}`,
      `\\d{1,2}(?:st|nd|rd|th)?[ -]${MONTH}\\.?,?[ -]\\d{4}`
    ].join('|') +
    ')(?![\\w/])',
  'gi'
);
/** More is a calendar. */
const MOST_DATES = 60;
/** A label over a date is at most so many heights away. */
const REACH = 2;

/** Every day on the page from the top, whether it is ahead or long ago. @param today decides the century of a year of two digits */
export function datesOn(page: Pick<ReadPage, 'words'>, today: LocalDate, lines = linesOf(page)): readonly ReadDate[] {
  const found: ReadDate[] = [];
  for (const [at, line] of lines.entries()) {
    for (const [nth, run] of line.entries()) {
      for (const { words, before } of datesIn(run)) {
        const text = textOf(words).replace(/^[^\p{L}\p{Nd}]+|[^\p{L}\p{Nd}]+$/gu, '');
        const date = dateFrom(text, today);
        if (date === null) continue;
        const beside = before || textOf(line[nth - 1]?.words ?? []);
        const label = (beside || over(lines, at, boxOf(words))).toLowerCase();
        found.push({ date, text, label, box: boxOf(words), confidence: confidenceOf(words) });
        if (found.length >= MOST_DATES) return found;
      }
    }
  }
  return found;
}

/** The day that a text of nothing else is; null for what is none. Digits that a machine mixes up with letters are put right. */
export function dateFrom(text: string, today: LocalDate): LocalDate | null {
  const match = cleared(text).match(DATE)?.[0];
  if (match === undefined) return null;
  const read = birthDateFrom(match.replaceAll(',', ', ').replace(/ +/g, ' '), today);
  if (read.ok) return read.value;
  return 'date' in read.error ? read.error.date : null;
}

function datesIn(run: Run): readonly { readonly words: readonly ReadWord[]; readonly before: string }[] {
  const starts: number[] = [];
  let text = '';
  for (const word of run.words) {
    starts.push(text.length);
    text += `${cleared(word.text)} `;
  }
  const wordAt = (place: number): number => starts.findLastIndex((start) => start <= place);
  return [...text.matchAll(DATE)].map((match) => {
    const first = wordAt(match.index);
    const words = run.words.slice(first, wordAt(match.index + match[0].length - 1) + 1);
    const glued = run.words[first]?.text.slice(0, Math.max(0, match.index - (starts[first] ?? 0))) ?? '';
    return { words: words.map((word, nth) => (nth === 0 && glued ? { ...word, text: word.text.slice(glued.length) } : word)), before: `${textOf(run.words.slice(Math.max(0, first - 4), first))} ${glued}`.trim() }; // prettier-ignore
  });
}

/** The same length, digits for what looks like them where nothing but digits and what parts them can stand. */
function cleared(text: string): string {
  return text
    .split(/(?<=:)|(?= )/)
    .map((part) => {
      const digits = asDigits(part);
      return /\d/.test(part) && /^[\s(]*[\d/.,-]+[).,;:]*$/.test(digits) ? digits : part;
    })
    .join('');
}

function over(lines: readonly Line[], at: number, box: Box): string {
  const height = box.bottom - box.top;
  const runs = lines.slice(Math.max(0, at - 3), at).flat();
  const near = runs.filter(
    (run) => box.top - run.box.bottom < REACH * height && run.box.left < box.right && run.box.right > box.left
  );
  return textOf(near.at(-1)?.words ?? []);
}
