import { expect, test } from 'vitest';
import { keptListFrom } from './kept-list.ts';

test('[ARR-16] how a desk looked at Today last is taken up again', () => {
  const kept = { isArrivals: true, sort: 'provider' };
  expect(keptListFrom(JSON.stringify(kept))).toEqual(kept);
});

test.each([
  ['nothing', null],
  ['no JSON', '{'],
  ['a number', '7'],
  ['null', 'null'],
  ['another shape', '["name"]'],
  ['an order there is none of', '{"sort":"constructor"}'],
  ['no order', '{"isArrivals":"yes"}']
])('[ARR-16] %s there is the usual', (_, text) => {
  expect(keptListFrom(text)).toEqual({ isArrivals: false, sort: 'arrivals' });
});
