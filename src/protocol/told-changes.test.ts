import { expect, test } from 'vitest';
import { HANDOFF_WORDS } from '#domain/intake/handoff.ts';
import { changesFrom, handoffFrom } from './told-changes.ts';

const address = { line: ['12 Quay St', 'Flat 2'], city: 'Testing', state: 'ME', postalCode: '04006' };

test('[PRO-20] what a patient typed of themselves is read as it was typed', () => {
  expect(changesFrom({ phone: ' 207-555-0142 ', email: 'a@example.org', address })).toEqual({
    phone: '207-555-0142',
    email: 'a@example.org',
    address
  });
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
