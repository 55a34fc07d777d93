import { expect, test } from 'vitest';
import { centsFrom } from './cents.ts';

test.each([
  ['25', 2_500],
  ['$25', 2_500],
  [' 12.50 ', 1_250],
  ['1,250.00', 125_000],
  ['0', 0],
  ['10000000', 1_000_000_000]
])('an amount: %s', (text, cents) => {
  expect(centsFrom(text)).toBe(cents);
});

test.each([
  '12,5O',
  '1e9',
  '-0',
  '-5',
  '0.1+0.2',
  '12.5',
  '12.505',
  '1,2,3',
  '',
  ' ',
  '$',
  '١٢',
  'Infinity',
  '10000000.01'
])('no amount (RELIABILITY §6 no. 24): %j', (text) => {
  expect(centsFrom(text)).toBeNull();
});
