import { describe, expect, test } from 'vitest';
import { between, pick, seeded, type Random } from '../random.ts';
import { cardNumbersIn, hasCardNumber, maskCardNumbers } from './card-guard.ts';

/** Published test numbers of the networks, and numbers made up with a right check digit. */
const PREFIXES: readonly [string, number][] = [
  ['4', 16],
  ['4', 13],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['3528', 16],
  ['36', 14],
  ['62', 19]
];

function withCheckDigit(body: string): string {
  for (let check = 0; check < 10; check++) {
    const digits = body + String(check);
    const sum = [...digits].reverse().reduce((total, char, index) => {
      const value = index % 2 === 1 ? Number(char) * 2 : Number(char);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return digits;
  }
  throw new Error('no check digit');
}

function inventedCard(random: Random): string {
  const [prefix, length] = pick(random, PREFIXES);
  let body = prefix;
  while (body.length < length - 1) body += String(between(random, 0, 9));
  return withCheckDigit(body);
}

const inFours = (card: string, gap: string): string => card.replaceAll(/(.{4})(?=.)/g, `$1${gap}`);
const FORMATS: readonly ((card: string) => string)[] = [
  (card) => card,
  (card) => inFours(card, ' '),
  (card) => inFours(card, '-'),
  (card) => inFours(card, '.'),
  (card) => inFours(card, '\u00a0'),
  (card) => inFours(card, '  '),
  (card) => inFours(card, '\n'),
  (card) => inFours(card, ' – ').replaceAll(' – ', '–'),
  (card) => `visa${card} exp 12/27`,
  (card) => `${card.slice(0, 8)} ${card.slice(8)}`,
  (card) => [...card].join(' '),
  (card) => [...card].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
  (card) => [...card].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join(''),
  (card) => `MRN 12345, call 617-555-0101; card: ${inFours(card, ' ')}.`
];

describe('[MON-1] a payment card number is seen however it is written', () => {
  test.each(FORMATS.map((format, index) => [index, format] as const))('format %i', (_, format) => {
    const random = seeded(7);
    for (let i = 0; i < 500; i++) {
      const card = inventedCard(random);
      expect(hasCardNumber(format(card)), format(card)).toBe(true);
    }
  });
});

test.each([
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '4111/1111/1111/1111',
  'card 5555 5555 5555 4444 exp 10/27',
  '3782 822463 10005',
  '6011111111111117',
  '3566002020360505',
  '30569309025904',
  '2223003122003222',
  'call 206 555 0101 4111111111111111',
  '4222222222222'
])('[MON-1] a number of the networks for testing: %s', (text) => {
  expect(hasCardNumber(text)).toBe(true);
});

test.each([
  '',
  'MRN 0000123456789',
  '11/21/2026 10:20',
  '41111111111111111111111111',
  '2065550101 2065550102',
  'Please call back after 3.',
  '4111 1111 1111 1112',
  '1234567890123456',
  '617-555-0101 415-555-0102',
  '+1 617 555 0101, +1 415 555 0102',
  '(415) 555-0100 (415) 555-0103 (415) 555-0106',
  '2026-11-20 2026-11-21',
  'M000123 12545-1234 845-555-0101',
  '4111 1111 1111',
  '0000 0000 0000 0000',
  'a3f2b4c8-4111-4d11-9111-111111111111'
])('[MON-2] no alarm: %j', (text) => {
  expect(cardNumbersIn(text)).toEqual([]);
});

test('[MON-2] at most one in a thousand phones, dates and record numbers is taken for a card', () => {
  const random = seeded(11);
  const digits = (count: number) => Array.from({ length: count }, () => between(random, 0, 9)).join('');
  let alarms = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = pick(random, [
      () => `MRN ${digits(between(random, 5, 10))} phone ${digits(3)}-${digits(3)}-${digits(4)}`,
      () => `${digits(3)}-${digits(3)}-${digits(4)} or ${digits(3)}-${digits(3)}-${digits(4)}`,
      () => `${digits(3)}-${digits(3)}-${digits(4)} / ${digits(3)}-${digits(3)}-${digits(4)}`,
      () => `born ${digits(2)}/${digits(2)}/${digits(4)}, policy ${digits(9)}`,
      () => `+1${digits(10)}`
    ])();
    if (hasCardNumber(text)) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(20);
});

test.each([
  'e41bf0d4-1ff3-45f3-9373-628480384754',
  '93ea3143-72c5-4f7f-9da2-20b34e06d28d',
  'urn:uuid:E41BF0D4-1FF3-45F3-9373-628480384754',
  'see e41bf0d4-1ff3-45f3-9373-628480384754.'
])('[MON-4] %j is the id of a record, not a card', (id) => {
  expect(hasCardNumber(id)).toBe(false);
});

test('[MON-4] a card beside an id, or digits in the shape of one, are still seen', () => {
  const card = withCheckDigit('411111111111111');
  expect(hasCardNumber(`e41bf0d4-1ff3-45f3-9373-628480384754 ${card}`)).toBe(true);
  expect(hasCardNumber(`${card.slice(0, 8)}-${card.slice(8, 12)}-${card.slice(12, 16)}-0000-000000000000`)).toBe(true);
});

test('[MON-3] what is shown back keeps the last four digits and the rest of the text', () => {
  expect(maskCardNumbers('pay with 4111 1111 1111 1111 today, 378282246310005')).toBe(
    'pay with •••• •••• •••• 1111 today, •••••••••••0005'
  );
  expect(maskCardNumbers('room 4, 617-555-0101')).toBe('room 4, 617-555-0101');
});
