import type { DirectoryEntry } from './directory.ts';
import type { DatePattern, Term } from './search-query.ts';
import { folded, searchWords } from './search-text.ts';

/** A patient as the index compares them. Names are words with a space before and after each, so that ` gonz` begins a word. */
export interface SearchRow {
  readonly entry: DirectoryEntry;
  readonly family: string;
  /** Given and preferred names. */
  readonly given: string;
  readonly former: string;
  /** Letters and digits in lower case. */
  readonly id: string;
  readonly otherIds: readonly string[];
  /** `yyyymmdd`; empty when not known. */
  readonly birth: string;
  /** Digits of each phone, without the country code of the United States. */
  readonly phones: readonly string[];
}

/**
 * How well a term fits, better first (S-8): an identifier before a family name before a given name; all of it before its beginning. The
 * gaps leave room for the sum over several terms to keep that order.
 */
export const FIT = {
  id: 0,
  idPrefix: 1,
  family: 2,
  familyPrefix: 3,
  given: 4,
  givenPrefix: 5,
  former: 6,
  birth: 7,
  lastFour: 8,
  run: 9,
  near: 10,
  none: Infinity
} as const;

/** Lines of names already seen. Names repeat: of 100,000 patients some 30,000 family names are different. */
export type NameCache = Map<string, string>;

function nameLine(cache: NameCache, name: string): string {
  if (name === '') return '';
  const known = cache.get(name);
  if (known !== undefined) return known;
  const words = searchWords(name);
  const line = words.length > 0 ? ` ${words.join(' ')} ` : '';
  cache.set(name, line);
  return line;
}

/** The words of a name's line, each once. */
export function wordsOf(line: string): readonly string[] {
  const words = line.split(' ').filter(Boolean);
  return new Set(words).size === words.length ? words : [...new Set(words)];
}

export function searchRow(entry: DirectoryEntry, cache: NameCache): SearchRow {
  return {
    entry,
    family: nameLine(cache, entry.family),
    given: nameLine(cache, entry.given) + nameLine(cache, entry.preferred),
    former: entry.former.map((name) => nameLine(cache, name)).join(''),
    id: foldedId(entry.identifier),
    otherIds: entry.otherIdentifiers.map(foldedId),
    birth: entry.birthDate ? entry.birthDate.replaceAll('-', '') : '',
    phones: entry.phones.map(phoneDigits)
  };
}

export function foldedId(value: string): string {
  return /^[a-z0-9]*$/.test(value) ? value : folded(value).replaceAll(' ', '');
}

function phoneDigits(number: string): string {
  return number.startsWith('+1') ? number.slice(2).replace(/\D/g, '') : number.replace(/\D/g, '');
}

/** The order of rows that fit alike: by family name, given name, birth date, then id, so that it is the same everywhere. */
export function byName(a: SearchRow, b: SearchRow): number {
  return (
    compare(a.family, b.family) ||
    compare(a.given, b.given) ||
    compare(a.birth, b.birth) ||
    compare(a.entry.patient, b.entry.patient)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows by name. Names are ranked first, since comparing numbers a million times is what keeps the build short. */
export function rowsByName(rows: readonly SearchRow[]): SearchRow[] {
  const family = ranks(rows.map((row) => row.family));
  const given = ranks(rows.map((row) => row.given));
  const key = Float64Array.from(rows, (row) => (family.get(row.family) ?? 0) * 2 ** 21 + (given.get(row.given) ?? 0));
  const order = Uint32Array.from(rows, (_, index) => index);
  order.sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0));
  const sorted = Array.from(order, (index) => rows[index] as SearchRow); // an index of its own array
  // People of one name are few: they are put in order by birth date afterwards.
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && key[order[to] ?? 0] === key[order[from] ?? 0]) to++;
    if (to - from > 1) sorted.splice(from, to - from, ...sorted.slice(from, to).sort(byName));
    from = to;
  }
  return sorted;
}

function ranks(values: readonly string[]): Map<string, number> {
  return new Map([...new Set(values)].sort().map((value, rank) => [value, rank]));
}

/** How well a row fits one term. */
export function fitOf(row: SearchRow, term: Term): number {
  if (term.id) {
    if (row.id === term.id || row.otherIds.includes(term.id)) return FIT.id;
    if (term.idPrefix && row.id.startsWith(term.id)) return FIT.idPrefix;
  }
  if (term.word) return nameFit(row, term.start);
  if (row.birth && term.dates.some((pattern) => isBornOn(row.birth, pattern))) return FIT.birth;
  if (term.run) {
    if (term.run.length === 4 && row.phones.some((phone) => phone.endsWith(term.run))) return FIT.lastFour;
    if (row.phones.some((phone) => phone.includes(term.run))) return FIT.run;
  }
  return FIT.none;
}

/** How well all terms together fit; `FIT.none` as soon as one does not. */
export function fitOfAll(row: SearchRow, terms: readonly Term[]): number {
  let sum = 0;
  for (let index = 0; index < terms.length && sum !== FIT.none; index++) sum += fitOf(row, terms[index] as Term); // in range
  return sum;
}

function nameFit({ family, given, former }: SearchRow, start: string): number {
  let at = family.indexOf(start);
  if (at !== -1) return isWhole(family, at, start) ? FIT.family : FIT.familyPrefix;
  at = given.indexOf(start);
  if (at !== -1) return isWhole(given, at, start) ? FIT.given : FIT.givenPrefix;
  return former && former.includes(start) ? FIT.former : FIT.none;
}

/** Whether the word found at a place ends there, or the same word stands whole further on. */
function isWhole(line: string, at: number, start: string): boolean {
  return line.charCodeAt(at + start.length) === SPACE || line.includes(`${start} `, at + 1);
}

const SPACE = 32;

function isBornOn(birth: string, { order, prefix }: DatePattern): boolean {
  return order === 'ymd' ? birth.startsWith(prefix) : (birth.slice(4) + birth.slice(0, 4)).startsWith(prefix);
}
