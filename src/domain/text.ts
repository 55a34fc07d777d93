/** The longest name, of a person or anything else, in characters (RELIABILITY §6 no. 22). */
export const LONGEST_NAME = 120;

/** Bidirectional controls: they can make a name read as another one. Unicode 16, UAX #9. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Invisible where a word may break or not; nothing is lost without them. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
/** Joiners are letters' business in Persian and Indic names, and mean nothing elsewhere. */
const STRAY_JOINERS = /(?<!\p{L}\p{M}*)[\u200c\u200d]|[\u200c\u200d](?!\p{L})/gu;
/** Lone surrogates cannot be written as UTF-8. */
const BROKEN = /\p{Surrogate}/gu;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text as it is kept: composed (NFC), without controls that would show it as something it is not, ends trimmed, no line
 * longer than it was meant. Everything else stays literally as typed: `<b>` and `=cmd()` are text [TEXT-1].
 */
export function cleanText(text: string): string {
  const visible = [BIDI, INVISIBLE, BROKEN, CONTROLS, STRAY_JOINERS].reduce((kept, out) => kept.replace(out, ''), text);
  return visible
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .normalize('NFC');
}

/** The same for what stands on one line: names, streets, phone numbers. */
export function cleanLine(text: string): string {
  return cleanText(text.replace(/[\r\n\t]+/g, ' '));
}

/** Issuer prefixes and the lengths they come in: ISO/IEC 7812, as the networks publish them. */
const ISSUERS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(5[1-5]|2(22[1-9]|2[3-9]|[3-6]|7[01]|720))/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^(30[0-5]|3[689])/, lengths: [14, 16, 19] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 19] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] }
];

/** Whether a payment card's number stands in the text: it may not be kept (SECURITY §1.4) [TEXT-2]. */
export function hasCardNumber(text: string): boolean {
  return cardNumbersIn(text).length > 0;
}

/** The text with all but the last four digits of each card number hidden, to be shown beside the refusal. */
export function maskCardNumbers(text: string): string {
  let masked = '';
  let done = 0;
  for (const { from, to } of cardNumbersIn(text)) {
    const card = text.slice(from, to);
    let hide = (card.match(/\d/gu)?.length ?? 0) - 4;
    masked += text.slice(done, from) + card.replace(/\d/gu, (digit) => (hide-- > 0 ? '•' : digit));
    done = to;
  }
  return masked + text.slice(done);
}

interface Digits {
  readonly from: number;
  readonly to: number;
  readonly digits: string;
}

/** Card numbers begin and end where a group of digits does, and may be written in groups with a space, dot or dash between. */
function cardNumbersIn(text: string): Digits[] {
  const found: Digits[] = [];
  let next = 0;
  const groups: Digits[] = [...text.matchAll(/\d+/g)].map((match) => {
    return { from: match.index, to: match.index + match[0].length, digits: match[0] };
  });
  while (next < groups.length) {
    const card = cardAt(text, groups, next);
    if (card) found.push(card.found);
    next = card ? card.after : next + 1;
  }
  return found;
}

function cardAt(text: string, groups: readonly Digits[], first: number): { found: Digits; after: number } | null {
  const start = groups[first];
  if (!start) return null;
  let digits = '';
  for (let at = first; at < groups.length; at++) {
    const group = groups[at];
    const before = groups[at - 1];
    if (!group || (at > first && before && !/^[ .\-\u2013\u00a0]$/.test(text.slice(before.to, group.from))))
      return null;
    digits += group.digits;
    if (digits.length > 19) return null;
    if (isCardNumber(digits)) return { found: { from: start.from, to: group.to, digits }, after: at + 1 };
  }
  return null;
}

function isCardNumber(digits: string): boolean {
  return ISSUERS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && luhn(digits);
}

/** Check digit of ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
