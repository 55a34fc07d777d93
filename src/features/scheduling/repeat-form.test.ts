import { expect, test } from 'vitest';
import { repeatDates } from '#domain/scheduling/series.ts';
import { TODAY, practiceFacts, SITE } from '#tests/fixtures/practice.ts';
import { memoryStation } from '#station/memory-station.ts';
import { FERN } from '#tests/fixtures/booked.ts';
import { seriesAsked, type BookingForm } from './booking-form.ts';
import { isRepeatForm, newRepeatForm, repeatFrom, withDay, withoutDay, type RepeatForm } from './repeat-form.ts';
import { seriesBookingFrom } from './series-form.ts';
import { seriesLines, undecided, willStand, type SeriesAround } from './series-plan.ts';

const weekly = newRepeatForm('weekly');

test.each<[string, Partial<RepeatForm>, string[]]>([
  ['weekly', { count: '2' }, ['2026-11-20', '2026-11-27']],
  ['twice a week', { weekdays: [2, 5], count: '3' }, ['2026-11-20', '2026-11-24', '2026-11-27']],
  [
    'every two weeks, until',
    { every: 'fortnightly', count: '', until: '2026-12-18' },
    ['2026-11-20', '2026-12-04', '2026-12-18']
  ],
  ['weekdays', { every: 'daily', count: '2' }, ['2026-11-20', '2026-11-23']],
  [
    'and further days',
    { count: '2', also: ['2026-11-25', '2027-01-04'] },
    ['2026-11-20', '2026-11-25', '2026-11-27', '2027-01-04']
  ],
  ['a further day that the rule gives too', { count: '2', also: ['2026-11-27'] }, ['2026-11-20', '2026-11-27']],
  ['the same date', { every: 'monthly-day', count: '2' }, ['2026-11-20', '2026-12-20']],
  ['the third Friday', { every: 'monthly-weekday', count: '3' }, ['2026-11-20', '2026-12-18', '2027-01-15']]
])('[SER-1] the form says: %s', (_, part, dates) => {
  const repeat = repeatFrom({ ...weekly, ...part }, TODAY, 600);
  expect(repeat.ok && repeatDates(repeat.value)).toEqual({ ok: true, value: dates });
});

test.each<[Partial<RepeatForm>, string]>([
  [{ count: '' }, 'series/no-count'],
  [{ count: '0' }, 'series/no-count'],
  [{ count: 'eight' }, 'series/no-count'],
  [{ count: '-1' }, 'series/no-count'],
  [{ until: '2026-11-19' }, 'series/ends-before'],
  [{ until: '2026-02-31' }, 'series/ends-before']
])('[SER-1] %j is refused', (part, code) => {
  const repeat = repeatFrom({ ...weekly, ...part }, TODAY, 600);
  expect(repeat.ok ? 'ok' : repeat.error.code).toBe(code);
});

test.each([
  ['before the first', '2026-11-19'],
  ['beyond twelve months', '2027-11-22'],
  ['no day', '2026-02-31'],
  ['a word', 'soon'],
  ['a moment', '2026-11-25T10:00']
])('[SER-10] a further day is refused: %s', (_, day) => {
  const repeat = repeatFrom({ ...weekly, count: '2', also: [day] }, TODAY, 600);
  expect(repeat.ok && repeatDates(repeat.value)).toEqual({ ok: false, error: { code: 'series/bad-day' } });
});

test('[SER-10] further days stand once and in order, come back from a draft, and go with what was decided of them', () => {
  const form = withDay(withDay(withDay(withDay(weekly, '2027-01-04'), '2026-11-25'), '2027-01-04'), '');
  expect(form.also).toEqual(['2026-11-25', '2027-01-04']);
  const decided = { ...form, choices: { '2026-11-25': { skip: true }, '2026-11-27': { skip: true } } as const };
  expect(withoutDay(decided, '2026-11-25')).toEqual({
    ...weekly,
    also: ['2027-01-04'],
    choices: { '2026-11-27': { skip: true } }
  });
  expect([form, weekly, { ...form, also: 'soon' }, { ...form, also: [1] }].map(isRepeatForm)).toEqual([
    true,
    true,
    false,
    false
  ]);
});

test('[SER-5] the list says of each date what is in its way, and nothing undecided is booked', async () => {
  const practice = await memoryStation({ facts: [practiceFacts()] }).rows.practice();
  const form: BookingForm = {
    appointment: 's-1',
    patient: { patient: 'pat-fern', label: FERN },
    visitType: 'established',
    practitioner: 'p-kim',
    // Over lunch: the doctor is out.
    time: '12:20',
    minutes: '20',
    note: '',
    over: false,
    reason: '',
    details: null,
    repeat: { ...weekly, count: '5' }
  };
  const asked = seriesAsked(form, SITE, TODAY, TODAY, practice);
  const around: SeriesAround = {
    practice,
    site: SITE,
    zone: 'America/New_York',
    days: new Map(),
    patient: 'pat-fern',
    visitType: 'established',
    details: {},
    leaving: new Set()
  };
  const rows = asked?.ok ? asked.value : [];
  const linesFor = (choices: RepeatForm['choices']) => seriesLines(rows, choices, around);
  expect(linesFor({}).map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open', 'open']);
  expect(seriesBookingFrom(form, linesFor({}))).toEqual({ ok: false, error: { code: 'series/undecided', count: 5 } });

  const decided = linesFor({
    '2026-11-20': { skip: true },
    '2026-11-27': { time: '10:00' },
    // Onto the next one's day and time: the second of the two is in the way.
    '2026-12-04': { date: '2026-12-11', time: '10:00' },
    '2026-12-11': { time: '10:10' },
    '2026-12-18': { over: true, reason: 'only then' }
  });
  expect(decided.map(({ state }) => state)).toEqual(['skipped', 'free', 'free', 'open', 'over']);
  expect(decided[3]?.obstacle?.classes).toEqual(['C3', 'C1']);
  expect(undecided(decided)).toBe(1);
  expect(willStand(decided).map(({ date, at }) => [date, at.start])).toEqual([
    ['2026-11-27', 600],
    ['2026-12-11', 600],
    ['2026-12-18', 740]
  ]);
  for (const bad of [{ date: '2026-02-31' }, { time: '25:00' }, { time: '' }])
    expect(linesFor({ '2026-11-20': bad })[0]?.state).toBe('unreadable');
});
