import { expect, test } from 'vitest';
import { sayFrom } from '#ui/messages.ts';
import english from './messages/en.json';
import { waitWords } from './wait-words.ts';

const say = sayFrom(english);
const told = { ticket: 'A-001', low: 20, high: 30, at: 0 };
const MINUTE = 60_000;

test.each([
  [0, '20–30 min'],
  [7, '15–25 min'],
  [21, 'up to 10 min'],
  [30, null],
  [300, null],
  [-5, '20–30 min'] // the server's clock is ahead
])('[BRD-11] %i minutes after it was told', (after, words) => {
  expect(waitWords(told, after * MINUTE, say)).toBe(words);
});

test('[BRD-11] a band that is no band is one number, and what was not told is not said', () => {
  expect(waitWords({ ...told, low: 30 }, 0, say)).toBe('about 30 min');
  expect(waitWords(undefined, 0, say)).toBeNull();
});
