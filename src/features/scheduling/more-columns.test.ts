import { describe, expect, test } from 'vitest';
import type { Segment } from '#domain/scheduling/plan-facts.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import type { DayRows } from './day-columns.ts';
import { resourceColumns, segmentsInstead, weekColumns, weekOf, whoseWeek } from './more-columns.ts';

const SEGMENTS: readonly Segment[] = [
  { kind: 'room', any: ['room-2'], offset: 0, minutes: 40 },
  { kind: 'practitioner', any: [], offset: 20, minutes: 20 },
  { kind: 'staff', any: ['u-ada'], offset: 0, minutes: 20 }
];
const both = [
  bookedFact({ segments: SEGMENTS }, { minutes: 40 }),
  bookedFact({ appointment: 'a-2', patient: 'pat-x' }, { start: 600 })
];
async function rowsOf(): Promise<DayRows> {
  const { rows } = memoryStation({ facts: [practiceFacts(), dayOf(both)] });
  const appointments = await rows.appointments(SITE, TODAY);
  return { practice: await rows.practice(), appointments, visits: [], clashes: new Map() };
}
const asked = { site: SITE, date: TODAY, closed: false };

test.each([
  [1, '2026-11-20', ['2026-11-20']],
  [5, '2026-11-20', ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20']],
  [7, '2026-11-20', ['2026-11-15', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']]
] as const)('[SCH-11] the %i days of a week', (days, date, dates) => expect(weekOf(date, days)).toEqual(dates));

test('[SCH-11] a day of the weekend is in a week of seven', () => {
  for (const date of ['2026-11-21', '2026-11-22']) expect(weekOf(date, 5)).toContain(date);
});

describe('[SCH-12] by room and device', () => {
  test('each part of a visit stands in its own column at its own time; a visit that needs none in the first', async () => {
    const columns = resourceColumns(await rowsOf(), asked, []);
    const used = columns.filter(({ cards }) => cards.length > 0);
    expect(
      used.map(({ title, cards }) => [title, cards.map(({ appointment, span }) => [appointment.appointment, span])])
    ).toEqual([
      ['No room yet', [['a-2', { from: 600, to: 620 }]]],
      ['Room 2', [['a-1', { from: 540, to: 580 }]]],
      ['Ada Quill', [['a-1', { from: 540, to: 560 }]]]
    ]);
    expect(columns).toHaveLength(12);
  });

  test('[SCH-2] what did not change is the same object', async () => {
    const rows = await rowsOf();
    const before = resourceColumns(rows, asked, []);
    expect(resourceColumns(await rowsOf(), asked, before).map(({ cards }) => cards.length)).toEqual(
      before.map(({ cards }) => cards.length)
    );
    expect(resourceColumns(rows, asked, before)).toBe(before);
  });
});

test('[SCH-11] a week of a provider, and of a room', async () => {
  const rows = await rowsOf();
  const empty = { ...rows, appointments: [] };
  const week = weekOf(TODAY, 5).map((date) => ({ date, rows: date === TODAY ? rows : empty }));
  const provider = weekColumns(week, { kind: 'practitioner', id: 'p-kim' }, asked, []);
  expect(provider.map(({ title, cards }) => [title, cards.length])).toEqual([
    ['Mon, Nov 16', 0],
    ['Tue, Nov 17', 0],
    ['Wed, Nov 18', 0],
    ['Thu, Nov 19', 0],
    ['Fri, Nov 20', 2]
  ]);
  const room = weekColumns(week, { kind: 'room', id: 'room-2' }, asked, []);
  expect(room.map(({ cards }) => cards.length)).toEqual([0, 0, 0, 0, 1]);
});

test('[SCH-11] whose week an address asks for; nobody we know is the first provider', async () => {
  const { practice } = await rowsOf();
  expect(whoseWeek(practice, SITE, 'room:room-2')).toEqual({ kind: 'room', id: 'room-2' });
  for (const asked of [null, '', 'room:', 'moon:1', 'practitioner:p-gone'])
    expect(whoseWeek(practice, SITE, asked)).toEqual({ kind: 'practitioner', id: 'p-kim' });
});

describe('[SCH-12] carried from one column to another', () => {
  const at = { practitioner: 'p-kim', start: 540, minutes: 40 };
  const room = (id: string) => ({ kind: 'room', id }) as const;

  test('only that part goes, at its own time', () => {
    const after = segmentsInstead({ at, segments: SEGMENTS }, room('room-2'), room('room-5'));
    expect(after.find(({ kind }) => kind === 'room')).toEqual({ ...SEGMENTS[0], any: ['room-5'] });
    expect(after).toHaveLength(3);
  });

  test('from no room to one, and back', () => {
    const inRoom = segmentsInstead({ at }, null, room('room-5'));
    expect(inRoom).toEqual([
      { kind: 'practitioner', any: [], offset: 0, minutes: 40 },
      { kind: 'room', any: ['room-5'], offset: 0, minutes: 40 }
    ]);
    expect(segmentsInstead({ at, segments: inRoom }, room('room-5'), null)).toEqual([]);
  });
});
