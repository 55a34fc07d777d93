import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../fact.ts';
import { practiceOf } from '../practice/practice.ts';
import { instantAt } from '../time.ts';
import { coverageFaults, onCallAt, shiftsBetween } from './on-call.ts';
import type { Block } from './plan-facts.ts';

const ZONE = 'America/New_York';
const at = (date: string, hour: number) => instantAt(date, hour * 60, ZONE);
const shift = (over: Partial<Block> & { block: string }): Block => ({
  kind: 'on-call',
  title: 'Nights',
  resources: [{ kind: 'practitioner', id: `p-${over.block}` }],
  date: '2026-11-20',
  start: 1020,
  minutes: 900,
  ...over
});
const planOf = (...blocks: readonly Block[]) =>
  practiceOf(
    blocks.map((of, clock) => ({ client: 1, clock, fact: { kind: 'block/placed', of, at: clock, by: 'u' } as Fact }))
  ).plan;
const who = (blocks: readonly Block[], when: number) =>
  onCallAt(planOf(...blocks), when, ZONE).map(({ first }) => first.id);

describe('[CALL-2] who is on call', () => {
  const nights = [shift({ block: 'a' }), shift({ block: 'b', date: '2026-11-21' })];
  test.each([
    ['before', at('2026-11-20', 16), []],
    ['at its first minute', at('2026-11-20', 17), ['p-a']],
    ['after midnight', at('2026-11-21', 3), ['p-a']],
    ['at its end', at('2026-11-21', 8), []],
    ['the night after', at('2026-11-22', 7), ['p-b']]
  ] as const)('%s', (_, when, expected) => expect(who(nights, when)).toEqual(expected));

  test('[CALL-1] by rule, for each duty, with a backup', () => {
    const resources = [
      { kind: 'practitioner' as const, id: 'p-1' },
      { kind: 'practitioner' as const, id: 'p-2' }
    ];
    const blocks = [
      shift({ block: 'a', rule: 'FREQ=DAILY', resources }),
      shift({ block: 'b', title: 'Phones', rule: 'FREQ=WEEKLY' })
    ];
    const now = onCallAt(planOf(...blocks), at('2026-12-04', 20), ZONE);
    expect(now.map(({ duty, first, backup }) => [duty, first.id, backup.map(({ id }) => id)])).toEqual([
      ['Nights', 'p-1', ['p-2']],
      ['Phones', 'p-b', []]
    ]);
  });
  test('what is no on-call shift is none', () =>
    expect(who([shift({ block: 'a', kind: 'meeting' })], at('2026-11-20', 20))).toEqual([]));
  test.each([
    ['the night that is an hour short', '2026-03-07', 14],
    ['the night that is an hour long', '2026-10-31', 16]
  ])('%s', (_, date, hours) => {
    const [only] = shiftsBetween(planOf(shift({ block: 'a', date })), at(date, 12), at(date, 12) + 86_400_000, ZONE);
    expect(((only?.to ?? 0) - (only?.from ?? 0)) / 3_600_000).toBe(hours);
  });
});

describe('[CALL-3] gaps and overlaps', () => {
  const [from, to] = [at('2026-11-20', 17), at('2026-11-23', 17)];
  const faults = (...blocks: readonly Block[]) =>
    coverageFaults(planOf(...blocks), from, to, ZONE).map((one) => [
      one.kind,
      one.duty,
      (one.from - from) / 3_600_000,
      (one.to - from) / 3_600_000
    ]);
  test('round the clock there is none', () =>
    expect(faults(shift({ block: 'a', minutes: 1440, rule: 'FREQ=DAILY' }))).toEqual([]));
  test('a night nobody has', () => {
    const day = shift({ block: 'a', minutes: 1440 });
    expect(faults(day, shift({ block: 'b', date: '2026-11-22', minutes: 1440 }))).toEqual([['gap', 'Nights', 24, 48]]);
  });
  test('two at once, and nobody at the end', () => {
    expect(faults(shift({ block: 'a', minutes: 1440 }), shift({ block: 'b', start: 1140, minutes: 1440 }))).toEqual([
      ['twice', 'Nights', 2, 24],
      ['gap', 'Nights', 26, 72]
    ]);
  });
  test('without any shift there is no duty, and so no fault', () => expect(faults()).toEqual([]));

  test('[CALL-3] as a model finds them hour by hour', () => {
    const some = fc.array(
      fc.record({ start: fc.integer({ min: -10, max: 80 }), hours: fc.integer({ min: 1, max: 30 }) }),
      { minLength: 1, maxLength: 6 }
    );
    fc.assert(
      fc.property(some, (all) => {
        const blocks = all.map(({ start, hours }, i) => {
          const begin = new Date(from + start * 3_600_000 - 5 * 3_600_000); // five hours behind UTC in November
          return shift({
            block: `b-${i}`,
            date: begin.toISOString().slice(0, 10),
            start: begin.getUTCHours() * 60,
            minutes: hours * 60
          });
        });
        const touching = all.filter(({ start, hours }) => start < 72 && start + hours > 0);
        const found = coverageFaults(planOf(...blocks), from, to, ZONE);
        for (let hour = 0; hour < 72; hour++) {
          const on = touching.filter(({ start, hours }) => start <= hour && hour < start + hours).length;
          const middle = from + hour * 3_600_000 + 1_800_000;
          const said = new Set(found.filter((one) => one.from < middle && middle < one.to).map(({ kind }) => kind));
          expect(said.has('gap')).toBe(touching.length > 0 && on === 0);
          expect(said.has('twice')).toBe(on > 1);
        }
      }),
      { numRuns: 300 }
    );
  });
});

describe('[CALL-4] a turn changes hands when both have said yes', () => {
  const from = { kind: 'practitioner' as const, id: 'p-a' };
  const swap = (to: string, id = 's-1', giver = from) => ({
    kind: 'on-call/swap-asked',
    of: { swap: id, block: 'a', date: '2026-11-20', from: giver, to: { kind: 'practitioner', id: to } }
  });
  const says = (side: string, agrees: boolean, id = 's-1') => ({
    kind: 'on-call/swap-answered',
    of: { swap: id, side, agrees }
  });
  const night = { kind: 'block/placed', of: shift({ block: 'a' }) };
  const who = (facts: readonly { kind: string; of: unknown }[]) => {
    const recorded = [night, ...facts].map((fact, clock) => ({
      client: 1,
      clock,
      fact: { ...fact, at: clock, by: 'u' }
    }));
    return onCallAt(practiceOf(recorded).plan, at('2026-11-20', 20), ZONE).map(({ first }) => first.id);
  };
  const both = [says('gives', true), says('takes', true)];
  const second = swap('p-c', 's-2', { kind: 'practitioner', id: 'p-b' });

  test.each([
    ['asked only', [swap('p-b')], 'p-a'],
    ['one has agreed', [swap('p-b'), says('takes', true)], 'p-a'],
    ['both have', [swap('p-b'), ...both], 'p-b'],
    ['one has thought better of it', [swap('p-b'), ...both, says('takes', false)], 'p-a'],
    ['an answer to nothing', both, 'p-a'],
    ['handed on', [swap('p-b'), ...both, second, says('gives', true, 's-2'), says('takes', true, 's-2')], 'p-c'],
    [
      'two desks gave it to two: the first that was asked has it',
      [swap('p-b'), ...both, swap('p-c', 's-2'), says('gives', true, 's-2'), says('takes', true, 's-2')],
      'p-b'
    ]
  ])('%s', (_, facts, id) => expect(who(facts)).toEqual([id]));
});

test('[CALL-6] the number of the duty stands with each turn, and with one what was handed over', () => {
  const block = shift({ block: 'a', rule: 'FREQ=DAILY', phone: '555-0140' });
  const noted = (date: string, note: string) => ({ kind: 'on-call/handed-off', of: { block: 'a', date, note } });
  const facts = [
    { kind: 'block/placed', of: block },
    noted('2026-11-20', 'Ward phone is out'),
    noted('2026-11-21', 'Back at nine'),
    noted('2026-11-21', '')
  ];
  const { plan } = practiceOf(
    facts.map(({ kind, of }, clock) => ({ client: 1, clock, fact: { kind, of, at: clock, by: 'u' } as Fact }))
  );
  const turns = shiftsBetween(plan, at('2026-11-20', 18), at('2026-11-22', 18), ZONE);
  expect(turns.map(({ date, phone, note }) => [date, phone, note])).toEqual([
    ['2026-11-20', '555-0140', 'Ward phone is out'],
    ['2026-11-21', '555-0140', ''],
    ['2026-11-22', '555-0140', '']
  ]);
  const [plain] = onCallAt(planOf(shift({ block: 'b' })), at('2026-11-20', 20), ZONE);
  expect([plain?.phone, plain?.note]).toEqual(['', '']);
});
