import { KIT_WORDS } from './kit-word-list.ts';

/** How many words, and bits in each: 256 of the key and 8 that catch a slip (BIP-39, 24 words). */
export const KIT_LENGTH = 24;
const BITS = 11;
const KEY_BYTES = 32;
/** Nobody types more than this in good faith; 24 words of eight letters come to 216. */
const LONGEST = 2_000;

/** What is wrong with words off paper. Places are counted from 1, as they are printed. */
export type KitSlip =
  | { readonly code: 'kit/count'; readonly count: number }
  | { readonly code: 'kit/word'; readonly at: number; readonly near: string | null }
  | { readonly code: 'kit/sum' };

export type ReadWords =
  | { readonly ok: true; readonly key: Uint8Array<ArrayBuffer>; readonly check: number }
  | { readonly ok: false; readonly error: KitSlip };

/** The words of a key: its bits, then `check`, the first byte of their SHA-256. @param key 32 bytes */
export function wordsOfKey(key: Uint8Array, check: number): readonly string[] {
  if (key.length !== KEY_BYTES) throw new RangeError('a recovery key has 32 bytes');
  const bits = [...key, check].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: KIT_LENGTH }, (_, i) => {
    return KIT_WORDS[parseInt(bits.slice(i * BITS, (i + 1) * BITS), 2)] ?? '';
  });
}

/** The words of a text as somebody types it: any case, line breaks, commas, with or without the numbers in front of them. */
export function wordsIn(text: string): readonly string[] {
  return text
    .slice(0, LONGEST)
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^\d{1,2}[.):]?/, ''))
    .filter(Boolean);
}

/** The key that words stand for and the byte they say its SHA-256 begins with, or which of them is wrong [KIT-2]. */
export function keyOfWords(text: string): ReadWords {
  const words = wordsIn(text);
  const wrong = words.findIndex((word) => !PLACES.has(word));
  // A word that is none is told first, even where the count is off: it is what has to be looked at.
  if (wrong >= 0) return { ok: false, error: { code: 'kit/word', at: wrong + 1, near: nearest(words[wrong] ?? '') } };
  if (words.length !== KIT_LENGTH) return { ok: false, error: { code: 'kit/count', count: words.length } };
  const bits = words.map((word) => (PLACES.get(word) ?? 0).toString(2).padStart(BITS, '0')).join('');
  const bytes = Uint8Array.from({ length: KEY_BYTES + 1 }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8), 2));
  return { ok: true, key: bytes.slice(0, KEY_BYTES), check: bytes[KEY_BYTES] ?? -1 };
}

/** What a slip is called on screen. What was typed is not repeated: it may be right but for a letter. */
export function slipText(slip: KitSlip): string {
  switch (slip.code) {
    case 'kit/count':
      return `A kit has ${KIT_LENGTH} words; these are ${slip.count}.`;
    case 'kit/word':
      return slip.near === null
        ? `Word ${slip.at} is not one of the list. Look at the sheet again.`
        : `Word ${slip.at} is not one of the list. Is it “${slip.near}”?`;
    case 'kit/sum':
      return 'Each word is one of the list, but together they are no kit: one is wrong, or two have changed places.';
  }
}

const PLACES: ReadonlyMap<string, number> = new Map(KIT_WORDS.map((word, place) => [word, place]));

/** The word somebody may have meant: the same first four letters, or one letter wrong, missing or too many. */
function nearest(typed: string): string | null {
  const begins = typed.slice(0, 4);
  return (
    KIT_WORDS.find((word) => begins.length === 4 && word.startsWith(begins)) ??
    KIT_WORDS.find((word) => isOneApart(word, typed)) ??
    null
  );
}

function isOneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 1;
}
