const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/** Words of a made passphrase: 16 bits each, 80 together (SECURITY.md §3 asks for 64). */
export const WORDS = 5;
/** What is typed by hand must have at least this many characters. */
export const LEAST = 12;

/**
 * A passphrase that can be said and typed: five made-up words of two syllables and an end, `lusab-tafin-…`. Consonant, vowel,
 * consonant, vowel, consonant: 4 + 2 + 4 + 2 + 4 bits. @param random ten random bytes
 */
export function passphraseFrom(random: Uint8Array): string {
  if (random.length < WORDS * 2) throw new RangeError('a passphrase needs ten random bytes');
  return Array.from({ length: WORDS }, (_, word) =>
    wordOf((random[word * 2] ?? 0) * 256 + (random[word * 2 + 1] ?? 0))
  ).join('-');
}

function wordOf(bits: number): string {
  const consonant = (shift: number): string => CONSONANTS.charAt((bits >> shift) & 15);
  const vowel = (shift: number): string => VOWELS.charAt((bits >> shift) & 3);
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0);
}
