import { describe, expect, test } from 'vitest';
import { importedBirthDate } from './birth-date.ts';
import { lineWithoutGeneratedDigits, withoutGeneratedDigits } from './generated-names.ts';
import { phoneNumberOf } from './phone-number.ts';

describe('[IMP-14] phone numbers', () => {
  test.each([
    ['206-555-0101', '+12065550101'],
    ['433.867.2146', '+14338672146'],
    ['(206) 555 0101', '+12065550101'],
    ['1-800-633-4227', '+18006334227'],
    ['+1 206 555 0101', '+12065550101'],
    ['9787411215', '+19787411215'],
    ['+31 20 1234567', '+31201234567'],
    ['206-555-0101 x12', '206-555-0101 x12'],
    ['0648352638', '0648352638'],
    ['(03) 5555 6473', '(03) 5555 6473'],
    ['555-0101', '555-0101'],
    ['+44', '+44'],
    ['\u202e206-555-0101\u0000', '+12065550101'],
    ['', '']
  ])('%j is kept as %j', (given, kept) => {
    expect(phoneNumberOf(given)).toBe(kept);
  });
});

describe('[IMP-13] digits of generated names', () => {
  test.each([
    [
      ['Cormier289', 'Barney639', 'Salvatore257'],
      ['Cormier', 'Barney', 'Salvatore']
    ],
    [
      ['Gómez206', 'José Emilio366'],
      ['Gómez', 'José Emilio']
    ],
    [["O'Keefe54"], ["O'Keefe"]],
    [
      ['Cormier289', 'Barney'],
      ['Cormier289', 'Barney']
    ],
    [
      ['Koepp', 'Abdul'],
      ['Koepp', 'Abdul']
    ],
    [['12345'], ['12345']],
    [[], []]
  ])('%j becomes %j', (given, kept) => {
    expect(withoutGeneratedDigits(given)).toEqual(kept);
  });

  test.each([
    ['Dr. Alysha630 Koch169', 'Dr. Alysha Koch'],
    ['Dr. José Emilio366 Dicki44', 'Dr. José Emilio Dicki'],
    ['Ward 7', 'Ward 7'],
    ['Clinic North2', 'Clinic North2'],
    ['PCP1', 'PCP1']
  ])('a whole line %j becomes %j', (given, kept) => {
    expect(lineWithoutGeneratedDigits(given)).toBe(kept);
  });
});

describe('[IMP-12] birth dates', () => {
  test.each([
    ['1971-03-09', { ok: true, value: '1971-03-09' }],
    ['2026-11-21', { ok: true, value: '2026-11-21' }],
    ['1971', { ok: true, value: null }],
    ['1971-03', { ok: true, value: null }],
    ['1971-13', { ok: false, error: 'no-such-day' }],
    ['2023-02-29', { ok: false, error: 'no-such-day' }],
    ['1971-02-31', { ok: false, error: 'no-such-day' }],
    ['1971-13-40', { ok: false, error: 'no-such-day' }],
    ['2026-11-22', { ok: false, error: 'in-the-future' }],
    ['2099', { ok: false, error: 'in-the-future' }],
    ['1850-01-01', { ok: false, error: 'too-long-ago' }],
    ['0000-00-00', { ok: false, error: 'no-such-day' }],
    ['03/09/1971', { ok: false, error: 'not-a-day' }],
    ['1971-3-9', { ok: false, error: 'not-a-day' }],
    ['', { ok: false, error: 'not-a-day' }]
  ])('%j', (given, expected) => {
    expect(importedBirthDate(given, '2026-11-21')).toEqual(expected);
  });
});
