import { describe, expect, test } from 'vitest';
import { addressLine, otherAddressHead, reasonText } from './address-words.ts';
import { everyAddress, homeOn, lettersOn, otherAddressFault } from './addresses.ts';
import type { Address, OtherAddress } from './patient-facts.ts';

const HOME: Address = { line: ['12 Harbor St'], city: 'Rockport', state: 'ME', postalCode: '04856' };
const place = (street: string): Address => ({ line: [street], city: 'Sarasota', state: 'FL', postalCode: '34236' });
const other = (street: string, more: Partial<OtherAddress> = {}): OtherAddress => ({ ...place(street), use: 'temp', ...more }); // prettier-ignore
const WINTER = { start: '2026-11-01', end: '2027-04-15' } as const;
const palm = other('4 Palm Way', { period: WINTER });

describe('[REG-17] where somebody lives on a day', () => {
  test.each<[string, string, string, string]>([
    ['the day before they go', '2026-10-31', '12 Harbor St', 'home'],
    ['the first day, included', '2026-11-01', '4 Palm Way', 'away'],
    ['the last day, included', '2027-04-15', '4 Palm Way', 'away'],
    ['the day after they are back', '2027-04-16', '12 Harbor St', 'home']
  ])('a winter in the south: %s', (_, day, street, why) => {
    const found = homeOn({ address: HOME, otherAddresses: [palm] }, day);
    expect([found?.address.line[0], found?.why]).toEqual([street, why]);
  });

  test.each<[string, Partial<OtherAddress>, string, string]>([
    ['temporary without a day is not where they are', {}, '12 Harbor St', 'home'],
    ['an open beginning is one', { period: { start: null, end: '2027-01-01' } }, '4 Palm Way', 'away'],
    ['a box for mail is not lived in', { period: WINTER, kind: 'postal' }, '12 Harbor St', 'home'],
    ['work is not lived in', { period: WINTER, use: 'work' }, '12 Harbor St', 'home'],
    ['bills are not lived in', { period: WINTER, use: 'billing' }, '12 Harbor St', 'home'],
    ['an earlier one never counts', { period: WINTER, use: 'old' }, '12 Harbor St', 'home'],
    ['another home without a beginning stands beside', { use: 'home' }, '12 Harbor St', 'home'],
    ['a home that began is where they moved', { use: 'home', period: { start: '2026-12-01', end: null } }, '4 Palm Way', 'moved'] // prettier-ignore
  ])('%s', (_, more, street, why) => {
    const found = homeOn({ address: HOME, otherAddresses: [other('4 Palm Way', more)] }, '2026-12-24');
    expect([found?.address.line[0], found?.why]).toEqual([street, why]);
  });

  test('of two journeys the later one counts; without a main address the first that is lived in; else nobody knows', () => {
    const deeper = other('9 Key Rd', { period: { start: '2026-12-20', end: '2026-12-27' } });
    expect(homeOn({ address: HOME, otherAddresses: [palm, deeper] }, '2026-12-24')?.at).toBe(1);
    expect(homeOn({ otherAddresses: [other('1 Mill Rd', { use: 'work' }), other('2 Elm St', { use: 'home' })] }, '2026-12-24')).toMatchObject({ at: 1, why: 'only' }); // prettier-ignore
    expect(homeOn({ otherAddresses: [other('1 Mill Rd', { use: 'work' })] }, '2026-12-24')).toBeNull();
    expect(homeOn({}, '2026-12-24')).toBeNull();
  });
});

describe('[REG-18] where letters go on a day', () => {
  const box = other('PO Box 9', { use: 'home', kind: 'postal' });
  test.each<[string, readonly OtherAddress[], string, string]>([
    ['home, where nothing else is said', [], '12 Harbor St', 'home'],
    ['where they are', [palm], '4 Palm Way', 'away'],
    ['to the box', [box], 'PO Box 9', 'postal'],
    ['where they are, rather than to the box at home', [box, palm], '4 Palm Way', 'away'],
    ['where they asked for them, whatever else', [palm, { ...box, letters: true }], 'PO Box 9', 'asked'],
    ['home, where the place they are at gets no mail', [{ ...palm, kind: 'physical' }], '12 Harbor St', 'home'],
    ['home, where the asking is over', [other('7 Elm', { letters: true, period: { start: null, end: '2026-12-23' } })], '12 Harbor St', 'home'], // prettier-ignore
    ['home, where only bills go elsewhere', [other('7 Elm', { use: 'billing' })], '12 Harbor St', 'home'],
    ['not to an earlier one, though letters were asked for there', [other('7 Elm', { use: 'old', letters: true })], '12 Harbor St', 'home'] // prettier-ignore
  ])('%s', (_, otherAddresses, street, why) => {
    const found = lettersOn({ address: HOME, otherAddresses }, '2026-12-24');
    expect([found?.address.line[0], found?.why]).toEqual([street, why]);
  });

  test('bills go to the address for bills, and else where letters go', () => {
    const bills = other('7 Elm', { use: 'billing' });
    expect(lettersOn({ address: HOME, otherAddresses: [bills] }, '2026-12-24', 'bills')).toMatchObject({ at: 0, why: 'bills' }); // prettier-ignore
    expect(lettersOn({ address: HOME, otherAddresses: [palm] }, '2026-12-24', 'bills')).toMatchObject({ why: 'away' });
    expect(lettersOn({ otherAddresses: [bills] }, '2026-12-24')).toBeNull();
    expect(lettersOn({ otherAddresses: [other('1 Mill Rd', { use: 'work' })] }, '2026-12-24')).toMatchObject({ why: 'only' }); // prettier-ignore
  });
});

test.each<[string, OtherAddress, object | null]>([
  ['as it should be', palm, null],
  ['nothing but a use', { line: [], city: '', state: '', postalCode: '', use: 'temp', period: WINTER }, { code: 'patient/address-empty', at: 1 }], // prettier-ignore
  ['a day that does not exist', other('x', { period: { start: '2026-02-30', end: null } }), { code: 'patient/address-bad-day', at: 1 }], // prettier-ignore
  ['no day at all', other('x', { period: { start: 'soon' as never, end: null } }), { code: 'patient/address-bad-day', at: 1 }], // prettier-ignore
  ['an end before its beginning', other('x', { period: { start: '2027-01-02', end: '2027-01-01' } }), { code: 'patient/address-ends-before', at: 1 }], // prettier-ignore
  ['one day', other('x', { period: { start: '2027-01-01', end: '2027-01-01' } }), null]
])('[REG-17] an address that cannot be: %s', (_, address, fault) => {
  expect(otherAddressFault([palm, address])).toEqual(fault);
});

test('[REG-17] said in a plain sentence', () => {
  const us = (day: string): string => day.split('-').slice(1).join('/');
  const box = other('PO Box 9', { use: 'home', kind: 'postal', letters: true });
  expect(otherAddressHead(palm, us)).toBe('Temporary, from 11/01 until 04/15');
  expect(otherAddressHead(box, us)).toBe('Another home, mail only, letters go here');
  const [away, home] = ['2026-12-24', '2026-05-01'].map((day) => homeOn({ address: HOME, otherAddresses: [palm] }, day)); // prettier-ignore
  expect([away, home].map((one) => one && reasonText(one, us))).toEqual(['there now, until 04/15', '']);
  expect(addressLine({ ...HOME, line: ['12 Harbor St', 'Apt 2'], country: 'US' })).toBe('12 Harbor St, Apt 2, Rockport, ME 04856, US'); // prettier-ignore
  expect(everyAddress({ address: HOME, otherAddresses: [palm] }).map(({ line }) => line[0])).toEqual(['12 Harbor St', '4 Palm Way']); // prettier-ignore
});
