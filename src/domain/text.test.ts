import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, hasCardNumber, maskCardNumbers } from './text.ts';

describe('[TEXT-1] text is kept as typed, without what would disguise it', () => {
  test.each([
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['SQL', "Robert'); DROP TABLE", "Robert'); DROP TABLE"],
    ['a formula', '=cmd()', '=cmd()'],
    ['decomposed letters', 'Nu\u0301n\u0303ez', 'Núñez'],
    ['right-to-left override', 'abc\u202Egnp.exe', 'abcgnp.exe'],
    ['isolates and marks', '\u2066Ann\u2069\u200F \u061CLee\u200E', 'Ann Lee'],
    ['zero-width space and BOM', '\uFEFFAn\u200Bn', 'Ann'],
    ['joiner with nothing to join', 'Ann\u200D', 'Ann'],
    ['joiner inside a Persian name', 'علی\u200Cرضا', 'علی\u200Cرضا'],
    ['Arabic as it is', 'محمد', 'محمد'],
    ['controls', 'A\u0000n\u0007n\u009F', 'Ann'],
    ['a lone surrogate', 'A\uD800nn', 'Ann'],
    ['an emoji, which is two surrogates', 'Ann 🌻', 'Ann 🌻'],
    ['spaces of every kind', ' \u00a0 Ann \u2003 Lee ', 'Ann Lee'],
    ['only what is invisible', '\u200B\u202E ', '']
  ])('%s', (_, typed, kept) => {
    expect(cleanLine(typed)).toBe(kept);
  });

  test('lines stay lines in a note, and are one line in a name', () => {
    expect(cleanText('first \r\n second\n\n\n\nthird\t!')).toBe('first\nsecond\n\nthird !');
    expect(cleanLine('Ann\nLee')).toBe('Ann Lee');
  });
});

describe('[TEXT-2] a payment card number is seen however it is written', () => {
  test.each([
    '4111 1111 1111 1111',
    '4111111111111111',
    '4111-1111-1111-1111',
    '4111.1111.1111.1111',
    'card 5555 5555 5555 4444 exp 10/27',
    '378282246310005',
    '3782 822463 10005',
    '6011111111111117',
    '3566002020360505',
    '30569309025904',
    '2223003122003222',
    'call 206 555 0101 4111111111111111',
    '4222222222222'
  ])('%s', (text) => {
    expect(hasCardNumber(text)).toBe(true);
  });

  test.each([
    '(206) 555-0101',
    '206-555-0101 206-555-0102',
    '2065550101 2065550102',
    '4111 1111 1111 1112',
    'MRN 0000123456789',
    '11/21/2026 10:20',
    '41111111111111111111111111',
    '4111/1111/1111/1111',
    ''
  ])('not in: %s', (text) => {
    expect(hasCardNumber(text)).toBe(false);
  });

  test('shown with all but four digits hidden, the rest as it was', () => {
    expect(maskCardNumbers('paid 4111 1111-1111 1111, call 206-555-0101')).toBe(
      'paid •••• ••••-•••• 1111, call 206-555-0101'
    );
  });
});
