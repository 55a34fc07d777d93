import { expect, test } from 'vitest';
import { MEMORY_NOW, memoryStation } from '#station/memory-station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { firstOpening, openingsOf, type OpeningsAsked } from './openings.ts';

const asked: OpeningsAsked = { site: SITE, date: TODAY, minutes: 20, practitioner: 'p-kim', from: 0 };
const stationWith = (...starts: [start: number, minutes: number][]) =>
  memoryStation({
    facts: [
      practiceFacts(),
      dayOf(
        starts.map(([start, minutes], i) =>
          bookedFact({ appointment: `a-${i}`, patient: `pat-${i}`, label: FERN }, { start, minutes })
        )
      )
    ]
  });

async function starts(station: ReturnType<typeof memoryStation>, part: Partial<OpeningsAsked> = {}): Promise<string[]> {
  const [practice, day] = await Promise.all([station.rows.practice(), station.rows.appointments(SITE, TODAY)]);
  return openingsOf(practice, day, { ...asked, ...part }).map(({ practitioner, start }) => `${practitioner} ${start}`);
}

test('[SCH-8] free times lie end to end in each gap, from its start', async () => {
  const station = stationWith([540, 25], [605, 15]);
  expect((await starts(station)).slice(0, 3)).toEqual(['p-kim 565', 'p-kim 585', 'p-kim 620']);
  expect(await starts(station, { minutes: 60, from: 700 })).toEqual([
    'p-kim 780',
    'p-kim 840',
    'p-kim 900',
    'p-kim 960'
  ]);
});

test('[SCH-8] of any provider the earliest comes first, then the order of the columns', async () => {
  expect((await starts(stationWith(), { practitioner: null })).slice(0, 4)).toEqual([
    'p-patel 480',
    'p-vey 480',
    'p-strom 480',
    'p-patel 500'
  ]);
});

test.each([NaN, 0, -20, 4])('[SCH-8] for %d minutes nothing is offered', async (minutes) => {
  expect(await starts(stationWith(), { minutes })).toEqual([]);
});

test('[SCH-8] the next free time may lie on a later day, over the weekend', async () => {
  const { rows } = stationWith();
  expect(await firstOpening(rows, { ...asked, from: 16 * 60 + 45 }, MEMORY_NOW)).toEqual({
    practitioner: 'p-kim',
    start: 540,
    date: '2026-11-23'
  });
  expect(await firstOpening(rows, { ...asked, minutes: 300 }, MEMORY_NOW)).toBeNull();
});

test('[FIND-8] time that is being offered is not free, until the offer is over', async () => {
  const until = MEMORY_NOW + 900_000;
  const at = { practitioner: 'p-kim', start: 780, minutes: 20 };
  const of = { offer: 'o-1', round: 'r-1', case: 'w-1', patient: 'pat-rook', label: FERN, visitType: 'established' };
  const offered = { kind: 'slot/offered', of: { ...of, at, until } };
  const { rows } = memoryStation({ facts: [practiceFacts(), dayOf([offered])] });
  const found = async (now: number) => (await firstOpening(rows, { ...asked, from: 780 }, now))?.start;
  expect(await found(until - 1)).toBe(800);
  expect(await found(until)).toBe(780);
});
