/** What a machine takes for a digit, and which it is. */
const AS_DIGIT: Readonly<Record<string, string>> = {
  O: '0', o: '0', Q: '0', D: '0', I: '1', l: '1', '|': '1', '!': '1', ']': '1', i: '1', Z: '2', z: '2', S: '5', s: '5', G: '6', B: '8'
}; // prettier-ignore
/** The same the other way, for words. */
const AS_LETTER: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '|': 'l',
  '!': 'l',
  '5': 's',
  '8': 'b',
  '2': 'z'
};
/** Punctuation that a code never has and that looks like its capital i. */
const BARS = /[|!\][}{]/g;

/** A text that can only be digits, as digits; other signs stay, so that the caller sees what is wrong. */
export function asDigits(text: string): string {
  return [...text].map((sign) => AS_DIGIT[sign] ?? sign).join('');
}

/** A text that can only be a word, in small letters. */
export function asLetters(text: string): string {
  return [...text]
    .map((sign) => AS_LETTER[sign] ?? sign)
    .join('')
    .toLowerCase();
}

/** A code of capital letters and digits: bars are a capital i, small letters capitals, what stands around it is gone. */
export function asCode(text: string): string {
  return text
    .replace(/^[^\p{L}\p{Nd}]+|[.,;:)'"*_~-]+$/gu, '')
    .replace(BARS, 'I')
    .toUpperCase();
}

/** Words of letters alone, in which a bar is a small l: `Mutua]` is `Mutual`. */
export function asWords(text: string): string {
  return text.replace(/(?<=\p{L})[|\]!](?=\p{L}|\s|$)/gu, 'l');
}

/** Whether somebody should look twice: letters and digits in one code that a machine takes for each other. A prefix of letters alone is as it is. */
export function hasLookAlikes(code: string): boolean {
  const rest = code.replace(/^[A-Z]{1,4}(?=\d)/, '');
  return /\d/.test(code) && (/[OQDISBZG]/.test(rest) || /[0158][A-Z]/.test(code));
}

/**
 * A text for comparing words that name a field: small letters and digits, those that a machine mixes up as one, `rn` as `m`, a doubled `x`
 * as one. Both sides are folded, so what this makes of other words does not matter.
 */
export function foldedLabel(text: string): string {
  return text
    .toLowerCase()
    .replace(/[1l|!\]]/g, 'i')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('8', 'b')
    .replaceAll('rn', 'm')
    .replace(/x+/g, 'x')
    .replace(/[^\p{L}\p{Nd}]/gu, '');
}
