import { expect, test } from 'vitest';
import type { Appointment } from './appointment.ts';
import { missedOf, stepAfter, USUAL_NO_SHOW_STEPS } from './no-shows.ts';

const TODAY = '2026-11-20';
const missed = (date: string, reason = 'no-call', status = 'no-show') => ({
  date,
  appointment: { status, reason } as unknown as Appointment // as much of it as is looked at
});

test('[NOSHOW-1] missed visits of twelve months, the latest first', () => {
  const all = ['2025-11-20', '2025-11-21', '2026-08-14', '2026-03-03', TODAY, '2026-11-21'].map((date) => missed(date));
  expect(missedOf(all, TODAY)).toEqual([TODAY, '2026-08-14', '2026-03-03', '2025-11-21']);
  expect(missedOf([missed('2027-02-28'), missed('2027-03-01')], '2028-02-29')).toEqual(['2027-03-01']);
});

test.each([
  ['illness', 0],
  ['transport', 0],
  ['disaster', 0],
  ['wrong-day', 0],
  ['left-before', 0],
  ['no-call', 1],
  ['called-late', 1],
  ['unknown', 1]
])('[NOSHOW-1] missed for %s counts %i', (reason, count) => {
  expect(missedOf([missed(TODAY, reason)], TODAY)).toHaveLength(count);
});

test.each(['booked', 'cancelled', 'rescheduled'])('[NOSHOW-1] what is %s was not missed', (status) => {
  expect(missedOf([missed(TODAY, 'no-call', status)], TODAY)).toEqual([]);
});

test.each([
  [0, USUAL_NO_SHOW_STEPS, null],
  [1, USUAL_NO_SHOW_STEPS, 'warn'],
  [2, USUAL_NO_SHOW_STEPS, 'letter'],
  [3, USUAL_NO_SHOW_STEPS, 'manager'],
  [9, USUAL_NO_SHOW_STEPS, 'manager'],
  [2, { warn: null, letter: 3, manager: null }, null],
  [5, { warn: null, letter: 3, manager: null }, 'letter'],
  [9, { warn: null, letter: null, manager: null }, null]
])('[NOSHOW-2] after %i by %o: %s', (count, steps, step) => {
  expect(stepAfter(count, steps)).toBe(step);
});
