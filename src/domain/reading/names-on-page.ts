import { jaroWinkler, NAMES_ALIKE } from '../patient/name-likeness.ts';
import { folded } from '../patient/search-text.ts';
import { asLetters } from './look-alikes.ts';
import type { Line, ReadWord } from './read-page.ts';

/** A word as names are compared; `FERNABY,JOSS` and `Patient:Joss` are two each. */
export interface NameWord {
  readonly name: string;
  readonly word: ReadWord;
}

export interface SeenName {
  readonly words: readonly ReadWord[];
  /** A letter or two off. */
  readonly isNear: boolean;
}

interface Named {
  readonly family: string;
  readonly given: string;
  readonly preferred: string;
}

/** Between a family name and a given one stand at most so many words: a comma, a middle name, a second surname. */
const APART = 3;
/** Shorter names are the same or another: `Lee` is not `Leo`. */
const SHORTEST_LIKE = 5;

/** A page's words as names are compared: made once, asked for many people. */
export interface PageNames {
  readonly lines: readonly (readonly NameWord[])[];
  /** Where each stands: a page says few words often. */
  readonly places: ReadonlyMap<string, readonly { readonly line: number; readonly at: number }[]>;
}

export function pageNames(lines: readonly Line[]): PageNames {
  const named = lines.map((line) =>
    line.flatMap(({ words }) =>
      words.flatMap((word) => wordsOf(asLetters(word.text)).map((name): NameWord => ({ name, word })))
    )
  );
  const places = new Map<string, { line: number; at: number }[]>();
  for (const [line, words] of named.entries()) {
    for (const [at, { name }] of words.entries()) {
      const known = places.get(name);
      if (known) known.push({ line, at });
      else places.set(name, [{ line, at }]);
    }
  }
  return { lines: named, places };
}

/** The family name and a given one (or what they go by) on one line, near each other, in either order; the first that is the same. */
export function nameOn({ lines, places }: PageNames, { family, given, preferred }: Named): SeenName | null {
  const [first, ...more] = wordsOf(family);
  const givens = [wordsOf(given)[0], wordsOf(preferred)[0]].filter((word) => word !== undefined);
  if (first === undefined || givens.length === 0) return null;
  let near: SeenName | null = null;
  for (const [name, found] of places) {
    const like = alike(name, first);
    if (!like) continue;
    for (const { line, at } of found) {
      const words = lines[line] ?? [];
      if (more.some((part, nth) => !alike(words[at + 1 + nth]?.name ?? '', part))) continue;
      const beside = givenNear(words, at, at + more.length, givens);
      if (!beside) continue;
      const whole = words.slice(Math.min(at, beside.at), Math.max(at + more.length, beside.at) + 1);
      const isNear = like === 'near' || beside.isNear;
      const seen = { words: [...new Set(whole.map(({ word }) => word))], isNear };
      if (!isNear) return seen;
      near ??= seen;
    }
  }
  return near;
}

interface FoundGiven {
  readonly at: number;
  readonly isNear: boolean;
}

function givenNear(words: readonly NameWord[], from: number, to: number, givens: readonly string[]): FoundGiven | null {
  let near: FoundGiven | null = null;
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
}

const wordsOf = (text: string): readonly string[] => folded(text).split(' ').filter(Boolean);

function alike(read: string, known: string): 'same' | 'near' | null {
  if (read === known) return read === '' ? null : 'same';
  const by = read.length - known.length;
  // Most words of a page are no name at all: length and two letters say so before anything is measured.
  if (by < -2 || by > 2 || (read[0] !== known[0] && read[1] !== known[1])) return null;
  // A name with a digit in it was folded to letters on the page.
  if (read === asLetters(known)) return 'same';
  if (Math.min(read.length, known.length) < SHORTEST_LIKE) return null;
  return jaroWinkler(read, known) >= NAMES_ALIKE ? 'near' : null;
}
