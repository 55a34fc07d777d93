import { expect, test } from 'vitest';
import { dayKeyFrom, dayKeyOf, daySaltOf, daySeedOf, lookUpOf } from './day-keys.ts';
import { newArrivalsKeyPair } from './envelope.ts';

const seed = await daySeedOf((await newArrivalsKeyPair()).privateKey);
const stretched = new Uint8Array(32).fill(7);

test('[KIO-15] server and desk come to the same salt and keys, each day, site and level its own', async () => {
  const all = await Promise.all([
    daySaltOf(seed, 'main', '2026-11-20'),
    daySaltOf(seed, 'main', '2026-11-21'),
    daySaltOf(seed, 'north', '2026-11-20'),
    dayKeyOf(seed, 'main', '2026-11-20', 'code'),
    dayKeyOf(seed, 'main', '2026-11-20', 'person'),
    dayKeyOf(seed, 'main', '2026-11-21', 'code')
  ]);
  expect(new Set(all.map(String)).size).toBe(all.length);
  expect(all.map(({ length }) => length)).toEqual([16, 16, 16, 32, 32, 32]);
  expect(await daySaltOf(seed, 'main', '2026-11-20')).toEqual(all[0]);
});

test('[KIO-16] without the day key neither the place nor the key of an envelope follows from what was typed', async () => {
  const [today, tomorrow] = await Promise.all(
    ['2026-11-20', '2026-11-21'].map(async (date) => dayKeyFrom(await dayKeyOf(seed, 'main', date, 'code')))
  );
  const found = await lookUpOf(stretched, today!);
  expect(await lookUpOf(stretched, today!)).toEqual(found);
  const other = await lookUpOf(stretched, tomorrow!);
  expect(other.envelope).not.toBe(found.envelope);
  expect(other.key).not.toEqual(found.key);
  await expect(crypto.subtle.exportKey('raw', today!)).rejects.toThrow();
});

test.each([
  ['another length', () => dayKeyFrom(new Uint8Array(31))],
  ['a public key', () => daySeedOf({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' })]
])('[KIO-16] %s is no key', async (_, act) => {
  await expect(act()).rejects.toThrow(RangeError);
});
