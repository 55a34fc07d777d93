import { expect, test } from 'vitest';
import type { Recorded } from '../fact.ts';
import type { StaffRole } from '../practice/practice-facts.ts';
import { stampAt, type Instant } from '../time.ts';
import type { RuledClass } from './conflict-rules.ts';
import { beyondEveryWord, rulingHistory } from './ruling-history.ts';

const HOUR = 3_600_000;
const noon = Date.parse('2026-11-20T17:00:00Z') as Instant;

let clock = 0;
const ruled = (at: number, conflict: RuledClass, ...mayOverride: StaffRole[]): Recorded => ({
  client: 7,
  clock: clock++,
  fact: { kind: 'conflict/ruled', at: stampAt(at as Instant), by: 'u-1', of: { conflict, mayOverride } }
});
const back = (taken: Recorded, at: number): Recorded => ({
  client: 7,
  clock: clock++,
  fact: { kind: 'fact/voided', at: stampAt(at as Instant), by: 'u-1', of: { fact: `${taken.client}.${taken.clock}` } }
});

test('[RULE-8] where a practice has said nothing it is as the product begins', () => {
  const none = rulingHistory([]);
  expect(beyondEveryWord(none, 'clerk', ['C1', 'C3', 'C5', 'C8', 'C12'], noon)).toEqual(['C3', 'C5', 'C8', 'C12']);
  expect(beyondEveryWord(none, 'manager', ['C1', 'C3', 'C5', 'C8', 'C12'], noon)).toEqual(['C8', 'C12']);
});

test('[RULE-8] what was taken from a role counts against a booking three days later, not against one of a desk that had not heard', () => {
  const history = rulingHistory([ruled(noon - 72 * HOUR, 'C1', 'manager')]);
  expect(beyondEveryWord(history, 'clerk', ['C1'], (noon - 1) as Instant)).toEqual([]);
  expect(beyondEveryWord(history, 'clerk', ['C1'], noon)).toEqual(['C1']);
  expect(beyondEveryWord(history, 'manager', ['C1'], noon)).toEqual([]);
});

test('[RULE-8] what a role was given counts at once, and for what was booked before', () => {
  const history = rulingHistory([ruled(noon, 'C3', 'clerk', 'manager')]);
  expect(beyondEveryWord(history, 'clerk', ['C3'], noon)).toEqual([]);
  expect(beyondEveryWord(history, 'clerk', ['C3'], (noon - HOUR) as Instant)).toEqual([]);
  expect(beyondEveryWord(history, 'assistant', ['C3'], noon)).toEqual(['C3']);
});

test('[RULE-8] of one class nothing follows for another, and what was taken back never was', () => {
  const given = ruled(noon - 200 * HOUR, 'C3', 'clerk');
  expect(beyondEveryWord(rulingHistory([given]), 'clerk', ['C5'], noon)).toEqual(['C5']);
  expect(beyondEveryWord(rulingHistory([back(given, noon), given]), 'clerk', ['C3'], noon)).toEqual(['C3']);
});
