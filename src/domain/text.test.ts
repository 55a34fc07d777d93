import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText } from './text.ts';

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
