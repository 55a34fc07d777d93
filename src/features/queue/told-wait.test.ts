import { expect, test } from 'vitest';
import { boardOf } from '#domain/board/board.ts';
import { waitWordsOf } from './told-wait.ts';

const TEN = Date.parse('2026-11-20T15:00:00Z');
const zone = 'America/New_York';
const board = {
  ...boardOf([]),
  waiting: ['A-001'],
  waits: [{ ticket: 'A-001', low: 20, high: 30, at: TEN }],
  judged: { waits: 480, longer: 0.172 }
};
const after = (minutes: number) => waitWordsOf(board, 'A-001', TEN + minutes * 60_000, zone)?.told;

test.each([
  [0, '20–30 min from now (told at 10:00 am)'],
  [8, '15–25 min from now (told at 10:00 am)'],
  [21, 'up to 10 min from now (told at 10:00 am)'],
  [31, '20–30 min were told at 10:00 am: longer than said']
])('[QUE-17] %i minutes after the waiting room was told', (minutes, words) => {
  expect(after(minutes)).toBe(words);
});

test('[QUE-17] how far it can be trusted is the clinic’s own past', () => {
  expect(waitWordsOf(board, 'A-001', TEN, zone)?.trust).toBe(
    'Of the last 480 who waited here, 17 in 100 waited longer than said.'
  );
  expect(waitWordsOf({ ...board, judged: null }, 'A-001', TEN, zone)?.trust).toBeNull();
});

test('[QUE-17] nothing is said of who was told nothing', () => {
  expect(waitWordsOf(board, 'A-002', TEN, zone)).toBeNull();
  expect(waitWordsOf(board, null, TEN, zone)).toBeNull();
});
