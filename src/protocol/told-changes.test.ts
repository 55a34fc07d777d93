import { expect, test } from 'vitest';
import { HANDOFF_WORDS } from '#domain/intake/handoff.ts';
import { changesFrom, handoffFrom, slipsFrom } from './told-changes.ts';

const address = { line: ['12 Quay St', 'Flat 2'], city: 'Testing', state: 'ME', postalCode: '04006' };

test('[PRO-20] what a patient typed of themselves is read as it was typed', () => {
  expect(changesFrom({ phone: ' 207-555-0142 ', email: 'a@example.org', address })).toEqual({
    phone: '207-555-0142',
    email: 'a@example.org',
    address
  });
});

test('[PRO-20] whom to call in an emergency has a name and a number, or is nobody', () => {
  const emergency = { name: ' Bo Quist ', phone: '2065550102' };
  expect(changesFrom({ emergency })).toEqual({ emergency: { name: 'Bo Quist', phone: '2065550102' } });
  const bad = [null, 'Bo', [], { name: 'Bo' }, { phone: '1' }, { name: '', phone: '1' }, { name: 7, phone: '1' }];
  for (const one of [...bad, { name: 'x'.repeat(121), phone: '1' }, { name: 'Bo', phone: '1'.repeat(41) }])
    expect(changesFrom({ emergency: one }), JSON.stringify(one)).toBeNull();
});

test('[PRO-20] what is not of its type, or longer than a person types, is passed over and the rest is kept', () => {
  const bad: readonly unknown[] = [
    null,
    undefined,
    7,
    'text',
    [],
    {},
    { phone: 7 },
    { phone: '' },
    { phone: '5'.repeat(41) },
    { email: ['a@example.org'] },
    { email: 'a'.repeat(255) },
    { address: 'text' },
    { address: { ...address, line: 'text' } },
    { address: { ...address, line: [7] } },
    { address: { ...address, line: ['', '', '', ''] } },
    { address: { ...address, city: null } },
    { address: { ...address, postalCode: 4006 } },
    { address: { ...address, state: 'M'.repeat(201) } },
    { toString: 'x', identifiers: [] }
  ];
  for (const value of bad) expect(changesFrom(value), JSON.stringify(value)).toBeNull();
  expect(changesFrom({ phone: 7, email: 'a@example.org' })).toEqual({ email: 'a@example.org' });
});

test('[ARR-11] a hand-off reason has words at the desk; one of a newer kiosk is none of ours', () => {
  const reasons = Object.keys(HANDOFF_WORDS);
  expect(reasons).toHaveLength(14);
  expect(reasons.map(handoffFrom)).toEqual(reasons);
  for (const bad of ['', 'Too-Late', 'toString', null, 7, undefined]) expect(handoffFrom(bad)).toBeNull();
});

test.each<[string, unknown, readonly string[]]>([
  ['two names', ['e-1', 'Ab_9'], ['e-1', 'Ab_9']],
  ['nothing', undefined, []],
  ['a text', 'e-1', []],
  ['a number', 7, []],
  ['other things among them', ['e-1', 7, null, {}, '', 'a b', 'x'.repeat(65), '../x'], ['e-1']],
  ['a thousand', Array.from({ length: 1_000 }, () => 'e-1'), Array.from({ length: 10 }, () => 'e-1')]
])('[KIO-32] names of slips: %s', (_, value, slips) => {
  expect(slipsFrom(value)).toEqual(slips);
});
