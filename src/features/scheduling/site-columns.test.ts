import { describe, expect, test } from 'vitest';
import { instantAt } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';
import { QUAY, QUAY_ZONE, quayDay, quayFacts } from '#tests/fixtures/second-office.ts';
import { nowMarks, siteColumns, siteWeek, sitesInOrder, type DayOfSite } from './site-columns.ts';

const HERE = [bookedFact(), bookedFact({ appointment: 'a-2', patient: 'pat-x' }, { practitioner: 'p-vey' })];
const THERE = [bookedFact({ appointment: 'q-1', patient: 'pat-y' }, { practitioner: 'p-patel', start: 600 })];

async function daysOf(): Promise<DayOfSite[]> {
  const { rows } = memoryStation({ facts: [practiceFacts(), quayFacts(), dayOf(HERE), quayDay(THERE)] });
  const practice = await rows.practice();
  return Promise.all(
    sitesInOrder(practice, SITE).map(async (site) => {
      const appointments = await rows.appointments(site, TODAY);
      return { site, date: TODAY, rows: { practice, appointments, visits: [], clashes: new Map() } };
    })
  );
}

describe('[SCH-21] by office', () => {
  test('each office has a column of its own day; its visits stand side by side, its clock and hours are its own', async () => {
    const columns = siteColumns(await daysOf(), ZONE, false, []);
    expect(
      columns.map(({ site, title, open, cards }) => ({
        site,
        title,
        open,
        cards: cards.map(({ appointment, lane, lanes }) => [appointment.appointment, lane, lanes])
      }))
    ).toEqual([
      {
        site: SITE,
        title: 'Harbor Street',
        open: [
          { from: 480, to: 720 },
          { from: 780, to: 1020 }
        ],
        cards: [
          ['a-1', 0, 2],
          ['a-2', 1, 2]
        ]
      },
      { site: QUAY, title: 'Quay Row, 1 h 00 behind', open: [{ from: 600, to: 840 }], cards: [['q-1', 0, 1]] }
    ]);
  });

  test('[SCH-2] what did not change is the same object', async () => {
    const days = await daysOf();
    const before = siteColumns(days, ZONE, false, []);
    expect(siteColumns(days, ZONE, false, before)).toBe(before);
  });

  test('a desk has its own office first', async () => {
    const [first] = await daysOf();
    expect(sitesInOrder(first!.rows.practice, QUAY)).toEqual([QUAY, SITE]);
  });

  test('a week of one office has a column a day', async () => {
    const [here] = await daysOf();
    const week = siteWeek([here!, { ...here!, date: '2026-11-21' }], false, []);
    expect(week.map(({ key, cards }) => [key, cards.length])).toEqual([
      [TODAY, 2],
      ['2026-11-21', 2]
    ]);
  });
});

describe('[SCH-21] the line of the present', () => {
  const noon = instantAt(TODAY, 720, ZONE);

  test('stands at each office’s own time', async () => {
    const days = await daysOf();
    const columns = siteColumns(days, ZONE, false, []);
    const { practice } = days[0]!.rows;
    expect(nowMarks(columns, noon, practice, ZONE)).toEqual([
      { minute: 720, column: 0 },
      { minute: 660, column: 1 }
    ]);
    // As from an office of that zone: nobody knows another office there, so all go by its clock.
    expect(nowMarks(columns, noon, undefined, QUAY_ZONE)).toEqual([{ minute: 660, column: null }]);
  });

  test('stands in today’s column of a week only, and nowhere on another day', async () => {
    const [here] = await daysOf();
    const { practice } = here!.rows;
    const week = siteWeek([here!, { ...here!, date: '2026-11-21' }], false, []);
    expect(nowMarks(week, noon, practice, ZONE)).toEqual([{ minute: 720, column: 0 }]);
    expect(nowMarks(week.slice(1), noon, practice, ZONE)).toEqual([]);
  });
});
