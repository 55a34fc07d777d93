import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendars } from '#tests/fixtures/calendars.ts';
import { expectedConflicts, expectedStarts } from '#tests/fixtures/calendar-model.ts';
import { minutesOf } from './cells.ts';
import { conflictsOf } from './conflicts.ts';
import { startsFor } from './find-slots.ts';
import { ANY_SLOT } from './slot-search.ts';
import { freeDay } from './free-time.ts';

/** 10,000 calendars once, by hand: `CALENDARS=10000 npx vitest run src/domain/scheduling/engine-model.test.ts`. */
const RUNS = Number(process.env['CALENDARS'] ?? 1_000);

test('[ENG-3] the engine finds what a minute-by-minute model finds, on random calendars', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(calendars, (calendar) => {
      const lines = conflictsOf(calendar).flatMap(({ id, classes }) => classes.map((one) => `${id} ${one}`));
      expect(new Set(lines)).toEqual(expectedConflicts(calendar));
      for (const line of lines) {
        const [, one = ''] = line.split(' ');
        seen.set(one, (seen.get(one) ?? 0) + 1);
      }
    }),
    { numRuns: RUNS, seed: 5 }
  );
  // The calendars do bring about each class that a day by itself can show.
  for (const one of ['C1', 'C2', 'C3', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10'])
    expect(seen.get(one) ?? 0, one).toBeGreaterThan(RUNS / 50);
}, 120_000);

test('[ENG-7] what is offered is what a minute-by-minute model finds free, also where the clock is changed', () => {
  let offered = 0;
  fc.assert(
    fc.property(
      calendars,
      fc.constantFrom('t-short', 't-long'),
      fc.integer({ min: 1, max: 30 }),
      (calendar, visitType, lines) => {
        const day = freeDay(calendar.practice, calendar.site, calendar.date, calendar.appointments);
        for (const practitioner of calendar.practice.practitioners.keys()) {
          const search = { ...ANY_SLOT, visitType, minutes: lines * 5 };
          const starts = minutesOf(startsFor(day, search, practitioner));
          offered += starts.length;
          expect(starts).toEqual(expectedStarts(calendar, practitioner, visitType, lines * 5));
        }
      }
    ),
    { numRuns: RUNS, seed: 6 }
  );
  expect(offered).toBeGreaterThan(RUNS / 2);
}, 120_000);
