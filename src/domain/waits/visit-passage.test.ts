import { expect, test } from 'vitest';
import type { NewOf, Recorded } from '../fact.ts';
import { stampAt } from '../time.ts';
import type { VisitFact } from '../visit/visit-facts.ts';
import { leftOf } from './quote.ts';
import { byTurnOf } from './passage.ts';
import { passageOf } from './visit-passage.ts';

const NINE = Date.parse('2026-11-20T14:00:00Z');
const label = { family: 'Example', given: 'Robin', birthDate: '1980-02-29' };
const arrived: NewOf<VisitFact> = {
  kind: 'visit/arrived',
  of: { visit: 'v-a1', appointment: 'a1', patient: null, label, ticket: 'A-001' }
};
const step = (kind: 'ready' | 'done' | 'checked-out'): NewOf<VisitFact> => ({
  kind: `visit/${kind}`,
  of: { visit: 'v-a1' }
});
const called: NewOf<VisitFact> = { kind: 'visit/called', of: { visit: 'v-a1', room: 'r1' } };
const roomed: NewOf<VisitFact> = { kind: 'visit/roomed', of: { visit: 'v-a1', room: 'r1' } };
const left: NewOf<VisitFact> = { kind: 'visit/left', of: { visit: 'v-a1', reason: 'without-being-seen' } };

/** Each a minute after the one before. */
function told(...facts: readonly NewOf<VisitFact>[]): Recorded[] {
  return facts.map((fact, index) => ({
    client: 1,
    clock: index,
    fact: { ...fact, at: stampAt(NINE + index * 60_000), by: 'u-1' }
  }));
}

const APPOINTMENT = { at: { practitioner: 'p1', start: 550, minutes: 20 }, visitType: 'sick' };
const of = { appointment: APPOINTMENT, date: '2026-11-20', zone: 'America/New_York' } as const;
const minute = (at: number | null): number | null => (at === null ? null : (at - NINE) / 60_000);

test.each<[string, NewOf<VisitFact>[], (number | null)[]]>([
  ['waits', [arrived], [0, null, null, null]],
  ['was called, roomed and seen', [arrived, called, roomed, step('done'), step('checked-out')], [0, 1, 3, null]],
  ['stands in a room without a call', [arrived, roomed], [0, 1, null, null]],
  ['was called twice: the first call ended the wait', [arrived, called, called], [0, 1, null, null]],
  ['left unseen', [arrived, left], [0, null, null, 1]],
  ['left the room', [arrived, called, left], [0, 1, 2, null]],
  ['was checked out unseen', [arrived, step('checked-out')], [0, null, null, 1]]
])('[WAIT-8] a visit that %s', (_, facts, expected) => {
  const passage = passageOf(told(...facts).toReversed(), of);
  expect(passage).toMatchObject({ id: 'v-a1', queue: 'p1', type: 'sick', bookedFor: NINE + 10 * 60_000 });
  expect(passage && [passage.arrivedAt, passage.startedAt, passage.endedAt, passage.leftAt].map(minute)).toEqual(
    expected
  );
});

test('[WAIT-8] a walk-in waits in a queue of its own, and nobody who never came waits', () => {
  expect(passageOf(told(arrived), { ...of, appointment: null })).toMatchObject({ queue: 'walk-in', bookedFor: null });
  expect(passageOf(told(called), of)).toBeNull();
});

test('[WAIT-8] a call that was taken back did not end the wait', () => {
  const facts = told(arrived, called);
  const back = {
    client: 2,
    clock: 0,
    fact: { kind: 'fact/voided', of: { fact: '1.1' }, at: stampAt(NINE + 90_000), by: 'u-1' }
  };
  expect(passageOf([...facts, back], of)?.startedAt).toBeNull();
});

test.each([
  [0, { low: 20, high: 30 }],
  [8, { low: 15, high: 25 }],
  [22, { low: 0, high: 10 }],
  [30, null],
  [60, null]
])('[WAIT-4] of 20 to 30 minutes, after %i there is left', (ago, left) => {
  expect(leftOf({ low: 20, high: 30 }, ago)).toEqual(left);
});

test('[WAIT-9] whom a person moved in line stands there for the estimators; who is urgent stands before all', () => {
  const at = (minute: number): number => minute * 60_000;
  const waits = { type: 'established', bookedFor: null };
  const first = { ...waits, id: 'first', arrivedAt: at(1) };
  const moved = {
    ...waits,
    id: 'moved',
    arrivedAt: at(2),
    placed: { turn: at(9), reason: 'agreed' as const, at: at(3) }
  };
  const last = { ...waits, id: 'last', arrivedAt: at(4) };
  const urgent = {
    ...waits,
    id: 'urgent',
    arrivedAt: at(5),
    placed: { turn: 0, reason: 'clinical' as const, at: at(6) }
  };
  expect([last, moved, urgent, first].sort(byTurnOf).map(({ id }) => id)).toEqual(['urgent', 'first', 'last', 'moved']);
});
