import { describe, expect, test } from 'vitest';
import type { OtherAddress } from '#domain/patient/patient-facts.ts';
import { areOtherAddresses, EMPTY_OTHER, otherAddressTextOf, stateHint, type OtherAddressText } from './address-text.ts'; // prettier-ignore
import { EMPTY, isDemographicsText, readField, wrongAddressOf } from './demographics-text.ts';
import { linesSeen } from './field-words.ts';
import { wordsFor } from './refusals.ts';

const TODAY = '2026-11-21';
const palm: OtherAddressText = { ...EMPTY_OTHER, street: '4 Palm Way', city: 'Sarasota', state: 'fl', postalCode: '34236' }; // prettier-ignore
const read = (...otherAddresses: readonly OtherAddressText[]) =>
  readField('otherAddresses', { ...EMPTY, otherAddresses }, TODAY);

test('[REG-17] what is typed is kept, and shown again as it was typed', () => {
  const kept = read({ ...palm, start: '2026-11-01', end: '2027-04-15', letters: true }, EMPTY_OTHER);
  const [winter] = (kept.ok && kept.value) || [];
  expect(winter).toEqual({
    ...{ line: ['4 Palm Way'], city: 'Sarasota', state: 'FL', postalCode: '34236', use: 'temp' },
    ...{ period: { start: '2026-11-01', end: '2027-04-15' }, letters: true }
  } satisfies OtherAddress);
  expect(winter && otherAddressTextOf(winter)).toEqual({ ...palm, state: 'FL', start: '2026-11-01', end: '2027-04-15', letters: true }); // prettier-ignore
});

test('[REG-17] one that is begun and left empty is none, and none at all takes the field away', () => {
  expect(read(EMPTY_OTHER, { ...EMPTY_OTHER, use: 'work' })).toEqual({ ok: true, value: null });
  expect(readField('otherAddresses', EMPTY, TODAY)).toEqual({ ok: true, value: null });
});

describe('[REG-17] what cannot be is refused in words, at its own address', () => {
  test.each<[string, Partial<OtherAddressText>, string]>([
    ['days without a place', { street: '', city: '', state: '', postalCode: '', end: '2027-01-01' }, 'Type a street'],
    ['letters to no place', { street: ' ', city: '', state: '', postalCode: '', letters: true }, 'Type a street'],
    ['a day that does not exist', { start: '2026-02-30' }, 'That day does not exist.'],
    ['no day', { end: 'April' }, 'That day does not exist.'],
    ['an end before its beginning', { start: '2027-01-02', end: '2027-01-01' }, 'It ends before it begins.'],
    ['a street of a page', { street: 'x'.repeat(201) }, 'A line of an address'],
    ['a ZIP code of a line', { postalCode: '9'.repeat(21) }, 'A line of an address'],
    ['a payment card', { street: '4111 1111 1111 1111' }, 'Card']
  ])('%s', (_, more, say) => {
    const refused = read(palm, { ...palm, ...more });
    expect(refused.ok || wordsFor(refused.error)).toContain(say);
    if (!say.includes('Card')) expect(wrongAddressOf(refused)).toBe(1);
  });

  test('eleven of them', () => {
    const refused = read(...Array.from({ length: 11 }, () => palm));
    expect(refused.ok || wordsFor(refused.error)).toBe('A patient can have up to 10 other addresses.');
  });
});

test('[REG-17] a state that the mail does not know is kept, with a word on it', () => {
  expect(['ME', 'pr', '', 'X', 'Maine', 'ZZ'].map((state) => stateHint({ state, country: '' }))).toEqual([undefined, undefined, undefined, undefined, 'Not a US state’s two letters', 'Not a US state’s two letters']); // prettier-ignore
  expect(stateHint({ state: 'Bayern', country: 'DE' })).toBeUndefined();
  const kept = read({ ...palm, state: 'Bayern' });
  expect(kept.ok && kept.value?.[0]?.state).toBe('Bayern');
});

test('[REG-7] a draft from before there were other addresses is one still; a broken one is not', () => {
  expect(isDemographicsText(EMPTY)).toBe(true);
  expect(isDemographicsText({ ...EMPTY, otherAddresses: [palm] })).toBe(true);
  for (const bad of [
    null,
    {},
    [null],
    [{}],
    [{ ...palm, use: 'castle' }],
    [{ ...palm, letters: 'yes' }],
    [{ ...palm, start: 5 }]
  ])
    // prettier-ignore
    expect([areOtherAddresses(bad), isDemographicsText({ ...EMPTY, otherAddresses: bad })]).toEqual([false, false]);
});

test('[MIN-2] [REG-17] to who sees contacts masked, other addresses are their use, days and town', () => {
  const kept = read({ ...palm, start: '2026-11-01' });
  const value = kept.ok ? kept.value : null;
  expect(linesSeen('otherAddresses', value, 'masked')).toEqual(['Temporary, from 11/01/2026: •••, Sarasota FL']);
  expect(linesSeen('otherAddresses', value, 'full')).toEqual(['Temporary, from 11/01/2026:', '4 Palm Way, Sarasota, FL 34236']); // prettier-ignore
  expect(linesSeen('otherAddresses', value, 'none').join()).not.toContain('Sarasota');
});
