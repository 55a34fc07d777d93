import { expect, test } from 'vitest';
import { entityOf } from './entities.ts';

test.each([
  ['appointment/booked', { appointment: 'a-1' }, 'appointment:a-1'],
  ['visit/arrived', { visit: 'v-1', appointment: 'a-1' }, 'visit:v-1'],
  ['visit/of-a-newer-version', { visit: 'v-1' }, 'visit:v-1'],
  ['slot/offered', { offer: 'o-1', appointment: 'a-1' }, 'offer:o-1'],
  ['room/freed', { room: 'r-1' }, 'room:r-1'],
  ['room/added', { room: 'r-1', area: 'front' }, 'document'],
  ['submission/sealed', { submission: 's-1' }, 'submission:s-1'],
  ['patient/registered', { patient: 'p-1' }, 'document'],
  ['case/closed', { case: 'c-1' }, 'document'],
  ['practice/named', { name: 'x' }, 'document'],
  ['newer/kind', { visit: 'v-1' }, 'document'],
  ['visit/arrived', {}, null],
  ['visit/arrived', null, null],
  ['visit/arrived', 'v-1', null],
  ['visit/arrived', ['v-1'], null],
  ['visit/arrived', { visit: 7 }, null],
  ['room/freed', 'area', null],
  ['no-slash', null, 'document'],
  ['', undefined, 'document']
])('[FACT-9] %s of %j touches %s', (kind, of, key) => {
  expect(entityOf({ kind, at: 0, by: 'u', of })).toBe(key);
});
