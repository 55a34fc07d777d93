import type { Identifier } from '../document/document-facts.ts';
import type { PatientId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import { labelledIn, labelTable } from './labels.ts';
import { asDigits } from './look-alikes.ts';
import { nameOn, pageNames, type PageNames } from './names-on-page.ts';
import { datesOn, type ReadDate } from './read-dates.ts';
import { boxOf, linesOf, textOf, type Box, type Line, type ReadPage, type ReadWord } from './read-page.ts';

/** What is asked of a person on record to hold a page to them. */
export interface KnownPerson {
  readonly patient: PatientId;
  readonly family: string;
  readonly given: string;
  readonly preferred: string;
  readonly birthDate: LocalDate | null;
  /** As it is kept; the first phone. */
  readonly phone: string;
  /** Record number; empty without one. */
  readonly identifier: string;
}

/** Something on the page that says whose it is. A person looks at the place and confirms it [READ-4]. */
export interface SeenIdentifier {
  readonly identifier: Extract<Identifier, 'name' | 'birth-date' | 'record-number' | 'phone'>;
  /** As it was read. */
  readonly text: string;
  /** A letter or two off: to be looked at twice. */
  readonly isNear: boolean;
  readonly page: number;
  readonly box: Box;
}

/** Somebody whose paper it may be, and why. */
export interface PaperCandidate<Person extends KnownPerson = KnownPerson> {
  readonly person: Person;
  readonly seen: readonly SeenIdentifier[];
}

/** What to look for in the directory: texts as somebody would type them, the likeliest first. */
export interface PaperQuestions {
  readonly queries: readonly string[];
}

const LABELS = labelTable<'name' | 'number'>({
  name: 'patient name|patients name|name of patient|member name|subscriber name|patient|re|~name|~regarding|~pt|~member|~subscriber|~resident|~client',
  number: 'mrn|medical record number|medical record no|medical record|mr number|mr no|chart number|chart no|record number|record no|patient id|patient number|patient no|~chart|~account|~acct'
}); // prettier-ignore

/** A page with more of them is a list of people. */
const MOST_QUERIES = 10;
const MOST_CANDIDATES = 5;
const BIRTH = /birth|\bdob\b|d\.o\.b|\bborn\b|bday|b-day/;

/** What a page says that somebody can be found by: days that may be birth dates, labelled names, record numbers [READ-3]. */
export function questionsOf(pages: readonly ReadPage[], today: LocalDate): PaperQuestions {
  const dates: ReadDate[] = [];
  const texts: string[] = [];
  for (const page of pages) {
    const lines = linesOf(page);
    dates.push(...datesOn(page, today, lines).filter(({ date }) => date <= today));
    for (const { field, values } of labelledIn(lines, LABELS)) {
      const words = (values[0] ?? []).slice(0, 4).map(({ text }) => text.replace(/[^\p{L}\p{Nd}'’-]/gu, ''));
      if (field === 'number') texts.push(...words.filter((word) => /\d/.test(word)).slice(0, 1));
      else texts.push(...nameQueries(words));
    }
  }
  const born = dates.toSorted((a, b) => Number(BIRTH.test(b.label)) - Number(BIRTH.test(a.label)));
  const days = born.map(({ date }) => date);
  return {
    queries: [...new Set([...days.slice(0, 6), ...texts.filter((text) => text !== '')])].slice(0, MOST_QUERIES)
  };
}

/** A middle initial finds nobody. */
function nameQueries(words: readonly string[]): readonly string[] {
  const whole = words.filter((word) => /^\p{L}[\p{L}'’-]+$/u.test(word));
  return whole.length >= 2 ? [whole.slice(0, 2).join(' ')] : [];
}

/**
 * Those of the found of whom the pages show two things, the most that is the same first; somebody whose name alone is there only where
 * nobody has two [READ-3].
 */
export function candidatesOf<Person extends KnownPerson>(
  pages: readonly ReadPage[],
  found: readonly Person[],
  today: LocalDate
): readonly PaperCandidate<Person>[] {
  const read = pages.map((page, at) => pageLines(page, at, today));
  const people = [...new Map(found.map((person) => [person.patient, person])).values()];
  const all = people.map((person): PaperCandidate<Person> => ({ person, seen: seenOnAll(read, person) }));
  const byTwo = all.filter(({ seen }) => seen.length >= 2);
  const named = all.filter(({ seen }) => seen.some(({ identifier }) => identifier === 'name'));
  const chosen = byTwo.length > 0 ? byTwo : named;
  return chosen.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_CANDIDATES);
}

/** What the pages show of one person: nothing may be [READ-4]. */
export function seenOf(pages: readonly ReadPage[], person: KnownPerson, today: LocalDate): readonly SeenIdentifier[] {
  return seenOnAll(
    pages.map((page, at) => pageLines(page, at, today)),
    person
  );
}

function seenOnAll(read: readonly PageLines[], person: KnownPerson): readonly SeenIdentifier[] {
  return read.reduce<readonly SeenIdentifier[]>((seen, page) => withMore(seen, seenOn(page, person)), []);
}

const weightOf = ({ seen }: PaperCandidate): number =>
  seen.reduce((sum, { isNear, identifier }) => sum + (isNear ? 1 : 2) + (identifier === 'birth-date' ? 0.5 : 0), 0);

/** One of a kind: the first page that shows it, and before it one that shows it exactly. */
function withMore(seen: readonly SeenIdentifier[], more: readonly SeenIdentifier[]): readonly SeenIdentifier[] {
  const kept = seen.filter(
    ({ identifier, isNear }) => !(isNear && more.some((one) => one.identifier === identifier && !one.isNear))
  );
  return [...kept, ...more.filter(({ identifier }) => !kept.some((one) => one.identifier === identifier))];
}

interface PageLines {
  readonly at: number;
  readonly names: PageNames;
  readonly dates: readonly ReadDate[];
  readonly codes: Signs;
  readonly digits: Signs;
}

/** The words of a page with nothing but what a number has. */
interface Signs {
  readonly runs: readonly { readonly words: readonly ReadWord[]; readonly signs: readonly string[] }[];
  /** All of them in a row: what is not in it is nowhere. */
  readonly all: string;
}

/** All that is asked of a page for each of some hundred people is made once. */
function pageLines(page: ReadPage, at: number, today: LocalDate): PageLines {
  const lines = linesOf(page);
  const codes = signsOf(lines, (text) => codeOf(text.split(/[:#]/).at(-1) ?? ''));
  const digits = signsOf(lines, (text) => asDigits(text).replace(/\D/g, ''));
  return { at, names: pageNames(lines), dates: datesOn(page, today, lines), codes, digits };
}

function signsOf(lines: readonly Line[], plain: (text: string) => string): Signs {
  const runs = lines.flat().map(({ words }) => ({ words, signs: words.map(({ text }) => plain(text)) }));
  return { runs, all: runs.flatMap(({ signs }) => signs).join('') };
}

/** Shorter record numbers are years, ages and doses too. */
const SHORTEST_NUMBER = 5;
const PHONE_DIGITS = 10;

function seenOn({ at, names, dates, codes, digits }: PageLines, person: KnownPerson): readonly SeenIdentifier[] {
  const seen: SeenIdentifier[] = [];
  const see = (identifier: SeenIdentifier['identifier'], words: readonly ReadWord[], isNear = false): void =>
    void seen.push({ identifier, text: textOf(words), isNear, page: at, box: boxOf(words) });
  const name = nameOn(names, person);
  if (name) see('name', name.words, name.isNear);
  const same = dates.filter(({ date }) => date === person.birthDate);
  const born = same.find(({ label }) => BIRTH.test(label)) ?? same[0];
  if (born) seen.push({ identifier: 'birth-date', text: born.text, isNear: false, page: at, box: born.box });
  const number = codeOf(person.identifier);
  const phone = person.phone.replace(/\D/g, '').slice(-PHONE_DIGITS);
  const numbered = number.length >= SHORTEST_NUMBER ? together(codes, number) : null;
  if (numbered) see('record-number', numbered);
  const called = phone.length === PHONE_DIGITS ? together(digits, phone) : null;
  if (called) see('phone', called);
  return seen;
}

const codeOf = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Words beside each other that are this together, four at most. */
function together({ runs, all }: Signs, wanted: string): readonly ReadWord[] | null {
  if (!all.includes(wanted)) return null;
  for (const { words, signs } of runs) {
    for (let from = 0; from < words.length; from++) {
      let text = signs[from] ?? '';
      if (text === '') continue;
      for (let to = from; wanted.startsWith(text) && to < from + 4; text += signs[++to] ?? '') {
        if (text === wanted) return words.slice(from, to + 1);
      }
    }
  }
  return null;
}
