import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import type { NewOf, Recorded } from '../fact.ts';
import { practiceOf } from '../practice/practice.ts';
import { blocksBetween, blocksOn, instanceDates, instantsOf, splitAt, unclearSpans } from './blocks.ts';
import type { Block, PlanFact } from './plan-facts.ts';
import type { PlannedBlock } from './plan.ts';

type New = NewOf<PlanFact>;
const LUNCH: Block = {
  block: 'b-lunch',
  kind: 'lunch',
  title: 'Lunch',
  resources: [{ kind: 'practitioner', id: 'p-kim' }],
  date: '2026-11-02',
  start: 720,
  minutes: 60,
  rule: 'FREQ=WEEKLY;BYDAY=MO,WE'
};
const placed = (over: Partial<Block> = {}): New => ({ kind: 'block/placed', of: { ...LUNCH, ...over } });
const told = (...facts: readonly New[]): Recorded[] =>
  facts.map((fact, index) => ({ client: 1, clock: index, fact: { ...fact, at: index * 1024, by: 'u' } }));
const planOf = (...facts: readonly New[]) => practiceOf(told(...facts)).plan;
const planned = (over: Partial<Block> = {}): PlannedBlock => ({ ...LUNCH, ...over, once: new Map() });
const days = (over: Partial<Block>, from = '2026-11-01', to = '2026-12-31') =>
  instanceDates({ ...LUNCH, ...over }, from, to);

test('[PLAN-1] the same facts are the same plan, in any order and however often', () => {
  const policy = {
    practitioner: 'p',
    maxConcurrent: 2,
    mayOverlap: null,
    maxPerSession: null,
    positions: [],
    needsReason: false
  };
  const rules = {
    visitType: 't',
    segments: [],
    before: 0,
    after: 0,
    intervalDays: null,
    referral: false,
    authorization: false
  };
  const facts: New[] = [
    placed(),
    placed({ title: 'Late lunch', start: 780 }),
    { kind: 'block/removed', of: { block: 'b-lunch' } },
    { kind: 'block/moved-once', of: { block: 'b-lunch', date: '2026-11-04', to: null } },
    {
      kind: 'block/moved-once',
      of: { block: 'b-lunch', date: '2026-11-04', to: { date: '2026-11-05', start: 700, minutes: 30 } }
    },
    { kind: 'overlap/allowed', of: { ...policy, visitType: null } },
    { kind: 'overlap/allowed', of: { ...policy, visitType: 't', maxConcurrent: 3 } },
    { kind: 'visit-type/ruled', of: { ...rules, dailyCap: 2 } },
    { kind: 'visit-type/ruled', of: { ...rules, dailyCap: 3 } },
    { kind: 'site-hours/set', of: { site: 'main', week: Array.from({ length: 7 }, () => [{ from: 480, to: 1080 }]) } },
    { kind: 'device/added', of: { device: 'd', site: 'main', name: 'Scanner', count: 2 } }
  ];
  expectFoldLaws(practiceOf, fc.constantFrom(...facts));
});

describe('[PLAN-2] the blocks of a day', () => {
  test('recurring ones by their rule, in order of time', () => {
    const plan = planOf(placed(), placed({ block: 'b-early', start: 500, rule: 'FREQ=DAILY', title: 'Huddle' }));
    const on = (date: string) =>
      blocksOn(plan, date).map(({ block, span }) => `${block.title} ${span.from}-${span.to}`);
    expect(on('2026-11-04')).toEqual(['Huddle 500-560', 'Lunch 720-780']);
    expect(on('2026-11-05')).toEqual(['Huddle 500-560']);
    expect(on('2026-11-01')).toEqual([]);
    expect(blocksOn(plan, '2026-11-04')).toBe(blocksOn(plan, '2026-11-04'));
  });

  test('a night shift is on two days, a leave on each of its own', () => {
    const plan = planOf(
      placed({ block: 'b-night', start: 1320, minutes: 600, date: '2026-11-06', rule: 'FREQ=DAILY;COUNT=1' })
    );
    const found = blocksBetween(plan, '2026-11-06', '2026-11-08');
    expect([...found].map(([date, [first]]) => [date, first?.span, first?.instance])).toEqual([
      ['2026-11-06', { from: 1320, to: 1440 }, '2026-11-06'],
      ['2026-11-07', { from: 0, to: 480 }, '2026-11-06']
    ]);
    const away = planOf(placed({ kind: 'leave', start: 0, minutes: 14 * 1440, date: '2026-11-09' }));
    expect(blocksBetween(away, '2026-11-01', '2026-12-31').size).toBe(53); // from its first day on they follow each other
  });

  test('left out, added, and with a rule nobody here can read', () => {
    expect(days({ except: ['2026-11-04'], also: ['2026-11-05'] }, '2026-11-01', '2026-11-10')).toEqual([
      '2026-11-02',
      '2026-11-05',
      '2026-11-09'
    ]);
    expect(days({ rule: 'FREQ=FORTNIGHTLY' })).toEqual(['2026-11-02']);
  });
});

describe('[PLAN-3] one instance by itself', () => {
  const moved = (to: { date: string; start: number; minutes: number } | null, date = '2026-11-04'): New => ({
    kind: 'block/moved-once',
    of: { block: 'b-lunch', date, to }
  });
  test('goes to another day and time, and its own is free', () => {
    const plan = planOf(placed(), moved({ date: '2026-11-12', start: 700, minutes: 30 }));
    expect(blocksOn(plan, '2026-11-04')).toEqual([]);
    expect(blocksOn(plan, '2026-11-12').map(({ instance, span }) => [instance, span])).toEqual([
      ['2026-11-04', { from: 700, to: 730 }]
    ]);
    expect(blocksOn(plan, '2026-11-09')).toHaveLength(1);
  });
  test('does not take place', () => expect(blocksOn(planOf(placed(), moved(null)), '2026-11-04')).toEqual([]));
  test('a day the rule does not give is no instance', () => {
    const plan = planOf(placed(), moved({ date: '2026-11-12', start: 700, minutes: 30 }, '2026-11-05'));
    expect(blocksOn(plan, '2026-11-12')).toEqual([]);
  });
});

describe('[PLAN-4] this and following', () => {
  test.each([
    ['for ever', 'FREQ=WEEKLY;BYDAY=MO,WE'],
    ['a number of times', 'FREQ=WEEKLY;COUNT=9;BYDAY=MO,WE'],
    ['until a day', 'FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261202T235959'],
    ['with days left out', 'FREQ=DAILY;COUNT=20']
  ])('split %s, the two together are what it was', (_, rule) => {
    const block = planned({ rule, except: ['2026-11-09'], also: ['2026-11-07', '2026-11-28'] });
    const whole = instanceDates(block, '2026-11-01', '2027-01-31');
    for (const date of whole.filter((one) => !(block.also ?? []).includes(one))) {
      const parts = splitAt(block, date, 'b-2');
      const both = [parts?.before, parts?.after].flatMap((part) =>
        part ? instanceDates(part, '2026-11-01', '2027-01-31') : []
      );
      expect(both.toSorted(), date).toEqual(whole);
      expect(parts?.after.from).toBe('b-lunch');
    }
  });
  test('nothing begins on a day that is no instance', () => expect(splitAt(planned(), '2026-11-03', 'b-2')).toBeNull());
  test('from the first on there is nothing before', () =>
    expect(splitAt(planned(), '2026-11-02', 'b-2')?.before).toBeNull());
});

describe('[PLAN-5] where the clock is changed', () => {
  test.each([
    ['New York, spring', '2026-03-08', 'America/New_York', [{ from: 120, to: 180 }]],
    ['New York, autumn', '2026-11-01', 'America/New_York', [{ from: 60, to: 120 }]],
    ['Lisbon, spring', '2026-03-29', 'Europe/Lisbon', [{ from: 60, to: 120 }]],
    ['Lord Howe by half an hour, spring', '2026-10-04', 'Australia/Lord_Howe', [{ from: 120, to: 150 }]],
    ['Lord Howe by half an hour, autumn', '2026-04-05', 'Australia/Lord_Howe', [{ from: 90, to: 120 }]],
    ['Havana at midnight, spring', '2026-03-08', 'America/Havana', [{ from: 0, to: 60 }]],
    ['Havana at one, autumn', '2026-11-01', 'America/Havana', [{ from: 0, to: 60 }]],
    ['Phoenix never', '2026-03-08', 'America/Phoenix', []],
    ['an ordinary day', '2026-11-20', 'America/New_York', []]
  ])('%s', (_, date, zone, spans) => expect(unclearSpans(date, zone)).toEqual(spans));

  test.each([
    ['an ordinary night', '2026-11-20', 10],
    ['the night that is an hour short', '2026-03-07', 9],
    ['the night that is an hour long', '2026-10-31', 11]
  ])('a shift from ten to eight on %s', (_, date, hours) => {
    const { from, to } = instantsOf({ date, start: 1320, minutes: 600 }, 'America/New_York');
    expect((to - from) / 3_600_000).toBe(hours);
  });

  test('nine o’clock stays nine o’clock through the change', () => {
    const plan = planOf(placed({ rule: 'FREQ=DAILY', date: '2026-10-30', start: 540 }));
    for (const date of ['2026-10-31', '2026-11-01', '2026-11-02']) expect(blocksOn(plan, date)[0]?.span.from).toBe(540);
  });
});
