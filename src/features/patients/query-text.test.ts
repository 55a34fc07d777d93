import { expect, test } from 'vitest';
import { beginningFrom } from './query-text.ts';

test.each([
  ['gonzalez', 'Gonzalez', ''],
  ['maria gonzalez', 'Gonzalez', 'Maria'],
  ['gonzalez, maria', 'Gonzalez', 'Maria'],
  ["o'fernwood", "O'Fernwood", ''],
  ['lindqvist-grey, per', 'Lindqvist-Grey', 'Per'],
  ['de la Fuentevilla', 'Fuentevilla', 'de la'],
  ['łąkowski', 'Łąkowski', ''],
  [' ', '', '']
])('[REG-9] “%s” begins a name', (query, family, given) => {
  expect(beginningFrom(query).name).toMatchObject({ family, given });
});

test('[REG-9] a date begins the birth date, a number the phone, a record number nothing', () => {
  expect(beginningFrom('3/9/71')).toEqual({ born: '3/9/71' });
  expect(beginningFrom('(206) 555-0101')).toEqual({ phones: [{ number: '(206) 555-0101', use: 'mobile' }] });
  expect(beginningFrom('M000123')).toEqual({});
});
