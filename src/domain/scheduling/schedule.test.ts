import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import type { Fact, Recorded } from '../fact.ts';
import { practiceOf } from '../practice/practice.ts';
import type { Appointment } from './appointment.ts';
import { minutesOf } from './cells.ts';
import { conflictsOf } from './conflicts.ts';
import { startsFor } from './find-slots.ts';
import { freeDay } from './free-time.ts';
import { gridAfter, gridBefore, hoursOn, onGrid, overlap, snapped, spanOf } from './grid.ts';
import { ANY_SLOT } from './slot-search.ts';

const recorded = (facts: readonly { kind: string; of: unknown }[]): Recorded[] =>
  facts.map(({ kind, of }, index) => ({ client: 1, clock: index, fact: { kind, of, at: index, by: 'u' } as Fact }));
const practice = practiceOf(recorded(practiceFacts().facts));
const SUNDAY = '2026-11-22';

function appointment(id: string, start: number, minutes: number, over: Partial<Appointment> = {}): Appointment {
  return {
    appointment: id,
    patient: `patient-of-${id}`,
    label: { family: 'Rook', given: id, birthDate: null },
    visitType: 'established',
    at: { practitioner: 'p-kim', start, minutes },
    note: '',
    status: 'booked',
    reason: null,
    provisional: false,
    replaces: null,
    rescheduledTo: null,
    slip: null,
    last: '1.0',
    contested: [],
    problems: [],
    ...over
  };
}
const dayWith = (...appointments: readonly Appointment[]) => ({ practice, site: SITE, date: TODAY, appointments });
const cards = (...appointments: readonly Appointment[]) =>
  conflictsOf(dayWith(...appointments)).map(({ id, classes }) => `${id} ${classes.join(' ')}`);
const TEN = 600;

describe('[APT-2] overlap (S-19)', () => {
  test.each([
    ['the same time', 600, 660, true],
    ['a start inside', 630, 690, true],
    ['an end inside', 570, 630, true],
    ['around it', 540, 720, true],
    ['within it', 615, 630, true],
    ['touching its start', 540, 600, false],
    ['touching its end', 660, 720, false]
  ])('10:00 to 11:00 and %s', (_, from, to, expected) => {
    expect(overlap({ from: 600, to: 660 }, { from, to })).toBe(expected);
    expect(overlap({ from, to }, { from: 600, to: 660 })).toBe(expected);
  });
});

describe('grid', () => {
  test.each([
    [5, 601, 600, 605, 600],
    [10, 605, 600, 610, 610],
    [15, 600, 600, 600, 600],
    [15, 607, 600, 615, 600]
  ] as const)('every %d minutes, %d lies between %d and %d and snaps to %d', (grid, minute, before, after, near) => {
    expect([gridBefore(minute, grid), gridAfter(minute, grid), snapped(minute, grid)]).toEqual([before, after, near]);
    expect(onGrid(minute, grid)).toBe(before === after);
  });

  test('windows that touch are one (S-34); no hours at all is not a day off (S-18)', () => {
    const kim = practice.practitioners.get('p-kim')!;
    const open = [
      { from: 660, to: 720 },
      { from: 540, to: 600 },
      { from: 600, to: 660 },
      { from: 800, to: 900 }
    ];
    const other = { ...kim, hours: new Map([[SITE, [open, open, open, open, open, open, []]]]) };
    expect(hoursOn(other, SITE, TODAY)).toEqual([
      { from: 540, to: 720 },
      { from: 800, to: 900 }
    ]);
    expect(hoursOn(other, SITE, '2026-11-21')).toEqual([]);
    expect(hoursOn(kim, 'elsewhere', TODAY)).toBeNull();
  });
});

describe('[APT-3] openings', () => {
  const openAt = (taken: readonly Appointment[], minutes: number, notBefore = 0, date = TODAY) => {
    const search = { ...ANY_SLOT, visitType: 'established', minutes, notBefore: { date, minute: notBefore } };
    return minutesOf(startsFor(freeDay(practice, SITE, date, taken), search, 'p-kim'));
  };
  const kimAt = (minutes: number, grid: 5 | 10 | 15, ...taken: Appointment[]) =>
    openAt(taken, minutes).filter((start) => start % grid === 0);

  test('a whole hour in an hour between two appointments, none longer', () => {
    const taken = [appointment('a', 540, 30), appointment('b', 630, 90)];
    expect(kimAt(60, 15, ...taken).filter((start) => start < 720)).toEqual([570]);
    expect(kimAt(65, 5, ...taken).filter((start) => start < 720)).toEqual([]);
  });

  test('lunch is not bridged, and the day ends at its end', () => {
    const starts = kimAt(20, 10);
    expect(starts.filter((start) => start > 690 && start < 790)).toEqual([700, 780]);
    expect([starts[0], starts.at(-1)]).toEqual([540, 1000]);
  });

  test.each([
    ['booked', 600, 1],
    ['cancelled', 540, 0],
    ['no-show', 540, 0],
    ['rescheduled', 540, 0]
  ] as const)(
    '[APT-4] of a visit that is %s the time from 9 to 10 is free from minute %d on (S-17, S-20)',
    (status, from, clashes) => {
      const visit = appointment('a', 540, 60, { status });
      expect(kimAt(20, 10, visit)[0]).toBe(from);
      expect(cards(visit, appointment('b', 560, 20))).toHaveLength(clashes);
    }
  );

  test('what was cancelled is free again (S-20)', () => {
    expect(kimAt(20, 10, appointment('a', 540, 60, { status: 'cancelled' }))[0]).toBe(540);
    expect(kimAt(20, 10, appointment('a', 540, 60))[0]).toBe(600);
  });

  test('today nothing before now; on Sunday nothing at all', () => {
    expect(openAt([], 20, 606)[0]).toBe(610);
    expect(openAt([], 20, 0, SUNDAY)).toEqual([]);
  });
});

describe('[APT-7] conflicts of a day', () => {
  test('C1: a provider with two at once; none when they touch or one is called off', () => {
    expect(cards(appointment('b', TEN, 30), appointment('a', TEN + 20, 20))).toEqual(['a+b C1']);
    expect(cards(appointment('b', TEN, 20), appointment('a', TEN + 20, 20))).toEqual([]);
    expect(cards(appointment('b', TEN, 30, { status: 'cancelled' }), appointment('a', TEN, 20))).toEqual([]);
  });

  test('C3: a patient with two at once, at any providers (S-17)', () => {
    const at = { practitioner: 'p-moss', start: TEN, minutes: 20 };
    expect(cards(appointment('a', TEN, 30, { patient: 'p' }), appointment('b', TEN, 20, { patient: 'p', at }))).toEqual(
      ['a+b C3']
    );
    expect(cards(appointment('a', TEN, 30, { patient: 'p' }), appointment('b', TEN, 20, { patient: 'p' }))).toEqual([
      'a+b C3 C1'
    ]);
  });

  test.each([
    ['before opening', 530, 20, ['a C5']],
    ['over lunch', 710, 20, ['a C5']],
    ['after closing', 1010, 20, ['a C5']],
    ['first thing', 540, 20, []],
    ['up to lunch', 700, 20, []]
  ])('C5: outside the provider’s hours: %s (S-18)', (_, start, minutes, expected) => {
    expect(cards(appointment('a', start, minutes))).toEqual(expected);
  });

  test('C5: without stated hours there is no such conflict (S-18)', () => {
    const day = { ...dayWith(appointment('a', 300, 20)), site: 'elsewhere' };
    expect(conflictsOf(day)).toEqual([]);
  });

  test('C12: booked offline over another booking', () => {
    expect(cards(appointment('a', TEN, 20, { provisional: true }), appointment('b', TEN, 20))).toEqual(['a+b C12']);
    expect(cards(appointment('a', TEN, 20, { provisional: true }))).toEqual([]);
  });

  test('C12: moved by two desks, or moved by one and cancelled by another', () => {
    const contested = [{ practitioner: 'p-kim', start: 660, minutes: 20 }];
    expect(cards(appointment('a', TEN, 20, { contested }))).toEqual(['a C12']);
    expect(cards(appointment('a', TEN, 20, { status: 'cancelled', problems: ['1.2'] }))).toEqual(['a C12']);
  });

  test('C12: two appointments in place of one', () => {
    const replaces = { date: '2026-11-19', appointment: 'a-0' };
    expect(cards(appointment('a', TEN, 20, { replaces }), appointment('b', 700, 20, { replaces }))).toEqual([
      'a+b C12'
    ]);
    const called = appointment('b', 700, 20, { replaces, status: 'cancelled' });
    expect(cards(appointment('a', TEN, 20, { replaces }), called)).toEqual([]);
  });
});

test('[APT-8] the same cards in the same order, however the day came together; every overlap has one', () => {
  const some = fc.record({
    start: fc.integer({ min: 108, max: 200 }).map((line) => line * 5),
    minutes: fc.integer({ min: 1, max: 9 }).map((line) => line * 5),
    practitioner: fc.constantFrom('p-kim', 'p-moss'),
    patient: fc.constantFrom('p-1', 'p-2', 'p-3'),
    provisional: fc.boolean(),
    status: fc.constantFrom('booked' as const, 'booked' as const, 'cancelled' as const)
  });
  const days = fc
    .array(some, { maxLength: 14 })
    .map((all) =>
      all.map(({ start, minutes, practitioner, ...over }, index) => {
        return appointment(`a-${index}`, start, minutes, { ...over, at: { practitioner, start, minutes } });
      })
    )
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(days, ([all, shuffled]) => {
      const conflicts = conflictsOf(dayWith(...all));
      expect(conflictsOf(dayWith(...shuffled))).toEqual(conflicts);

      const live = all.filter(({ status }) => status === 'booked');
      const expected = new Set<string>();
      for (const one of live)
        for (const other of live) {
          const clash = one.at.practitioner === other.at.practitioner || one.patient === other.patient;
          if (one.appointment < other.appointment && clash && overlap(spanOf(one.at), spanOf(other.at)))
            expected.add(`${one.appointment}+${other.appointment}`);
        }
      const pairs = conflicts.filter(({ appointments }) => appointments.length === 2).map(({ id }) => id);
      expect(new Set(pairs)).toEqual(expected);
    }),
    { numRuns: 300 }
  );
});
