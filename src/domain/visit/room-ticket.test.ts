import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFoldLaws, voidOf } from '#tests/fixtures/fold-laws.ts';
import { factId, type Recorded } from '../fact.ts';
import { roomSaidFrom } from './room.ts';
import { parseTicketCode, ticketCode } from './ticket.ts';

const freedAtFrom = (facts: Iterable<Recorded>): unknown => roomSaidFrom(facts).freedAt;

test('[FLOW-7] a room was freed when it was last said to be, unless that was taken back', () => {
  const freed = (at: number): Recorded => ({
    client: 1,
    clock: at,
    fact: { kind: 'room/freed', at: at * 1024, by: 'u', of: { room: 'r' } }
  });
  expect(freedAtFrom([freed(2), freed(1)])).toBe(2);
  expect(freedAtFrom([freed(2), freed(1), voidOf(factId(freed(2)), 0)])).toBe(1);
  expect(freedAtFrom([])).toBeNull();
  expectFoldLaws(freedAtFrom, fc.constant({ kind: 'room/freed', of: { room: 'r' } }), 100);
});

test('[FLOW-10] a ticket reads back as the device and the count that gave it, so no two devices give one', () => {
  const anyLabel = fc
    .tuple(fc.constantFrom('A', 'K', 'ZZ', 'KB'), fc.option(fc.integer({ min: 0, max: 99 }), { nil: '' }))
    .map(([letters, number]) => `${letters}${number}`);
  fc.assert(
    fc.property(anyLabel, fc.integer({ min: 1, max: 99_999 }), (label, count) => {
      expect(parseTicketCode(ticketCode(label, count))).toEqual({ label, count });
    })
  );
  expect(ticketCode('K2', 14)).toBe('K2-014');
});

test.each([
  '',
  'K2',
  'K2-',
  'K2-14',
  'K2-000',
  'K2-0014',
  'k2-014',
  'K2-014 ',
  'K 2-014',
  'KIO-014',
  'K2–014',
  '2-014'
])('[FLOW-10] %j is no ticket', (code) => {
  expect(parseTicketCode(code)).toBeNull();
});

test.each([
  ['K2', 0],
  ['K2', -1],
  ['K2', 1.5],
  ['K2', 100_000],
  ['K2', NaN],
  ['', 1],
  ['k2', 1],
  ['Ann', 1]
])('[FLOW-10] no ticket can be made of %j and %d', (label, count) => {
  expect(() => ticketCode(label, count)).toThrow(RangeError);
});
