import { describe, expect, test } from 'vitest';
import { CARD_FORMATS, CARD_FORMATS_OF_LINES, inventedCard, withCheckDigit } from '#tests/fixtures/cards.ts';
import { between, seeded } from '../random.ts';
import { cardNumbersIn, hasCardNumber, isCardNumber, maskCardBytes, maskCardNumbers } from './card-guard.ts';

const FORMATS = [...CARD_FORMATS, ...CARD_FORMATS_OF_LINES];

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

/** Numbers as a front office meets them, alone and side by side in a note. */
const REALISTIC: Readonly<Record<string, (digits: (count: number) => string, of: (max: number) => number) => string>> =
  {
    'record numbers': (digits, of) => `MRN ${digits(5 + of(5))}`,
    'account and visit numbers': (digits, of) => `acct ${digits(9 + of(3))}, CSN ${digits(9 + of(2))}`,
    phones: (digits) =>
      `${digits(3)}-${digits(3)}-${digits(4)} or (${digits(3)}) ${digits(3)}-${digits(4)}, +1${digits(10)}`,
    'phones with spaces': (digits) => `${digits(3)} ${digits(3)} ${digits(4)} ${digits(3)} ${digits(3)} ${digits(4)}`,
    'dates beside phones': (digits, of) =>
      `${digits(3)}-${digits(3)}-${digits(4)} ${1 + of(11)}/${1 + of(27)}/${1930 + of(96)}`,
    'record numbers beside phones': (digits) => `${digits(7)} ${digits(3)}-${digits(3)}-${digits(4)}`,
    'dates in a row': (_, of) => `2026-11-${10 + of(19)} 2026-12-${10 + of(19)} ${1 + of(11)}/${1 + of(27)}/26`,
    'member ids': (digits, of) =>
      ['W' + digits(9), 'XYZ' + digits(12), digits(11) + '01', `1EG4-TE5-MK7${of(9)}`, digits(9) + 'A'][of(4)] ?? '',
    'SSN and ZIP': (digits) => `${digits(3)}-${digits(2)}-${digits(4)} ${digits(5)}-${digits(4)}`,
    'NPIs side by side': (digits) => `1${digits(9)} 1${digits(9)}, TIN ${digits(2)}-${digits(7)}`,
    'ICD-10 and CPT': (digits, of) => `E11.${of(9)} I10 Z00.00${of(9)} 99213 99214 9${digits(4)} J45.909`,
    'times and doses': (digits, of) =>
      `${1 + of(11)}:30 500 mg 2x${of(9)} 10 days NDC ${digits(5)}-${digits(4)}-${digits(2)}`
  };

test('[MON-2] at most one in a thousand phones, dates, record and member numbers is taken for a card', () => {
  const random = seeded(11);
  const digits = (count: number) => Array.from({ length: count }, () => between(random, 0, 9)).join('');
  const of = (max: number) => between(random, 0, max);
  const EACH = 5_000;
  const alarms = Object.entries(REALISTIC).map(([what, make]): readonly [string, number] => {
    let count = 0;
    for (let i = 0; i < EACH; i++) if (hasCardNumber(make(digits, of))) count++;
    return [what, count];
  });
  const all = alarms.reduce((sum, [, count]) => sum + count, 0);
  const told = alarms.filter(([, count]) => count > 0).map(([what, count]) => `${what} ${count}`);
  console.info(`false alarms: ${all} of ${EACH * alarms.length} (${told.join(', ') || 'none'})`);
  expect(all).toBeLessThanOrEqual((EACH * alarms.length) / 1_000);
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

test('[MON-5] a number is a card as its digits are', () => {
  expect(isCardNumber(4111111111111111)).toBe(true);
  expect(isCardNumber(378282246310005)).toBe(true);
  for (const none of [0, -4111111111111111, 4111111111111112, 1.5, 411111111111, NaN, Infinity, 1_795_000_000_000])
    expect(isCardNumber(none), String(none)).toBe(false);
});

test('[MON-5] in bytes that are kept unread, the digits are gone and everything else stands where it stood', () => {
  const random = seeded(5);
  const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
  for (const format of FORMATS) {
    const card = inventedCard(random);
    const written = new TextEncoder().encode(`id ${format(card)} é`);
    const bytes = Uint8Array.of(0xff, 0xc3, 0x28, ...written, 0xe2, 0x82);
    const masked = maskCardBytes(bytes);
    expect(masked).toHaveLength(bytes.length);
    expect(hasCardNumber(new TextDecoder().decode(masked)), format(card)).toBe(false);
    expect(text(masked).endsWith(' \u00c3\u00a9\u00e2\u201a')).toBe(true);
    expect(text(masked).replace(/\*/g, '').length).toBeLessThan(text(masked).length - 8);
  }
  const plain = Uint8Array.from({ length: 2_000 }, () => between(random, 0, 255));
  expect(maskCardBytes(plain)).toEqual(plain);
});
