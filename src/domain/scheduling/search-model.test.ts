import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendars, type Calendar } from '#tests/fixtures/calendars.ts';
import { drawnSearches, expectedPlaces, practiceOf, type DrawnSearch } from '#tests/fixtures/search-model.ts';
import { plusDays } from '../time.ts';
import { findSlots } from './find-slots.ts';
import { freeDay } from './free-time.ts';
import type { FoundSlot, SlotSearch } from './slot-search.ts';

/** `npm run model:scheduling` asks 10,000. */
const RUNS = Number(process.env['CALENDARS'] ?? 400);
const DAYS = 3;
const CRITERIA = ['practitioners', 'skill', 'payer', 'authorization', 'lastVisit', 'weekdays', 'dayParts', 'with', 'notBefore', 'notAfter', 'gap', 'onDates', 'usual', 'preferredParts'] as const satisfies readonly (keyof SlotSearch)[]; // prettier-ignore

test('[FIND-14] a search with any of its criteria finds what a minute-by-minute model finds, and the first few are the best of all', () => {
  let found = 0;
  const used = new Map<string, number>();
  const drawn = fc.property(calendars, drawnSearches, fc.integer({ min: 1, max: 6 }), (calendar, wanted, most) => {
    const { search, count } = searched(calendar, wanted, most);
    found += count;
    if (count === 0) return;
    for (const name of CRITERIA) {
      const value = search[name];
      const isAsked = value !== null && !(Array.isArray(value) && value.length === 0);
      if (isAsked) used.set(name, (used.get(name) ?? 0) + 1);
    }
  });
  fc.assert(drawn, { numRuns: RUNS, seed: 7 });

  expect(found).toBeGreaterThan(RUNS);
  // Each criterion was asked for where something was found all the same.
  for (const name of CRITERIA) expect(used.get(name) ?? 0, name).toBeGreaterThan(RUNS / 200);
}, 900_000);

function searched(calendar: Calendar, wanted: DrawnSearch, most: number) {
  const practice = practiceOf(calendar.practice, wanted);
  const days = Array.from({ length: DAYS }, (_, i) => ({
    ...calendar,
    practice,
    date: plusDays(calendar.date, i),
    // One day as it was drawn, the others with half of it.
    appointments: calendar.appointments.filter((__, at) => i === 0 || at % 2 === i - 1)
  }));
  const ready = days.map(({ site, date, appointments }) => freeDay(practice, site, date, appointments));
  const search = wanted.search(calendar.date);

  const all = findSlots(ready, search, Infinity);
  expect(all.map(lineOf).toSorted()).toEqual(expectedPlaces(days, search, wanted.minutes).toSorted());
  const costs = all.map(({ cost }) => cost);
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  expect(findSlots(ready, search, most).map(lineOf)).toEqual(all.map(lineOf).slice(0, most));
  return { search, count: all.length };
}

function lineOf({ date, practitioner, start }: FoundSlot): string {
  return `${date} ${practitioner} ${start}`;
}
