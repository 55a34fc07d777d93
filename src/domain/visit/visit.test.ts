import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectFoldLaws, recordedFacts, voidOf } from '#tests/fixtures/fold-laws.ts';
import { factId, type NewOf, type Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import type { VisitFact } from './visit-facts.ts';
import { mayFollow, visitFrom, type VisitState } from './visit.ts';

const label = { family: 'Rook', given: 'Ann', birthDate: null };
type New = NewOf<VisitFact>;
const arrive = (ticket = 'A-001'): New => {
  return { kind: 'visit/arrived', of: { visit: 'v', appointment: 'a', patient: 'p', label, ticket } };
};
const STEPS: readonly New[] = [
  { kind: 'visit/called', of: { visit: 'v', room: 'r-1' } },
  { kind: 'visit/called', of: { visit: 'v', room: 'r-2' } },
  { kind: 'visit/roomed', of: { visit: 'v', room: 'r-1' } },
  { kind: 'visit/ready', of: { visit: 'v' } },
  { kind: 'visit/with-provider', of: { visit: 'v' } },
  { kind: 'visit/done', of: { visit: 'v' } },
  { kind: 'visit/checked-out', of: { visit: 'v' } },
  { kind: 'visit/left', of: { visit: 'v', reason: 'other' } }
];
const [CALL, CALL_2, ROOM, READY, WITH, DONE, OUT, LEFT] = STEPS as [New, New, New, New, New, New, New, New];

/** Facts a minute apart, from one desk. */
function told(...facts: readonly New[]): Recorded[] {
  return facts.map((fact, index) => ({
    client: clientIdOf(1, 0),
    clock: index,
    fact: { ...fact, at: index * 60_000 * 1024, by: 'u' }
  }));
}
const stateAfter = (...facts: readonly New[]): VisitState | undefined => visitFrom(told(...facts))?.state;

const anyStep = fc.constantFrom(arrive(), arrive('K2-014'), ...STEPS);

test('[FLOW-1] the same facts are the same visit, in any order and however often', () => {
  expectFoldLaws(visitFrom, anyStep);
});

describe('[FLOW-2] the way through the house', () => {
  test.each([
    [[], 'waiting'],
    [[CALL], 'called'],
    [[CALL, ROOM], 'in-room'],
    [[CALL, ROOM, READY], 'ready'],
    [[CALL, ROOM, READY, WITH], 'with-provider'],
    [[CALL, ROOM, READY, WITH, READY], 'ready'],
    [[CALL, ROOM, READY, WITH, DONE], 'done'],
    [[CALL, ROOM, READY, WITH, DONE, OUT], 'checked-out'],
    [[ROOM, DONE, OUT], 'checked-out'],
    [[CALL, OUT], 'checked-out'],
    [[OUT], 'checked-out'],
    [[LEFT], 'left'],
    [[CALL, LEFT], 'left'],
    [[CALL, ROOM, DONE, CALL_2], 'called']
  ] satisfies [New[], VisitState][])('%j', (steps, state) => {
    const visit = visitFrom(told(arrive(), ...steps));
    expect(visit).toMatchObject({ state, problems: [] });
  });

  test('calling again is counted, and the last room counts', () => {
    const minute = 60_000;
    expect(visitFrom(told(arrive(), CALL, CALL_2))).toMatchObject({
      calls: 2,
      room: 'r-2',
      arrivedAt: 0,
      calledAt: 2 * minute,
      since: 2 * minute
    });
  });

  test('the table is what the fold does', () => {
    expect(mayFollow('waiting', 'visit/called')).toBe(true);
    expect(mayFollow('checked-out', 'visit/called')).toBe(false);
  });
});

describe('[FLOW-3] what cannot follow is kept as a task', () => {
  test.each([
    ['seen without having been called', [WITH], 'waiting', 1],
    ['called after check-out', [CALL, OUT, CALL], 'checked-out', 1],
    ['ready after the visit', [CALL, DONE, READY], 'done', 1],
    ['back from leaving without an arrival', [LEFT, CALL], 'left', 1],
    ['the same step twice is one step', [CALL, ROOM, ROOM, READY, READY, DONE, DONE, OUT, OUT], 'checked-out', 0],
    ['left twice', [LEFT, LEFT], 'left', 0]
  ] satisfies [string, New[], VisitState, number][])('%s', (_, steps, state, problems) => {
    const visit = visitFrom(told(arrive(), ...steps));
    expect(visit?.state).toBe(state);
    expect(visit?.problems).toHaveLength(problems);
  });

  test('no step is lost: each moved the visit, repeated a step, or is a task', () => {
    fc.assert(
      fc.property(recordedFacts(fc.constantFrom(...STEPS)), (steps) => {
        const start: Recorded = { client: 0, clock: 0, fact: { ...arrive(), at: 0, by: 'u' } };
        const visit = visitFrom([start, ...steps]);
        for (const id of visit?.problems ?? []) expect(steps.map(factId)).toContain(id);
        expect(new Set(visit?.problems).size).toBe(visit?.problems.length);
      })
    );
  });
});

describe('[FLOW-4] one visit, whoever marks the arrival', () => {
  test('a second arrival adds its ticket and changes nothing else', () => {
    const facts = told(arrive(), CALL, arrive('K2-014'), arrive('K2-014'));
    expect(visitFrom(facts)).toMatchObject({
      ticket: 'A-001',
      otherTickets: ['K2-014'],
      state: 'called',
      arrivedAt: 0
    });
  });

  test('each submission leads to it', () => {
    const by = (submission: string): New => {
      return {
        kind: 'visit/arrived',
        of: { ...arrive().of, submission } as Extract<New, { kind: 'visit/arrived' }>['of']
      };
    };
    expect(visitFrom(told(by('s-1'), by('s-2'), by('s-1')))?.submissions).toEqual(['s-1', 's-2']);
  });

  test('nobody arrived: there is no visit', () => {
    expect(visitFrom(told(CALL, ROOM))).toBeNull();
    expect(visitFrom([])).toBeNull();
  });
});

describe('[FLOW-5] who left and comes again waits again', () => {
  test('from leaving', () => {
    expect(visitFrom(told(arrive(), CALL, LEFT, arrive('A-009')))).toMatchObject({
      state: 'waiting',
      ticket: 'A-001',
      otherTickets: ['A-009'],
      room: null,
      leftReason: null,
      since: 3 * 60_000,
      arrivedAt: 0,
      problems: []
    });
  });

  test('after check-out it is a task', () => {
    const visit = visitFrom(told(arrive(), OUT, arrive('A-009')));
    expect(visit).toMatchObject({ state: 'checked-out', otherTickets: ['A-009'] });
    expect(visit?.problems).toHaveLength(1);
  });
});

test('[FLOW-6] undo takes back the last step, and the arrival with the visit', () => {
  const facts = told(arrive(), CALL, ROOM);
  const last = visitFrom(facts)!.last;
  expect(visitFrom([...facts, voidOf(last, 0)])?.state).toBe('called');
  expect(visitFrom([...facts, voidOf(factId(facts[0]!), 0)])).toBeNull();
  expect(stateAfter(arrive(), CALL)).toBe('called');
});
