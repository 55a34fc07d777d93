import type { PatientId } from '../ids.ts';
import type { DirectoryEntry } from './directory.ts';
import { nearWords } from './near-words.ts';
import { countWithRun, phoneRuns, rowsWithRun, type PhoneRuns } from './phone-runs.ts';
import {
  beginning,
  countIn,
  keyedRow,
  numberColumn,
  numbersBeginning,
  postingsOf,
  rowsIn,
  type NumberColumn,
  type Postings
} from './postings.ts';
import type { Term } from './search-query.ts';
import { fitOfAll, FIT, type NameCache, rowsByName, searchRow, wordsOf, type SearchRow } from './search-rows.ts';

/** A found row and how well it fits; lower is better. */
export interface Found {
  readonly row: SearchRow;
  readonly fit: number;
}

/** An index over patients that does not change, save that one can be taken out. */
export interface SearchSegment {
  /** With those that were taken out. */
  readonly size: number;
  live(): number;
  entry(patient: PatientId): DirectoryEntry | undefined;
  takeOut(patient: PatientId): void;
  entries(): Iterable<DirectoryEntry>;
  /** The best, in order. */
  find(terms: readonly Term[], limit: number): readonly Found[];
  /** Those that fit all terms when one letter of the word at `slip` is forgiven. */
  findNear(terms: readonly Term[], slip: number, limit: number): readonly Found[];
}

interface Columns {
  readonly rows: readonly SearchRow[];
  readonly family: Postings;
  readonly given: Postings;
  readonly former: Postings;
  readonly ids: Postings;
  readonly otherIds: Postings;
  readonly ymd: NumberColumn;
  readonly mdy: NumberColumn;
  readonly lastFour: NumberColumn;
  readonly phones: PhoneRuns;
}

export function searchSegment(entries: Iterable<DirectoryEntry>): SearchSegment {
  const columns = columnsOf(entries);
  const { rows } = columns;
  const alive = new Uint8Array(rows.length).fill(1);
  let live = rows.length;
  // Made when the first change or look-up by id comes; most segments are only searched.
  let places: ReadonlyMap<PatientId, number> | undefined;
  const placeOf = (patient: PatientId): number | undefined => {
    places ??= new Map(rows.map(({ entry }, place) => [entry.patient, place]));
    const place = places.get(patient);
    return place === undefined || alive[place] === 0 ? undefined : place;
  };
  return {
    size: rows.length,
    live: () => live,
    entry: (patient) => rows[placeOf(patient) ?? -1]?.entry,
    takeOut: (patient) => {
      const place = placeOf(patient);
      if (place === undefined) return;
      alive[place] = 0;
      live--;
    },
    *entries() {
      for (const [place, { entry }] of rows.entries()) if (alive[place] === 1) yield entry;
    },
    find: (terms, limit) => {
      const [only] = terms;
      if (!only) return [];
      return terms.length === 1 ? bestOfOne(columns, alive, only, limit) : bestOfAll(columns, alive, terms, limit);
    },
    findNear: (terms, slip, limit) => bestNear(columns, alive, terms, { slip, limit })
  };
}

function columnsOf(entries: Iterable<DirectoryEntry>): Columns {
  const cache: NameCache = new Map();
  const rows = rowsByName(Array.from(entries, (entry) => searchRow(entry, cache)));
  const lists = new Map<string, readonly string[]>([['', NO_WORDS]]);
  const words = (line: string): readonly string[] => {
    const list = lists.get(line) ?? wordsOf(line);
    lists.set(line, list);
    return list;
  };
  const [ymd, mdy, lastFour]: [number[], number[], number[]] = [[], [], []];
  const phones: string[] = [];
  const phoneRows: number[] = [];
  for (const [place, row] of rows.entries()) {
    if (row.birth) {
      ymd.push(keyedRow(Number(row.birth), place));
      mdy.push(keyedRow(Number(row.birth.slice(4) + row.birth.slice(0, 4)), place));
    }
    for (const phone of row.phones) {
      phones.push(phone);
      phoneRows.push(place);
      if (phone.length >= 4) lastFour.push(keyedRow(Number(phone.slice(-4)), place));
    }
  }
  return {
    rows,
    family: postingsOf(rows.map(({ family }) => words(family))),
    given: postingsOf(rows.map(({ given }) => words(given))),
    former: postingsOf(rows.map(({ former }) => words(former))),
    ids: postingsOf(rows.map(({ id }) => (id ? [id] : NO_WORDS))),
    otherIds: postingsOf(rows.map(({ otherIds }) => otherIds)),
    ymd: numberColumn(ymd),
    mdy: numberColumn(mdy),
    lastFour: numberColumn(lastFour),
    phones: phoneRuns(phones, phoneRows)
  };
}

const NO_WORDS: readonly string[] = [];

/** One term, the commonest query: the ways it may fit are walked from the best, and the walk ends when there are enough. */
function bestOfOne(columns: Columns, alive: Uint8Array, term: Term, limit: number): Found[] {
  const found: Found[] = [];
  const seen = new Set<number>();
  for (const [rows, fit] of waysToFit(columns, term)) {
    for (const place of rows) {
      if (found.length >= limit) return found;
      const row = columns.rows[place];
      if (!row || alive[place] === 0 || seen.has(place)) continue;
      seen.add(place);
      found.push({ row, fit });
    }
  }
  return found;
}

/** The rows that fit a term, in groups from the best way to the last; a row may come again in a later group. */
function* waysToFit(columns: Columns, term: Term): Iterable<[Iterable<number>, number]> {
  if (term.id) {
    yield [exactly(columns.ids, term.id), FIT.id];
    yield [exactly(columns.otherIds, term.id), FIT.id];
    if (term.idPrefix) yield [rowsIn(columns.ids, beginning(columns.ids, term.id)), FIT.idPrefix];
  }
  if (term.word) {
    for (const [postings, whole, start] of [
      [columns.family, FIT.family, FIT.familyPrefix],
      [columns.given, FIT.given, FIT.givenPrefix],
      [columns.former, FIT.former, FIT.former]
    ] as const) {
      yield [exactly(postings, term.word), whole];
      yield [rowsIn(postings, beginning(postings, term.word)), start];
    }
  }
  for (const { order, prefix } of term.dates) yield [numbersBeginning(columns[order], prefix, 8), FIT.birth];
  if (term.run.length === 4) yield [numbersBeginning(columns.lastFour, term.run, 4), FIT.lastFour];
  if (term.run) yield [rowsWithRun(columns.phones, term.run), FIT.run];
}

function exactly(postings: Postings, word: string): Uint32Array {
  const { from } = beginning(postings, word);
  return rowsIn(postings, { from, to: postings.words[from] === word ? from + 1 : from });
}

/** Several terms: the rows of the rarest are looked at one by one for the others. */
function bestOfAll(columns: Columns, alive: Uint8Array, terms: readonly Term[], limit: number): Found[] {
  const { term: rarest, count } = rarestOf(columns, terms);
  if (!rarest || count === 0) return [];
  const others = terms.filter((term) => term !== rarest);
  const groups = Array.from(waysToFit(columns, rarest), ([rows]) => rows);
  const may = markedBy(columns, alive, others, count);
  return best(columns, groups, { may, limit, fit: (row) => fitOfAll(row, terms) });
}

/** One slip in one word; the other terms must fit as they are. */
function bestNear(
  columns: Columns,
  alive: Uint8Array,
  terms: readonly Term[],
  { slip, limit }: { slip: number; limit: number }
): Found[] {
  const word = terms[slip]?.word ?? '';
  const others = terms.filter((_, index) => index !== slip);
  if (others.length > 0 && rarestOf(columns, others).count === 0) return [];
  const groups: Uint32Array[] = [];
  let count = 0;
  for (const postings of [columns.family, columns.given]) {
    for (const near of nearWords(postings, word)) {
      const rows = exactly(postings, near);
      groups.push(rows);
      count += rows.length;
      // With nothing else to go by, the first few are as good as any.
      if (others.length === 0 && count >= limit * 2) break;
    }
  }
  const may = markedBy(columns, alive, others, count);
  return best(columns, groups, { may, limit, fit: (row) => FIT.near + fitOfAll(row, others) });
}

function rarestOf(
  columns: Columns,
  terms: readonly Term[]
): { readonly term: Term | undefined; readonly count: number } {
  let rarest: { term: Term | undefined; count: number } = { term: undefined, count: Infinity };
  for (const term of terms) {
    const count = roughCount(columns, term);
    if (count < rarest.count) rarest = { term, count };
  }
  return rarest;
}

/** At least as many rows as fit a term; 0 only when none does. */
function roughCount(columns: Columns, term: Term): number {
  let count = 0;
  if (term.id) count += exactly(columns.ids, term.id).length + exactly(columns.otherIds, term.id).length;
  if (term.idPrefix) count += countIn(columns.ids, beginning(columns.ids, term.id));
  if (term.word) {
    for (const postings of [columns.family, columns.given, columns.former]) {
      count += countIn(postings, beginning(postings, term.word));
    }
  }
  for (const { order, prefix } of term.dates) count += numbersBeginning(columns[order], prefix, 8).length;
  return term.run ? count + countWithRun(columns.phones, term.run) : count;
}

/** Marking a row is so much cheaper than comparing its names that terms up to this many times as common are marked. */
const WORTH_MARKING = 20;

/** Rows that may be looked at are those whose mark is `wanted`. */
interface Marks {
  readonly marks: Uint8Array;
  readonly wanted: number;
}

/**
 * Marks the rows that fit all terms; those taken out do not. Terms far more common than the candidates are left to the comparison that
 * follows in any case.
 */
function markedBy(columns: Columns, alive: Uint8Array, terms: readonly Term[], candidates: number): Marks {
  const marks = alive.slice();
  let wanted = 1;
  for (const term of terms) {
    if (roughCount(columns, term) > candidates * WORTH_MARKING) continue;
    for (const [rows] of waysToFit(columns, term)) {
      for (const place of rows) if (marks[place] === wanted) marks[place] = wanted + 1;
    }
    wanted++;
  }
  return { marks, wanted };
}

/** The best of groups of rows. */
function best(
  { rows }: Columns,
  groups: readonly Iterable<number>[],
  { may: { marks, wanted }, limit, fit }: { may: Marks; limit: number; fit: (row: SearchRow) => number }
): Found[] {
  const alike = new Map<number, number[]>();
  for (const group of groups) {
    for (const place of group) {
      const row = marks[place] === wanted ? rows[place] : undefined;
      if (!row) continue;
      marks[place] = 0; // looked at
      const how = fit(row);
      if (how === FIT.none) continue;
      const places = alike.get(how);
      if (places) places.push(place);
      else alike.set(how, [place]);
    }
  }
  const found: Found[] = [];
  for (const how of [...alike.keys()].sort((a, b) => a - b)) {
    // Rows lie in order of name, so their places are that order.
    const places = (alike.get(how) ?? []).sort((a, b) => a - b);
    for (const place of places.slice(0, limit - found.length)) found.push({ row: rows[place] as SearchRow, fit: how }); // a place found above
    if (found.length >= limit) break;
  }
  return found;
}
