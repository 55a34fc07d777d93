import type { Identifier } from '../document/document-facts.ts';
import type { PatientId } from '../ids.ts';
import { jaroWinkler, NAMES_ALIKE } from '../patient/name-likeness.ts';
import { folded } from '../patient/search-text.ts';
import type { LocalDate } from '../time.ts';
import { labelledIn, labelTable } from './labels.ts';
import { asDigits, asLetters } from './look-alikes.ts';
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

/** More days of birth are in a list of people. */
const MOST_QUERIES = 10;
const MOST_CANDIDATES = 5;
/** A person is named at most so many pages from the front; the rest is read for critical words alone. */
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
 * Those of the found whose name the pages show with something else of theirs, the most that is the same first; a name alone is somebody only
 * where nobody has more [READ-3].
 */
export function candidatesOf<Person extends KnownPerson>(
  pages: readonly ReadPage[],
  found: readonly Person[],
  today: LocalDate
): readonly PaperCandidate<Person>[] {
  const read = pages.map((page, at) => {
    const lines = linesOf(page);
    return { at, lines, dates: datesOn(page, today, lines) };
  });
  const one = [...new Map(found.map((person) => [person.patient, person])).values()];
  const all = one.map((person): PaperCandidate<Person> => ({ person, seen: read.reduce<readonly SeenIdentifier[]>((seen, page) => withMore(seen, seenOn(page, person)), []) })); // prettier-ignore
  const named = all.filter(({ seen }) => seen.some(({ identifier }) => identifier === 'name'));
  const sure = named.filter(({ seen }) => seen.length >= 2);
  const twoOthers = all.filter(({ seen }) => seen.length >= 2 && !named.some((other) => other.seen === seen));
  const chosen = sure.length > 0 ? sure : twoOthers.length > 0 ? twoOthers : named;
  return chosen.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_CANDIDATES);
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
  readonly lines: readonly Line[];
  readonly dates: readonly ReadDate[];
}

function seenOn({ at, lines, dates }: PageLines, person: KnownPerson): readonly SeenIdentifier[] {
  const seen: SeenIdentifier[] = [];
  const name = nameOn(lines, person);
  if (name)
    seen.push({ identifier: 'name', text: textOf(name.words), isNear: name.isNear, page: at, box: boxOf(name.words) });
  const same = dates.filter(({ date }) => date === person.birthDate);
  const born = same.find(({ label }) => BIRTH.test(label)) ?? same[0];
  if (born) seen.push({ identifier: 'birth-date', text: born.text, isNear: false, page: at, box: born.box });
  const number = wordsWith(lines, digitsAndLetters(person.identifier), (text) => digitsAndLetters(text), 4);
  if (number)
    seen.push({ identifier: 'record-number', text: textOf(number), isNear: false, page: at, box: boxOf(number) });
  const phone = wordsWith(
    lines,
    person.phone.replace(/\D/g, '').slice(-10),
    (text) => asDigits(text).replace(/\D/g, ''),
    10
  );
  if (phone) seen.push({ identifier: 'phone', text: textOf(phone), isNear: false, page: at, box: boxOf(phone) });
  return seen;
}

interface SeenName {
  readonly words: readonly ReadWord[];
  readonly isNear: boolean;
}

/** Between a family name and a given one stand at most so many words: a comma, a middle name, a second surname. */
const APART = 3;

/** The family name and a given one (or what they go by) on one line, near each other, in either order. */
function nameOn(lines: readonly Line[], { family, given, preferred }: KnownPerson): SeenName | null {
  const families = wordsOf(family);
  const givens = [wordsOf(given)[0], wordsOf(preferred)[0]].filter((word) => word !== undefined);
  const [first, ...more] = families;
  if (first === undefined || givens.length === 0) return null;
  let near: SeenName | null = null;
  for (const line of lines) {
    const words = line.flatMap((run) => run.words).flatMap(namesIn);
    for (const [at, { name }] of words.entries()) {
      const like = alike(name, first);
      if (!like || more.some((part, nth) => !alike(words[at + 1 + nth]?.name ?? '', part))) continue;
      const found = givenNear(words, at, at + more.length, givens);
      if (!found) continue;
      const from = Math.min(at, found.at);
      const to = Math.max(at + more.length, found.at);
      const isNear = like === 'near' || found.isNear;
      const seen = { words: [...new Set(words.slice(from, to + 1).map(({ word }) => word))], isNear };
      if (!isNear) return seen;
      near ??= seen;
    }
  }
  return near;
}

function givenNear(words: readonly { readonly name: string }[], from: number, to: number, givens: readonly string[]): { readonly at: number; readonly isNear: boolean } | null {
  let near: { readonly at: number; readonly isNear: boolean } | null = null;
  for (let by = 1; by <= APART; by++) {
    for (const at of [to + by, from - by]) {
      const name = words[at]?.name;
      if (name === undefined) continue;
      const like = givens.map((given) => alike(name, given)).find(Boolean);
      if (like === 'same') return { at, isNear: false };
      if (like === 'near') near ??= { at, isNear: true };
    }
  }
  return near;
} // prettier-ignore

/** `FERNABY,JOSS` and `Patient:Joss` are two words each; `Núñez-Prado` is two, as the record's is. */
function namesIn(word: ReadWord): readonly { readonly name: string; readonly word: ReadWord }[] {
  return wordsOf(asLetters(word.text)).map((name) => ({ name, word }));
}
const wordsOf = (text: string): readonly string[] => folded(text).split(' ').filter(Boolean);

/** Shorter names are the same or another: `Lee` is not `Leo`. */
const SHORTEST_LIKE = 5;

function alike(read: string, known: string): 'same' | 'near' | null {
  if (read === '' || known === '') return null;
  // Both go through the same letters: an `l` that was read as 1 is an l in either.
  if (read === known || read === asLetters(known)) return 'same';
  if (Math.min(read.length, known.length) < SHORTEST_LIKE) return null;
  return jaroWinkler(read, known) >= NAMES_ALIKE ? 'near' : null;
}

const digitsAndLetters = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Up to four words beside each other that are this together. */
function wordsWith(lines: readonly Line[], wanted: string, plain: (text: string) => string, shortest: number): readonly ReadWord[] | null {
  if (wanted.length < shortest) return null;
  for (const { words } of lines.flat()) {
    for (let from = 0; from < words.length; from++) {
      let text = '';
      for (let to = from; to < Math.min(words.length, from + 4); to++) {
        text += plain(words[to]?.text ?? '');
        if (text === wanted || (to === from && text.endsWith(wanted))) return words.slice(from, to + 1);
        if (text.length > wanted.length + 2) break;
      }
    }
  }
  return null;
} // prettier-ignore
