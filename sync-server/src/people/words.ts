import { randomInt } from 'node:crypto';

const SYLLABLE = { first: 'bdfghjklmnprstvz', second: 'aeiou' } as const;

/** A new passphrase: five words of three syllables that can be said aloud, 6.3 bits a syllable, 94 bits in all. Never chosen. */
export function newPassphrase(): string {
  const syllable = (): string =>
    Object.values(SYLLABLE)
      .map((letters) => letters[randomInt(letters.length)])
      .join('');
  return Array.from({ length: 5 }, () => syllable() + syllable() + syllable()).join(' ');
}
