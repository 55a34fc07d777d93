import { expect, test } from 'vitest';
import { timeFrom } from './time-text.ts';

test.each([
  ['9', 540],
  ['9:20', 560],
  ['920', 560],
  ['9.20', 560],
  ['0920', 560],
  ['1020', 620],
  ['2p', 840],
  ['2:20 pm', 860],
  ['2:20 p.m.', 860],
  ['12', 720],
  ['12am', 0],
  ['12 pm', 720],
  ['1', 780],
  ['6:45', 1125],
  ['7', 420],
  ['01:00', 60],
  ['14:20', 860],
  ['23:55', 1435],
  ['0:05', 5],
  [' 8 AM ', 480]
])('“%s” is minute %i', (text, minute) => {
  expect(timeFrom(text)).toBe(minute);
});

test.each(['', 'noon', '24:00', '9:60', '13pm', '0am', '9:2', '12345', '-9', '9:20:00', '٩', '9'.repeat(10_000)])(
  '“%.20s” is no time',
  (text) => {
    expect(timeFrom(text)).toBeNull();
  }
);
