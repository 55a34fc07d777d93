import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws, voidOf } from '#tests/fixtures/fold-laws.ts';
import { factId, type NewOf, type Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { NEEDS } from './needs.ts';
import { NOTHING_SAID, roomSaidFrom, roomStanding } from './room.ts';
import { USUAL_LIMITS } from './flow-limits.ts';
import { turnoverOf } from './turnover.ts';
import type { Need, VisitFact } from './visit-facts.ts';
import { visitFrom } from './visit.ts';

type New = NewOf<VisitFact>;
const MINUTE = 60_000;
const label = { family: 'Rook', given: 'Ann', birthDate: null };
const ARRIVED: New = {
  kind: 'visit/arrived',
  of: { visit: 'v', appointment: null, patient: null, label, ticket: 'A-001' }
};
const CALLED: New = { kind: 'visit/called', of: { visit: 'v', room: 'r' } };
const DONE: New = { kind: 'visit/done', of: { visit: 'v' } };
const need = (one: Need): New => ({ kind: 'visit/needed', of: { visit: 'v', need: one } });
const met = (one: Need): New => ({ kind: 'visit/need-met', of: { visit: 'v', need: one } });

/** A fact of one device, its minute of the day first. */
function told(device: number, ...facts: readonly (readonly [minute: number, fact: New])[]): Recorded[] {
  return facts.map(([minute, fact], clock) => ({
    client: clientIdOf(device, 0),
    clock,
    fact: { ...fact, at: minute * MINUTE * 1024, by: `device:${device}` }
  }));
}
const needsOf = (facts: readonly Recorded[]): unknown => visitFrom(facts)?.needs;

test('[FLOW-12] two tablets that ask for the same, apart, ask once; the first asking stands', () => {
  const desk = told(1, [0, ARRIVED], [1, CALLED]);
  const one = told(2, [5, need('nurse')], [9, need('ekg')]);
  const other = told(3, [6, need('nurse')], [7, need('interpreter')]);
  const together = [
    { need: 'nurse', since: 5 * MINUTE },
    { need: 'interpreter', since: 7 * MINUTE },
    { need: 'ekg', since: 9 * MINUTE }
  ];
  expect(needsOf([...desk, ...one, ...other])).toEqual(together);
  expect(needsOf([...other, ...one, ...desk])).toEqual(together);
});

test('[FLOW-12] who came met what had been asked until then, on whatever screen; a later asking is a new one', () => {
  const desk = told(1, [0, ARRIVED], [1, CALLED]);
  const one = told(2, [5, need('nurse')], [8, met('nurse')]);
  const other = told(3, [6, need('nurse')]);
  expect(needsOf([...desk, ...one, ...other])).toEqual([]);
  const later = told(3, [6, need('nurse')], [12, need('nurse')]);
  expect(needsOf([...desk, ...one, ...later])).toEqual([{ need: 'nurse', since: 12 * MINUTE }]);
});

test('[FLOW-12] needs move with the patient, end with the visit, and are back when that is taken back', () => {
  const before = told(1, [0, ARRIVED], [1, CALLED], [2, need('lab')]);
  const moved = told(2, [3, { kind: 'visit/called', of: { visit: 'v', room: 'r-2' } }]);
  const done = told(3, [4, DONE]);
  expect(visitFrom([...before, ...moved])).toMatchObject({ room: 'r-2', needs: [{ need: 'lab' }] });
  expect(needsOf([...before, ...done, ...told(4, [5, need('nurse')])])).toEqual([]);
  expect(needsOf([...before, ...done, voidOf(factId(done[0]!), 9)])).toEqual([{ need: 'lab', since: 2 * MINUTE }]);
});

test('[FLOW-12] an asking moves no step: what undo would take back stays the step', () => {
  const before = told(1, [0, ARRIVED], [1, CALLED]);
  const asked = visitFrom([...before, ...told(2, [2, need('nurse')])]);
  expect(asked).toMatchObject({ last: visitFrom(before)?.last, state: 'called', since: MINUTE, problems: [] });
});

test('[FLOW-13] the last word of where somebody stands in line stands, and not for who left and comes again', () => {
  const place = (turn: number): New => ({
    kind: 'visit/placed',
    of: { visit: 'v', turn, before: null, reason: 'agreed' }
  });
  const placed = told(1, [0, ARRIVED], [1, place(7)], [2, place(9)]);
  expect(visitFrom(placed)).toMatchObject({ state: 'waiting', placed: { turn: 9, reason: 'agreed', at: 2 * MINUTE } });
  expect(visitFrom([...placed, voidOf(factId(placed[2]!), 3)])?.placed).toMatchObject({ turn: 7 });
  const left = told(2, [4, { kind: 'visit/left', of: { visit: 'v', reason: 'other' } }], [5, ARRIVED]);
  expect(visitFrom([...placed, ...left])).toMatchObject({ state: 'waiting', placed: null });
});

test('[FLOW-1] the same facts are the same needs, in any order and however often', () => {
  const any = fc.constantFrom(ARRIVED, CALLED, DONE, ...NEEDS.flatMap((one) => [need(one), met(one)]));
  expectFoldLaws(visitFrom, any, 200);
});

const room = (kind: 'freed' | 'cleaning'): New => ({ kind: `room/${kind}`, of: { room: 'r' } });
const BLOCKED: New = { kind: 'room/blocked', of: { room: 'r', reason: 'repair' } };
const standingOf = (visit: readonly Recorded[], said: readonly Recorded[]) => {
  const one = visitFrom(visit);
  return roomStanding(one ? [one] : [], 'r', roomSaidFrom(said));
};

test('[FLOW-7] what was said of a room is the last of each, in any order', () => {
  const any = fc.constantFrom(room('freed'), room('cleaning'), BLOCKED);
  expectFoldLaws(roomSaidFrom, any, 100);
  expect(roomSaidFrom([])).toEqual(NOTHING_SAID);
});

test('[ROOM-11] a room is left, made ready, free; the turnover runs from when the patient left', () => {
  const visit = told(1, [0, ARRIVED], [1, CALLED], [20, DONE]);
  const left = standingOf(visit, []);
  expect(left).toMatchObject({ state: 'left', since: 20 * MINUTE, leftAt: 20 * MINUTE });
  expect(turnoverOf(left, (20 + USUAL_LIMITS.longTurnover) * MINUTE)).toBe(USUAL_LIMITS.longTurnover);

  const cleaning = standingOf(visit, told(2, [26, room('cleaning')]));
  expect(cleaning).toMatchObject({ state: 'cleaning', since: 26 * MINUTE, leftAt: 20 * MINUTE });
  expect(turnoverOf(cleaning, 30 * MINUTE)).toBe(10);

  const free = standingOf(visit, told(2, [26, room('cleaning')], [31, room('freed')]));
  expect(free).toMatchObject({ state: 'free', since: 31 * MINUTE, visit: null });
  expect(turnoverOf(free, 60 * MINUTE)).toBeNull();
});

test('[ROOM-11] a cleaning of before the patient came is none of after', () => {
  const visit = told(1, [10, ARRIVED], [11, CALLED], [20, DONE]);
  expect(standingOf(visit, told(2, [5, room('cleaning')]))).toMatchObject({ state: 'left' });
});

test('[ROOM-12] a blocked room is not in use until it is said to be free; who is inside is shown first', () => {
  const inside = told(1, [0, ARRIVED], [1, CALLED]);
  const blocked = told(2, [5, BLOCKED]);
  expect(standingOf(inside, blocked)).toMatchObject({ state: 'taken', blockedFor: null });
  expect(standingOf([...inside, ...told(3, [9, DONE])], blocked)).toMatchObject({
    state: 'blocked',
    blockedFor: 'repair',
    since: 5 * MINUTE
  });
  expect(standingOf([], [...blocked, ...told(3, [9, room('freed')])])).toMatchObject({
    state: 'free',
    blockedFor: null
  });
});
