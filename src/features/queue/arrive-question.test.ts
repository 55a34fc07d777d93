import { expect, test } from 'vitest';
import type { LatePolicy } from '#domain/visit/arrival-window.ts';
import { practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { arrivalWords, arriveQuestion } from './arrive-question.ts';
import { todayOf, type TodayRow } from './today.ts';

/** Somebody booked for 10:20, as a desk sees them. */
async function expected(late?: LatePolicy): Promise<TodayRow> {
  const station = memoryStation({ facts: [practiceFacts(), smallDay([{ id: 'one', start: 620 }])], now: at(600) });
  if (late) {
    const of = { visitType: 'established', earliest: 30, grace: 0, lateAccept: 10, late };
    station.receive(practiceDoc, [{ kind: 'arrival/ruled', of }], 7);
  }
  const { rows } = station;
  const [practice, appointments] = await Promise.all([rows.practice(), rows.appointments(SITE, TODAY)]);
  const [row] = todayOf({ date: TODAY, site: SITE, zone: ZONE, practice, appointments, visits: [] }).expected;
  return row!;
}
const asked = (row: TodayRow, minute: number): string => {
  const question = arriveQuestion(row, at(minute));
  return question ? `${question.label}: ${question.choices.map(({ value }) => value).join(', ')}` : 'nothing';
};
const said = (row: TodayRow, minute: number): string => arrivalWords(row, at(minute), ZONE);

test('[ARR-12] who comes too early or too late is marked by one key, and the desk is told what that means', async () => {
  const row = await expected();
  expect([559, 620, 700].map((minute) => asked(row, minute))).toEqual(['nothing', 'nothing', 'nothing']);
  expect(said(row, 559)).toBe('1 h 01 early, may come from 9:20 am: waits for their own time.');
  expect([560, 625, 635].map((minute) => said(row, minute))).toEqual(['', '', '']);
  expect(said(row, 636)).toBe('16 min late: Dr Kimball fits them in where there is a gap.');
  expect(said(await expected('see'), 700)).toBe('1 h 20 late: Dr Kimball sees who is late.');
});

test('[ARR-12] whom the provider wants to have another time is asked about first', async () => {
  const row = await expected('rebook');
  expect(asked(row, 630)).toBe('nothing');
  expect(asked(row, 631)).toBe('11 min late: Dr Kimball wants another time for them: rebook, arrive');
});
