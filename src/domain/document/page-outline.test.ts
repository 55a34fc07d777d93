import { expect, test } from 'vitest';
import { isOutline, isWhole, turnedBy, WHOLE, withCorner, type Spot } from './page-outline.ts';

const at = (...flat: number[]): readonly Spot[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => ({ x: flat[2 * i] ?? 0, y: flat[2 * i + 1] ?? 0 }));

test.each([
  ['the whole picture', at(0, 0, 1, 0, 1, 1, 0, 1), true],
  ['a leaning page', at(0.2, 0.1, 0.8, 0.15, 0.9, 0.9, 0.1, 0.85), true],
  ['three corners', at(0, 0, 1, 0, 1, 1), false],
  ['five corners', at(0, 0, 0.5, -0.0001, 1, 0, 1, 1, 0, 1), false],
  ['a corner outside', at(-0.01, 0, 1, 0, 1, 1, 0, 1), false],
  ['a corner that is no number', at(NaN, 0, 1, 0, 1, 1, 0, 1), false],
  ['sides that cross', at(0, 0, 1, 1, 1, 0, 0, 1), false],
  ['the wrong way round', at(0, 0, 0, 1, 1, 1, 1, 0), false],
  ['a dent', at(0, 0, 1, 0, 0.2, 0.2, 0, 1), false],
  ['a speck', at(0.5, 0.5, 0.55, 0.5, 0.55, 0.55, 0.5, 0.55), false]
])('[DOC-11] %s is a page or is none', (_, corners, isOne) => {
  expect(isOutline(corners)).toBe(isOne);
});

test('[DOC-11] a corner is held inside the picture, and stays where it was when it would cross a side', () => {
  expect(withCorner(WHOLE, 0, { x: -3, y: 0.25 })[0]).toEqual({ x: 0, y: 0.25 });
  expect(withCorner(WHOLE, 0, { x: 0.9, y: 0.9 })).toBe(WHOLE);
});

test('[DOC-11] turned four times it is as it was taken', () => {
  expect([turnedBy(3, 1), turnedBy(0, -1), turnedBy(1, -1)]).toEqual([0, 3, 0]);
  expect(isWhole({ outline: WHOLE, turns: 0 })).toBe(true);
  expect(isWhole({ outline: WHOLE, turns: 1 })).toBe(false);
});
