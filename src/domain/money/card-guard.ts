/**
 * Payment card numbers are never kept (SECURITY.md §1.4): every text that is written down passes here first. A number counts
 * when it has an issuer's prefix, a length that issuer uses and a right check digit (ISO/IEC 7812-1, Luhn), however its digits
 * are grouped. Phone numbers, dates and record numbers do not have all three, save by rare chance.
 */

/** What whoever typed one is told (RELIABILITY §6 no. 25). */
export const CARD_WORDS = 'Card numbers are not kept here. Use the terminal; we keep only the last 4.';

/** Where a card number stands in a text. */
export interface CardSpan {
  readonly from: number;
  readonly to: number;
}

/** Issuer prefixes as inclusive ranges over their first digits, with the lengths in use. Networks' public BIN tables, 2025. */
const ISSUERS: readonly { readonly low: number; readonly high: number; readonly lengths: readonly number[] }[] = [
  { low: 4, high: 4, lengths: [13, 16, 19] }, // Visa
  { low: 51, high: 55, lengths: [16] }, // Mastercard
  { low: 2221, high: 2720, lengths: [16] },
  { low: 34, high: 34, lengths: [15] }, // American Express
  { low: 37, high: 37, lengths: [15] },
  { low: 6011, high: 6011, lengths: [16, 17, 18, 19] }, // Discover
  { low: 644, high: 659, lengths: [16, 17, 18, 19] },
  { low: 300, high: 305, lengths: [14, 16, 17, 18, 19] }, // Diners Club
  { low: 309, high: 309, lengths: [14, 16, 17, 18, 19] },
  { low: 36, high: 36, lengths: [14, 16, 17, 18, 19] },
  { low: 38, high: 39, lengths: [14, 16, 17, 18, 19] },
  { low: 3528, high: 3589, lengths: [16, 17, 18, 19] }, // JCB
  { low: 62, high: 62, lengths: [16, 17, 18, 19] }, // UnionPay
  { low: 5018, high: 5018, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { low: 5020, high: 5020, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { low: 5038, high: 5038, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { low: 6304, high: 6304, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { low: 6759, high: 6763, lengths: [13, 14, 15, 16, 17, 18, 19] }
];

const SHORTEST = 13;
const LONGEST = 19;
const PREFIX_DIGITS = 4;

/** Whether a text has a card number in it. Takes well under a microsecond for a text with fewer than 13 digits. */
export function hasCardNumber(text: string): boolean {
  return mayHaveOne(text) && cardNumbersIn(text).length > 0;
}

/** The text with every card number's digits but the last four replaced, for showing what cannot be kept. */
export function maskCardNumbers(text: string): string {
  let masked = '';
  let done = 0;
  for (const { from, to } of cardNumbersIn(text)) {
    const chars = [...text.slice(from, to)];
    let left = chars.filter(isDigit).length;
    masked += text.slice(done, from) + chars.map((char) => (isDigit(char) && left-- > 4 ? '•' : char)).join('');
    done = to;
  }
  return masked + text.slice(done);
}

/**
 * The same for bytes that are kept though nobody could read them (a refused change): digits of card numbers but the last four become
 * asterisks, every other byte stays where it is.
 */
export function maskCardBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { text, starts } = lenientText(bytes);
  const masked = new Uint8Array(bytes);
  for (const { from, to } of mayHaveOne(text) ? cardNumbersIn(text) : []) {
    const digits = [...text.slice(from, to).matchAll(/\p{Nd}/gu)];
    for (const { index, 0: digit } of digits.slice(0, -4))
      masked.fill(0x2a, starts[from + index], starts[from + index + digit.length]);
  }
  return masked;
}

/** Bytes as UTF-8 text, with where each code unit begins; what is no UTF-8 is one sign a byte. */
function lenientText(bytes: Uint8Array): { readonly text: string; readonly starts: readonly number[] } {
  let text = '';
  const starts: number[] = [];
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0;
    const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    const rest = [...bytes.subarray(i + 1, i + size)];
    const isWhole = rest.length === size - 1 && rest.every((byte) => byte >> 6 === 2);
    const code = isWhole
      ? rest.reduce((code, byte) => (code << 6) | (byte & 0x3f), first & (size === 1 ? 0x7f : 0x7f >> size))
      : -1;
    const char = (size > 1 || first < 0x80) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    for (let unit = 0; unit < char.length; unit++) starts.push(i);
    text += char;
    i += char === '\ufffd' ? 1 : size;
  }
  starts.push(bytes.length);
  return { text, starts };
}

/** Whether a number, as one writes it in digits, is a card's. */
export function isCardNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 10 ** (SHORTEST - 1) && isCard(String(value));
}

/** Every card number in a text, in order, none overlapping. */
export function cardNumbersIn(text: string): CardSpan[] {
  const found: CardSpan[] = [];
  for (const groups of runsOf(text)) {
    for (let first = 0; first < groups.length;) {
      const last = longestCardFrom(groups, first);
      if (last === -1) {
        first++;
        continue;
      }
      found.push({ from: groups[first]?.from ?? 0, to: groups[last]?.to ?? 0 });
      first = last + 1;
    }
  }
  return found;
}

function mayHaveOne(text: string): boolean {
  if (text.length < SHORTEST) return false;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A sign beyond ASCII may be a digit of another script: let the careful search decide.
    if ((code >= 48 && code <= 57) || code > 0x2ff) digits++;
  }
  return digits >= SHORTEST;
}

/** Digits written without a break, and where. */
interface Group extends CardSpan {
  readonly digits: string;
}

/** What people put between the groups of a number: one or two spaces, dashes, dots, slashes, low lines, middle dots. */
const RUN = /\p{Nd}+(?:[\s\p{Pd}._/·•]{1,2}\p{Nd}+)*/gu;
const GROUP = /\p{Nd}+/gu;
/** How many digits the groups of a phone number, an SSN, a date or an NPI have: the commonest long rows of digits that are not cards. */
const SHAPE = '(?:1-)?3-3-4|3-2-4|10|4-[12]-[12]|[12]-[12]-(?:2|4)';
const NO_CARDS = new RegExp(`^(?:${SHAPE})(?:-(?:${SHAPE}))*$`);
/** The same where dashes, dots or slashes show that it is one, beside other digits: `41234567 415-555-0101`. */
const PHONE_OR_DATE =
  /(?<!\d[-./]?)(?:\d{3}([-.])\d{3}\1\d{4}|\d{1,2}([-./])\d{1,2}\2(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{3}-\d{2}-\d{4})(?![-./]?\d)/g;

/** A UUID with at least one letter in it. Other systems' record ids are such, and one in some thousands reads as a card number.
 *  The look ahead ends where a UUID does: without an end, 20,000 dashes and digits took 90 ms. */
const UUID = /(?<![\p{L}\p{Nd}])(?=[\d-]{0,35}[a-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\p{L}\p{Nd}])/giu;

function runsOf(text: string): Group[][] {
  const runs: Group[][] = [];
  const blank = (known: string): string => '#'.repeat(known.length);
  for (const run of text.replace(UUID, blank).replace(PHONE_OR_DATE, blank).matchAll(RUN)) {
    const groups = [...run[0].matchAll(GROUP)].map((match): Group => {
      const from = run.index + match.index;
      return { from, to: from + match[0].length, digits: asciiDigits(match[0]) };
    });
    if (!NO_CARDS.test(groups.map(({ digits }) => digits.length).join('-'))) runs.push(groups);
  }
  return runs;
}

/** The last group of the longest card number that begins with group `first`; -1 when none does. */
function longestCardFrom(groups: readonly Group[], first: number): number {
  let digits = '';
  let found = -1;
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]?.digits ?? '';
    if (digits.length > LONGEST) break;
    if (digits.length >= SHORTEST && isCard(digits)) found = last;
  }
  return found;
}

/** The issuers' ranges over the first four digits, which every number has: a text of 20,000 digits asks a million times. */
const RANGES = ISSUERS.map(({ low, high, lengths }) => {
  const rest = 10 ** (PREFIX_DIGITS - String(low).length);
  return { low: low * rest, high: (high + 1) * rest - 1, lengths };
});

function isCard(digits: string): boolean {
  const prefix = Number(digits.slice(0, PREFIX_DIGITS));
  const isIssued = RANGES.some(
    ({ low, high, lengths }) => prefix >= low && prefix <= high && lengths.includes(digits.length)
  );
  return isIssued && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isDigit(char: string): boolean {
  return /\p{Nd}/u.test(char);
}

/** Digits of any script as ASCII. Unicode lays each script's ten in a row that begins at a code ending in 0 or 6 (hexadecimal). */
function asciiDigits(text: string): string {
  if (/^[0-9]*$/.test(text)) return text;
  return [...text.normalize('NFKC')]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x80) return char;
      const row = code - (code % 16);
      return String(isDigit(String.fromCodePoint(row)) ? code - row : code - row - 6);
    })
    .join('');
}
