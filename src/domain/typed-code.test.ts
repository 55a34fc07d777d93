import { expect, test } from 'vitest';
import { CODE_KEYS, codeFrom, codeShown } from './typed-code.ts';

test.each([
  ['7K2M9QXA', '7K2M9QXA'],
  ['7k2m-9qxa', '7K2M9QXA'],
  [' 7K2M 9QXA ', '7K2M9QXA'],
  ['oOiIlL12', '00111112'],
  ['7K2M9QXA77777', '7K2M9QXA'],
  ['<img onerror>', '1MG0NERR'],
  ['ÄÖ 7', '7'],
  ['', '']
])('[ENR-1] %j is meant as %j', (typed, meant) => {
  expect(codeFrom(typed)).toBe(meant);
});

test('[ENR-1] a code is shown in two halves, and each character has a key', () => {
  expect([codeShown('7K2M'), codeShown('7K2M9QXA')]).toEqual(['7K2M', '7K2M-9QXA']);
  expect(CODE_KEYS.join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
});
