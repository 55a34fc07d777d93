import { expect, test } from 'vitest';
import { rebased } from './rebased.ts';

const was = { member: 'A1', group: 'G', copay: '' };

test.each([
  ['what was not touched says what they wrote', { ...was }, { ...was, member: 'B2' }, { ...was, member: 'B2' }],
  [
    'what was touched stays as typed',
    { ...was, group: 'H' },
    { ...was, member: 'B2' },
    { member: 'B2', group: 'H', copay: '' }
  ],
  [
    'touched by both: what is typed here stays, for the person to see',
    { ...was, member: 'C3' },
    { ...was, member: 'B2' },
    { ...was, member: 'C3' }
  ],
  ['nothing changed meanwhile: all as typed', { ...was, copay: '25' }, { ...was }, { ...was, copay: '25' }]
])('[REG-5] %s', (_, typed, is, expected) => {
  expect(rebased(typed, was, is)).toEqual(expected);
});
