import { expect, test } from 'vitest';
import { beginsWord, LAYOUTS, linesOf, type Key, type LayoutName } from './keyboard-layouts.ts';
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

const sizes = (name: LayoutName, widthPx: number): string[] =>
  LAYOUTS[name].map((row) =>
    linesOf(row, widthPx)
      .map(({ places }) => places)
      .join('+')
  );

test.each<[LayoutName, number, string[]]>([
  ['name', 1000, ['10', '10', '10', '10']],
  // 1080 × 1920 and a tablet of 1280 × 800, both at 200 %.
  ['name', 500, ['5+5', '5+5', '5+5', '5+5']],
  ['name', 600, ['5+5', '5+5', '5+5', '5+5']],
  ['text', 500, ['5+5', '5+5', '5+5', '5+5', '6+5']],
  ['arabic', 500, ['5+5', '6+6', '6+6', '6+6', '5']],
  ['code', 500, ['5+5', '7', '4+4', '4+4']],
  ['digits', 300, ['3', '3', '3', '3']],
  ['name', 0, ['10', '10', '10', '10']]
])('[KIO-33] the keys of %s on %i px stand in even lines: %j', (name, width, lines) => {
  expect(sizes(name, width)).toEqual(lines);
});

test('[KIO-33] at every width all keys are there once, in their order, and no line is wider than the screen', () => {
  for (const rows of Object.values(LAYOUTS))
    for (const row of rows)
      for (let width = 220; width <= 1200; width += 7) {
        const lines = linesOf(row, width);
        expect(lines.flatMap(({ keys }) => keys.map(({ key }) => key))).toEqual(row);
        for (const { places } of lines) expect(places * 72 - 8).toBeLessThanOrEqual(width);
      }
});
