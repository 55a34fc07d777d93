import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { standing, type NewFact, type NewOf, type Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { patientOf } from '../patient/patient.ts';
import { areTogether, clashesIn, isSameCard } from './clashes.ts';
import type { CoverageFact, CoverageSaid } from './coverage-facts.ts';
import { coverageLooked } from './coverage-evidence.ts';
import { coveragesIn, coveringOn, type Coverages } from './coverages.ts';
import { eligibilityOf } from './eligibility.ts';
import type { EligibilityCheck } from './eligibility-facts.ts';

type New = NewOf<CoverageFact>;
const CEDAR = { name: 'Cedar Health Plan', id: '55501' };
const SAID: CoverageSaid = {
  kind: 'health',
  order: 'primary',
  period: { start: '2026-01-01', end: null },
  payer: CEDAR,
  member: 'CH-100',
  subscriber: { relationship: 'self' }
};
const add = (coverage: string, more: Partial<CoverageSaid> = {}): New => ({
  kind: 'coverage/added',
  of: { patient: 'p', coverage, ...SAID, ...more }
});
const change = (coverage: string, field: string, from: unknown, to: unknown): New =>
  ({ kind: 'coverage/changed', of: { patient: 'p', coverage, field, from, to } }) as New;
const CHECK: EligibilityCheck = {
  ...{ method: 'phone', serviceDate: '2026-11-20', payer: CEDAR, member: 'CH-100', active: true },
  ...{ copays: [], authorizations: [], limits: [] }
};
const check = (coverage: string, more: Partial<EligibilityCheck> = {}): New => ({
  kind: 'eligibility/verified',
  of: { patient: 'p', coverage, ...CHECK, ...more }
});

/** Noon in New York of that day. */
const noon = (day: string): number => Date.parse(`${day}T17:00:00Z`);
type Dated = readonly [day: string, fact: New];
const dated = (one: New | Dated): Dated =>
  'kind' in one ? [one.kind === 'coverage/added' ? '2026-01-01' : '2026-11-20', one] : one;
function told(...facts: readonly (New | Dated)[]): Recorded[] {
  return facts.map((one, clock) => {
    const [day, fact] = dated(one);
    return { client: clientIdOf(1, 0), clock, fact: { ...fact, at: noon(day) * 1024 + clock, by: 'u-ada' } };
  });
}
const folded = (...facts: readonly (New | Dated)[]): Coverages => coveragesIn(standing(told(...facts)))!;
const ids = (list: readonly { readonly coverage: string }[]): string[] => list.map(({ coverage }) => coverage);

test('[COV-1] the same facts say the same of who pays, in any order and however often', () => {
  const members = ['CH-100', 'CH-200', 'CH-300'];
  const ids = fc.constantFrom('a', 'b');
  const any: fc.Arbitrary<NewFact> = fc.oneof(
    ids.map((id) => add(id)),
    fc
      .tuple(ids, fc.constantFrom(...members), fc.constantFrom(...members))
      .map(([id, a, b]) => change(id, 'member', a, b)),
    fc.tuple(ids, fc.constantFrom(null, 'x', 'y')).map(([id, to]) => change(id, 'copay', null, to)),
    ids.map((coverage): New => ({ kind: 'coverage/withdrawn', of: { patient: 'p', coverage, reason: 'duplicate' } })),
    ids.map((id) => check(id)),
    fc.boolean().map((pays): New => ({ kind: 'coverage/self-pay-said', of: { patient: 'p', pays } }))
  );
  expectFoldLaws((facts) => coveragesIn(standing(facts)), any, 200);
});

test('[COV-5] ended coverages stay in the list, in the order they pay; a case comes first', () => {
  const injury = { claim: 'W-1', date: '2026-10-01' };
  const all = folded(
    add('old', { period: { start: '2025-01-01', end: '2025-12-31' } }),
    add('second', { order: 'secondary', member: 'X' }),
    add('now'),
    add('case', { kind: 'workers-comp', order: null, member: '', injury })
  );
  expect(ids(all.list)).toEqual(['case', 'now', 'old', 'second']);
  expect(ids(coveringOn(all, '2026-11-20'))).toEqual(['case', 'now', 'second']);
  expect(ids(coveringOn(all, '2025-06-01'))).toEqual(['case', 'old', 'second'].filter((id) => id === 'old'));
});

describe('[COV-2] two desks that changed one field without knowing of each other', () => {
  test('of who is billed and as whom: both stand, the later meanwhile; choosing settles it', () => {
    const forked = [add('a'), change('a', 'member', 'CH-100', 'CH-1'), change('a', 'member', 'CH-100', 'CH-2')];
    const all = folded(...forked);
    expect(all.list[0]?.member).toBe('CH-2');
    expect(all.forks).toMatchObject([{ coverage: 'a', field: 'member', values: ['CH-1', 'CH-2'] }]);
    expect(folded(...forked, change('a', 'member', 'CH-2', 'CH-1'))).toMatchObject({
      list: [{ member: 'CH-1' }],
      forks: []
    });
  });
  test.each([
    ['order', 'primary', 'secondary', 'tertiary'],
    ['payer', CEDAR, { name: 'B', id: '' }, { name: 'C', id: '' }],
    ['period', SAID.period, { start: null, end: null }, { start: '2026-02-01', end: null }],
    ['subscriber', SAID.subscriber, { relationship: 'spouse' }, { relationship: 'other' }]
  ])('%s is asked about', (field, from, one, other) => {
    expect(folded(add('a'), change('a', field, from, one), change('a', field, from, other)).forks).toHaveLength(1);
  });
  test('of what matters less the later counts', () => {
    const all = folded(add('a'), change('a', 'copay', null, '$25'), change('a', 'copay', null, '$30'));
    expect([all.list[0]?.copay, all.forks]).toEqual(['$30', []]);
  });
  test('one that was taken out asks nothing', () => {
    const out: New = { kind: 'coverage/withdrawn', of: { patient: 'p', coverage: 'a', reason: 'entered-in-error' } };
    const all = folded(add('a'), change('a', 'member', 'CH-100', 'CH-1'), change('a', 'member', 'CH-100', 'CH-2'), out);
    expect([all.list, all.forks, all.withdrawn[0]?.reason]).toEqual([[], [], 'entered-in-error']);
  });
});

test('[COV-12] pictures of a card that were replaced are kept, with the days from which and until which they were the card’s', () => {
  const [first, second] = [{ front: 'doc-1' }, { front: 'doc-2', back: 'doc-3' }];
  const { list } = folded(add('a'), change('a', 'cards', null, first), change('a', 'cards', first, second));
  const [one] = list;
  expect(one?.cards).toEqual(second);
  expect(one?.cardsBefore).toMatchObject([first]);
  expect(one?.cardsBefore?.[0]?.until).toBe(one?.changed.at);
  // Said again as they are, they were not replaced.
  expect(folded(add('a', { cards: first })).list[0]?.cardsBefore).toBeUndefined();
});

describe('what cannot both be so', () => {
  const of = (...facts: readonly New[]) => clashesIn(folded(...facts).list);
  test('[COV-3] one card in two places of the order, however it is written', () => {
    const second = { order: 'secondary', member: 'ch 100', payer: { name: 'Cedar', id: '555-01' } } as const;
    expect(of(add('a'), add('b', second))).toEqual([{ code: 'same-card', coverages: ['a', 'b'] }]);
    expect(of(add('a'), add('b', { ...second, payer: { name: 'Other', id: '7' } }))).toEqual([]);
    expect(isSameCard({ payer: CEDAR, member: '' }, { payer: CEDAR, member: '' })).toBe(false);
  });
  test('[COV-4] two in one place of the order on one day', () => {
    const other = { member: 'CH-9', period: { start: '2026-06-01', end: null } };
    expect(of(add('a'), add('b', other))).toMatchObject([{ code: 'same-order', order: 'primary', from: '2026-06-01' }]);
    expect(of(add('a', { period: { start: '2026-01-01', end: '2026-05-31' } }), add('b', other))).toEqual([]);
  });
  test.each([
    ['one day in common', ['2026-01-01', '2026-02-01'], ['2026-02-01', null], true],
    ['none', ['2026-01-01', '2026-01-31'], ['2026-02-01', null], false],
    ['no dates', [null, null], [null, null], true],
    ['ended before the other began', [null, '2025-12-31'], ['2026-01-01', null], false]
  ] as const)('[COV-4] %s', (_, [a, b], [c, d], together) => {
    expect(areTogether({ start: a, end: b }, { start: c, end: d })).toBe(together);
    expect(areTogether({ start: c, end: d }, { start: a, end: b })).toBe(together);
  });
});

describe('[COV-9] the badge of a coverage', () => {
  const badge = (...facts: readonly (New | Dated)[]) => {
    const [one] = folded(...facts).list;
    const { state, daysAgo, why } = eligibilityOf(one!, { now: noon('2026-11-20'), zone: 'America/New_York' });
    return [state, daysAgo, why];
  };
  test.each([
    ['nobody asked', [add('a')], ['unchecked', null, null]],
    ['by phone today', [add('a'), check('a')], ['manual', 0, null]],
    ['electronically', [add('a'), ['2026-11-08', check('a', { method: 'electronic' })]], ['verified', 12, null]],
    ['last month', [add('a'), ['2026-10-31', check('a')]], ['stale', 20, 'month']],
    ['long ago', [add('a'), ['2026-10-01', check('a')]], ['stale', 50, 'days']],
    ['not active', [add('a'), check('a', { active: false })], ['inactive', 0, null]],
    ['ended since', [add('a'), check('a', { term: '2026-11-10' })], ['inactive', 0, null]],
    ['about another number', [add('a'), check('a', { member: 'CH-1' })], ['stale', 0, 'other-card']],
    ['the latest counts', [add('a'), ['2026-11-01', check('a', { active: false })], check('a')], ['manual', 0, null]]
  ] as const)('%s', (_, facts, expected) => {
    const inOrder = [...facts].map(dated);
    expect(badge(...inOrder.toSorted(([a], [b]) => a.localeCompare(b)))).toEqual(expected);
  });
  test('an answer never hides what the card says', () => {
    const all = folded(add('a', { copay: '$25' }), check('a', { active: false }));
    expect(all.list[0]).toMatchObject({ ...SAID, copay: '$25', checks: [{ active: false }] });
  });
});

describe('[CHK-8] who pays, at check-in', () => {
  const looked = (...facts: readonly (New | Dated)[]) => coverageLooked({ coverages: folded(...facts) }, '2026-11-20');
  test('of two that pay, the one looked at longest ago', () => {
    const second = { order: 'secondary', member: 'X', payer: { name: 'B', id: '' } } as const;
    const seen = looked(
      ['2026-05-01', add('a')],
      ['2026-10-01', add('b', second)],
      ['2026-11-19', check('b', { payer: second.payer, member: 'X' })]
    );
    expect(seen).toMatchObject({
      isThere: true,
      evidence: { how: 'entered', at: noon('2026-05-01') },
      isInDoubt: false
    });
  });
  test('only ended ones are none; paying without is an answer', () => {
    const ended = add('a', { period: { start: null, end: '2026-01-01' } });
    expect(looked(ended)).toMatchObject({ isThere: false });
    const pays: New = { kind: 'coverage/self-pay-said', of: { patient: 'p', pays: true } };
    expect(looked(ended, pays)).toMatchObject({ isThere: true, evidence: { how: 'asked' } });
    expect(looked(ended, pays, { ...pays, of: { patient: 'p', pays: false } })).toMatchObject({ isThere: false });
  });
  test('a clash and a fork are in doubt, and a month is long for Medicaid', () => {
    expect(looked(add('a'), add('b', { member: 'Z' }))).toMatchObject({ isInDoubt: true });
    expect(looked(add('a'), change('a', 'member', 'CH-100', '1'), change('a', 'member', 'CH-100', '2'))).toMatchObject({
      isInDoubt: true
    });
    expect(looked(add('a', { plan: { type: 'medicaid' } }))).toMatchObject({ isMonthly: true });
  });
});

test('[COV-1] a patient says who pays only where somebody has', () => {
  const name = { family: 'Rook', given: ['Ann'] };
  const of = { patient: 'p', source: 'desk', name, birthDate: null, sex: 'female', phones: [], identifiers: [] };
  const registered = { client: clientIdOf(2, 0), clock: 0, fact: { kind: 'patient/registered', at: 1, by: 'u', of } };
  expect(patientOf([registered])).not.toHaveProperty('coverages');
  expect(patientOf([registered, ...told(add('a'))])?.coverages?.list).toHaveLength(1);
});
