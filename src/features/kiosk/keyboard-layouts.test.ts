import { expect, test } from 'vitest';
import { beginsWord, LAYOUTS, type Key } from './keyboard-layouts.ts';
import { leavesTheKiosk } from './kept-keys.ts';

const typedBy = (rows: readonly (readonly Key[])[]): string =>
  rows.flat().reduce((all, key) => all + ('types' in key ? key.types : ''), '');

test('[KIO-2] every letter of an English or Spanish name has a key', () => {
  for (const letter of "abcdefghijklmnñopqrstuvwxyzáéíóúü-'") expect(typedBy(LAYOUTS.name)).toContain(letter);
  for (const digit of '0123456789') {
    expect(typedBy(LAYOUTS.digits)).toContain(digit);
    expect(typedBy(LAYOUTS.text)).toContain(digit);
  }
});

test('[KIO-1] every Arabic letter has a key', () => {
  for (const letter of 'ءأإآؤئابتثجحخدذرزسشصضطظعغفقكلمنهويىة') expect(typedBy(LAYOUTS.arabic)).toContain(letter);
});

test('[KIO-2] no key is there twice', () => {
  for (const rows of Object.values(LAYOUTS)) {
    const letters = [...typedBy(rows)];
    expect(letters).toEqual([...new Set(letters)]);
  }
});

test.each([
  ['', true],
  ['O’', true],
  ["O'", true],
  ['Ana ', true],
  ['Lee-', true],
  ['L', false]
])('[KIO-2] after %j a capital comes: %s', (before, capital) => {
  expect(beginsWord(before)).toBe(capital);
});

test.each([
  ['p', true, true],
  ['S', true, true],
  ['+', true, false],
  ['-', true, false],
  ['0', true, false],
  ['p', false, false]
])('[KIO-13] %s with Ctrl %s would leave the kiosk: %s', (key, ctrlKey, leaves) => {
  expect(leavesTheKiosk({ key, ctrlKey, metaKey: false })).toBe(leaves);
});
