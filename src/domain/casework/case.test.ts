import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFact, Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { WAITING } from '#tests/fixtures/waiting.ts';
import { caseOf, isOpen } from './case.ts';

const at = { practitioner: 'p-kim', start: 600, minutes: 20 };
const offered = (offer: string): NewFact => ({
  kind: 'waitlist/offered',
  of: { case: 'w', offer, date: '2026-11-20', visitType: 'established', at, channel: 'phone', until: 5_000 }
});
const answered = (offer: string, outcome: string): NewFact => ({
  kind: 'waitlist/answered',
  of: { case: 'w', offer, outcome }
});
const closed = (reason: string, appointment?: string): NewFact => ({
  kind: 'case/closed',
  of: { case: 'w', reason, ...(appointment ? { booked: { date: '2026-11-21', appointment } } : {}) }
});
const added = (priority: number): NewFact => ({ kind: 'waitlist/added', of: { ...WAITING, priority } });
const tried: NewFact = { kind: 'case/attempted', of: { case: 'w', channel: 'phone', outcome: 'no-answer' } };

function fold(...facts: readonly NewFact[]) {
  return caseOf(
    facts.map((fact, clock): Recorded => {
      return { client: clientIdOf(1, 0), clock, fact: { ...fact, at: (clock + 1) * 1024, by: 'u-1' } };
    })
  );
}

test('[CASE-1] the same facts are the same case, in any order and however often they came', () => {
  const some = fc.constantFrom(
    ...[added(1), added(3), offered('o'), offered('n'), answered('o', 'accepted'), answered('o', 'declined')],
    ...[closed('booked', 'a'), closed('booked', 'b'), closed('not-wanted'), closed('settled'), tried]
  );
  expectFoldLaws(caseOf, some);
});

test('[WAIT-1] what is said again replaces the terms; the wait counts from the first', () => {
  expect(fold(added(3), tried, added(1))).toMatchObject({
    priority: 1,
    since: 1,
    attempts: [{ outcome: 'no-answer' }]
  });
});

test('a case that was never opened is none', () => {
  expect(fold(offered('o'), closed('booked', 'a'))).toBeNull();
});

describe('[CASE-3] closed twice', () => {
  test('for one reason or without a booking it is closed once', () => {
    const twice = fold(added(2), closed('not-wanted'), closed('expired'));
    expect(twice).toMatchObject({ closed: { reason: 'not-wanted' }, torn: [] });
    expect(isOpen(twice!)).toBe(false);
  });
  test('with one booking by two desks too', () => {
    expect(fold(added(2), closed('booked', 'a'), closed('booked', 'a'))).toMatchObject({ torn: [] });
  });
  test('with two bookings both are kept until somebody has looked', () => {
    const torn = fold(added(2), closed('booked', 'a'), closed('booked', 'b'));
    expect(torn!.torn.map(({ appointment }) => appointment)).toEqual(['a', 'b']);
    expect(isOpen(torn!)).toBe(true);
    const settled = fold(added(2), closed('booked', 'a'), closed('booked', 'b'), closed('settled'));
    expect(settled).toMatchObject({ torn: [], closed: { booked: { appointment: 'a' } } });
  });
});

test('[WAIT-6] an acceptance outweighs a no, whichever was said first', () => {
  const outcome = (...facts: NewFact[]) => {
    const folded = fold(added(2), offered('o'), ...facts);
    return folded?.kind === 'waitlist' ? folded.offers[0]?.outcome : undefined;
  };
  expect(outcome(answered('o', 'declined'), answered('o', 'accepted'))).toBe('accepted');
  expect(outcome(answered('o', 'accepted'), answered('o', 'declined'))).toBe('accepted');
  expect(outcome(answered('o', 'no-answer'), answered('o', 'declined'))).toBe('no-answer');
});
