import type { Postings } from './postings.ts';

/** A slip in fewer letters leaves too little to go by. */
export const SHORTEST_FORGIVEN = 4;
const MOST = 40;

/**
 * Words of a dictionary that begin with what somebody meant to type: one letter wrong, missing, too many, or two swapped [PAT-11]. The first
 * letter must be right, which people mostly get right and which keeps the search to a small part of the dictionary.
 */
export function nearWords({ words }: Postings, typed: string): readonly string[] {
  if (typed.length < SHORTEST_FORGIVEN) return [];
  const found: string[] = [];
  const first = typed.charAt(0);
  for (let index = firstWith(words, first); index < words.length && found.length < MOST; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith(first)) break;
    if (isNearBeginning(word, typed)) found.push(word);
  }
  return found;
}

/** Whether `typed` with one slip mended is the beginning of `word`. */
export function isNearBeginning(word: string, typed: string): boolean {
  if (word.charCodeAt(0) !== typed.charCodeAt(0)) return false;
  let at = 1;
  while (at < typed.length && word.charCodeAt(at) === typed.charCodeAt(at)) at++;
  if (at >= typed.length) return true;
  const rest = typed.slice(at + 1);
  return (
    word.startsWith(rest, at + 1) || // a letter wrong
    word.startsWith(rest, at) || // a letter too many
    word.startsWith(typed.slice(at), at + 1) || // a letter missing
    (word.charAt(at) === typed.charAt(at + 1) &&
      word.charAt(at + 1) === typed.charAt(at) &&
      word.startsWith(typed.slice(at + 2), at + 2)) // two swapped
  );
}

function firstWith(words: readonly string[], prefix: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
