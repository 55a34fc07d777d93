import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import type { NewOf, Recorded } from '../fact.ts';
import type { BoardFact } from './board-facts.ts';
import { boardOf } from './board.ts';

type New = NewOf<BoardFact>;
const waiting = (ticket: string): New => ({ kind: 'ticket/waiting', of: { ticket } });
const called = (ticket: string, roomName = 'Room 1'): New => ({ kind: 'ticket/called', of: { ticket, roomName } });
const gone = (ticket: string): New => ({ kind: 'ticket/gone', of: { ticket } });
const late = (minutes: number): New => ({ kind: 'delay/told', of: { called: 'Dr Kimball', minutes } });
const wait = (low: number, high: number): New => ({ kind: 'wait/told', of: { ticket: 'A-001', low, high } });

function told(...facts: readonly New[]): Recorded[] {
  return facts.map((fact, index) => ({ client: 1, clock: index, fact: { ...fact, at: index * 1024, by: 'agent' } }));
}

test('[BDOC-1] the same facts are the same board, in any order and however often', () => {
  const tickets = ['A-001', 'K2-014'];
  const any = tickets.flatMap((ticket) => [waiting(ticket), called(ticket), called(ticket, 'Room 2'), gone(ticket)]);
  const opened: New = { kind: 'board/opened', of: { siteName: 'S', areaName: 'A', zone: 'UTC' } };
  expectFoldLaws(boardOf, fc.constantFrom(...any, wait(20, 30), wait(25, 40), late(20), late(0), opened));
});

test('[BDOC-2] a ticket is waiting or called or gone; the newest call is first', () => {
  const facts = [waiting('A-001'), waiting('A-002'), waiting('A-003'), called('A-001'), called('A-003', 'Room 2')];
  expect(boardOf(told(...facts))).toMatchObject({
    waiting: ['A-002'],
    called: [
      { ticket: 'A-003', roomName: 'Room 2', at: 4 },
      { ticket: 'A-001', roomName: 'Room 1', at: 3 }
    ]
  });
  expect(boardOf(told(...facts, gone('A-003'), waiting('A-001')))).toMatchObject({
    waiting: ['A-002', 'A-001'],
    called: []
  });
});

test('[BDOC-3] a delay stands until it is taken away', () => {
  expect(boardOf(told(late(20), late(30))).delays).toEqual([{ called: 'Dr Kimball', minutes: 30 }]);
  expect(boardOf(told(late(20), late(0))).delays).toEqual([]);
});

test('[BDOC-5] of a wait what was told last counts, as long as the ticket waits', () => {
  const facts = [waiting('A-001'), wait(20, 30), wait(25, 40)];
  expect(boardOf(told(...facts)).waits).toEqual([{ ticket: 'A-001', low: 25, high: 40, at: 2 }]);
  expect(boardOf(told(...facts, called('A-001'))).waits).toEqual([]);
});

test('a board nobody opened is empty', () => {
  const nothing = { called: [], waiting: [], waits: [], judged: null, delays: [] };
  expect(boardOf([])).toEqual({ siteName: '', areaName: '', zone: null, ...nothing });
});

test('[BDOC-2] those waiting stand in the order said last; whoever it does not name comes after, and whoever is gone is in no order', () => {
  const ordered = (...tickets: string[]): NewOf<BoardFact> => ({ kind: 'line/ordered', of: { tickets } });
  const facts = [waiting('A-001'), waiting('A-002'), waiting('A-003'), ordered('A-003', 'A-001', 'A-009')];
  expect(boardOf(told(...facts)).waiting).toEqual(['A-003', 'A-001', 'A-002']);
  expect(boardOf(told(...facts, gone('A-003'), waiting('A-004'))).waiting).toEqual(['A-001', 'A-002', 'A-004']);
  expect(boardOf(told(...facts, ordered('A-002'))).waiting).toEqual(['A-002', 'A-001', 'A-003']);
});
