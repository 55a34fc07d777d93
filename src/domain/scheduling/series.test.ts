import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewOf, Recorded } from '../fact.ts';
import type { PracticeFact } from '../practice/practice-facts.ts';
import { practiceOf } from '../practice/practice.ts';
import { instantAt, localDateOf, minuteOfDayOf, plusDays, weekdayOf, type LocalDate } from '../time.ts';
import type { PlanFact } from './plan-facts.ts';
import {
  inScope,
  isUnclear,
  repeatDates,
  seriesDays,
  seriesOf,
  seriesVisitId,
  standApart,
  type ClosedPolicy,
  type SeriesVisit
} from './series.ts';

type New = NewOf<PracticeFact> | NewOf<PlanFact>;
const AT = { practitioner: 'p', start: 540, minutes: 30 };
const KIM: New = {
  kind: 'practitioner/added',
  of: { practitioner: 'p', family: 'K', given: 'J', called: 'Dr K', hue: 0 }
};
const practiceWith = (facts: readonly New[]) =>
  practiceOf(
    [KIM, ...facts].map((fact, clock): Recorded => ({ client: 1, clock, fact: { ...fact, at: clock, by: 'u' } }))
  );
const closedOn = (date: LocalDate): New => ({
  kind: 'block/placed',
  of: {
    block: `b-${date}`,
    kind: 'closure',
    title: 'Holiday',
    resources: [{ kind: 'site', id: 'main' }],
    date,
    start: 0,
    minutes: 1440
  }
});
const repeat = (rule: string, date: LocalDate) => repeatDates({ rule, date, start: 540, closed: 'next' });

describe('the days of a series', () => {
  test.each([
    ['FREQ=WEEKLY;COUNT=3', '2026-03-03', ['2026-03-03', '2026-03-10', '2026-03-17']],
    ['FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3', '2026-03-03', ['2026-03-05', '2026-03-09', '2026-03-12']],
    ['FREQ=WEEKLY;INTERVAL=2;UNTIL=20260401T235959', '2026-03-03', ['2026-03-03', '2026-03-17', '2026-03-31']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', '2026-01-30', ['2026-01-30', '2026-02-27', '2026-03-27']],
    ['RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=3', '2026-01-31', ['2026-01-31', '2026-02-28', '2026-03-31']]
  ])('[SER-1] %s', (rule, date, dates) => expect(repeat(rule, date)).toEqual({ ok: true, value: dates }));

  test('[SER-1] goes no further than twelve months from its first', () => {
    const year = repeat('FREQ=WEEKLY', '2026-03-03');
    expect(year.ok && year.value.length).toBe(53);
    expect(year.ok && year.value.at(-1)).toBe('2027-03-02');
  });

  test.each([
    ['FREQ=SOMETIMES', 'series/unreadable'],
    ['', 'series/unreadable'],
    ['FREQ=WEEKLY;COUNT=2;UNTIL=20270101', 'series/unreadable'],
    ['FREQ=HOURLY;COUNT=2', 'series/too-often'],
    ['FREQ=YEARLY;COUNT=2', 'series/too-often'],
    ['FREQ=DAILY', 'series/too-many'],
    ['FREQ=WEEKLY;UNTIL=20200101T000000', 'series/no-visits']
  ])('[SER-1] “%s” is refused', (rule, code) => {
    const result = repeat(rule, '2026-03-03');
    expect(result.ok ? 'ok' : result.error.code).toBe(code);
  });

  test.each<[ClosedPolicy, (string | null)[]]>([
    ['skip', ['2026-03-03', null, '2026-03-17']],
    // Wednesday is closed too.
    ['next', ['2026-03-03', '2026-03-12', '2026-03-17']],
    ['previous', ['2026-03-03', '2026-03-09', '2026-03-17']]
  ])('[SER-2] a closed day: %s', (closed, dates) => {
    const practice = practiceWith(['2026-03-10', '2026-03-11'].map(closedOn));
    const days = seriesDays(['2026-03-03', '2026-03-10', '2026-03-17'], {
      practice,
      site: 'main',
      at: AT,
      closed,
      today: '2026-03-01'
    });
    expect(days.map(({ date }) => date)).toEqual(dates);
  });

  test('[SER-2] every visit of any series stands on an open day of its own, as near as its policy lets it', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
    const off = fc.uniqueArray(fc.integer({ min: 0, max: 45 }), { maxLength: 25 });
    const policy = fc.constantFrom<ClosedPolicy>('skip', 'next', 'previous');
    const first = '2026-03-02';
    fc.assert(
      fc.property(days, off, policy, (given, closures, closed) => {
        const instances = given.toSorted((a, b) => a - b).map((day) => plusDays(first, day));
        const shut = new Set(closures.map((day) => plusDays(first, day)));
        const place = { practice: practiceWith([...shut].map(closedOn)), site: 'main', at: AT, closed, today: first };
        const found = seriesDays(instances, place);
        // The plainest way to say it: day by day, in order.
        const held = new Set(instances.filter((date) => !shut.has(date)));
        const model = instances.map((date) => {
          if (!shut.has(date)) return date;
          if (closed === 'skip') return null;
          const near = Array.from({ length: 6 }, (_, i) => plusDays(date, closed === 'next' ? i + 1 : -i - 1));
          const free = near.find((day) => day >= first && !shut.has(day) && !held.has(day)) ?? null;
          if (free !== null) held.add(free);
          return free;
        });
        expect(found.map(({ date }) => date)).toEqual(model);
        expect(found.map(({ instance }) => instance)).toEqual(instances);
      }),
      { numRuns: 150 }
    );
  });

  test.each([
    ['America/New_York', '2026-03-08', 150, '2026-11-01', 90],
    ['Europe/London', '2026-03-29', 90, '2026-10-25', 90],
    ['Australia/Lord_Howe', '2026-10-04', 135, '2026-04-05', 105],
    ['Pacific/Auckland', '2026-09-27', 150, '2026-04-05', 150]
  ])(
    '[SER-3] in %s nine stays nine over the change, and the hour of the change is told',
    (zone, skips, at, twice, from) => {
      for (const change of [skips, twice]) {
        const dates = repeat('FREQ=DAILY;COUNT=5', plusDays(change, -2));
        for (const date of dates.ok ? dates.value : []) {
          const moment = instantAt(date, 540, zone);
          expect([localDateOf(moment, zone), minuteOfDayOf(moment, zone)]).toEqual([date, 540]);
          expect(isUnclear(date, AT, zone)).toBe(false);
        }
        expect(dates.ok && dates.value.map(weekdayOf).length).toBe(5);
      }
      expect(isUnclear(skips, { start: at, minutes: 30 }, zone)).toBe(true);
      expect(isUnclear(twice, { start: from, minutes: 30 }, zone)).toBe(true);
    }
  );
});

test('[SER-4] the id of a visit follows from its series and the day its rule gives', () => {
  expect(seriesVisitId('a1b2', '2026-03-10')).toBe('a1b2.20260310');
});

describe('the visits of a series', () => {
  const visit = (no: number, date: LocalDate, over: object = {}, at: object = {}): SeriesVisit => ({
    date,
    appointment: {
      appointment: `s.${no}`,
      status: 'booked',
      series: { series: 's', date },
      at: { ...AT, ...at },
      ...over
    } as SeriesVisit['appointment'] // what is not asked is left out
  });
  const four = ['2026-03-03', '2026-03-10', '2026-03-17', '2026-03-24'].map((date, i) => visit(i + 1, date));
  const ids = (visits: readonly SeriesVisit[]) => visits.map(({ appointment }) => appointment.appointment);

  test('[SER-6] this one, this and following, all that are to come', () => {
    const series = seriesOf(
      [
        ...four.toReversed(),
        visit(9, '2026-03-31', { status: 'cancelled' }),
        visit(8, '2026-03-31', { series: undefined })
      ],
      's'
    );
    expect(ids(series)).toEqual(['s.1', 's.2', 's.3', 's.4']);
    expect(ids(inScope(series, 's.2', 'this', '2026-03-01'))).toEqual(['s.2']);
    expect(ids(inScope(series, 's.2', 'following', '2026-03-01'))).toEqual(['s.2', 's.3', 's.4']);
    expect(ids(inScope(series, 's.2', 'all', '2026-03-01'))).toEqual(['s.1', 's.2', 's.3', 's.4']);
    expect(ids(inScope(series, 's.2', 'all', '2026-03-10'))).toEqual(['s.2', 's.3', 's.4']);
    expect(inScope(series, 's.7', 'all', '2026-03-01')).toEqual([]);
  });

  test('[SER-7] who was put elsewhere alone stands apart, but not from itself', () => {
    const moved = [...four.slice(0, 2), visit(3, '2026-03-18', {}, { start: 840 }), ...four.slice(3)];
    expect([...standApart(moved, 's.1')]).toEqual(['s.3']);
    expect([...standApart(moved, 's.3')]).toEqual([]);
  });
});
