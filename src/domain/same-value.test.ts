import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameValue } from './same-value.ts';

test.each([
  [{ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: null }, {}, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [Uint8Array.of(1), Uint8Array.of(1), true],
  [Uint8Array.of(1), [1], true],
  [Uint8Array.of(1), Uint8Array.of(2), false],
  [NaN, NaN, true],
  ['1', 1, false],
  [null, undefined, false],
  [null, {}, false]
])('%j and %j: %s', (a, b, expected) => {
  expect(sameValue(a, b)).toBe(expected);
  expect(sameValue(b, a)).toBe(expected);
});

test('what was written and read again is the same', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void expect(sameValue(value, structuredClone(value))).toBe(true)));
});
