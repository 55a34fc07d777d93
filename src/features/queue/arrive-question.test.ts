import { expect, test } from 'vitest';
import type { LatePolicy } from '#domain/visit/arrival-window.ts';
import { practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { practiceFacts, SITE, TODAY, ZONE } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { arriveQuestion } from './arrive-question.ts';
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
  const question = arriveQuestion(row, at(minute), ZONE);
  return question ? `${question.label}: ${question.choices.map(({ value }) => value).join(', ')}` : 'nothing';
};

test('[ARR-12] who comes too early or too late is asked about; in between, arriving is one key', async () => {
  const row = await expected();
  expect(asked(row, 559)).toBe('1 h 01 early: may come from 9:20 am: arrive, come-back');
  expect(['nothing', 'nothing', 'nothing']).toEqual([asked(row, 560), asked(row, 625), asked(row, 635)]);
  expect(asked(row, 636)).toBe('16 min late: Dr Kimball fits them in where there is a gap: arrive, rebook');
});

test('[ARR-12] what is offered first to who is too late is the provider’s rule', async () => {
  expect(asked(await expected('rebook'), 631)).toBe(
    '11 min late: Dr Kimball wants another time for them: rebook, arrive'
  );
  expect(asked(await expected('see'), 700)).toBe('nothing');
});
