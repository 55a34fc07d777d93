import { expect, test } from 'vitest';
import type { Recorded } from '#domain/fact.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { hoursOn } from '#domain/scheduling/grid.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { SITE, ZONE, practiceFacts } from '#tests/fixtures/practice.ts';
import { grantsFor, type GrantAsked } from './grant-leases.ts';

const DATE = '2026-11-23';
const practice = practiceOf(
  practiceFacts().facts.map(
    (fact, clock) => ({ client: 1, clock, fact: { at: 0, by: 'u', ...fact } }) as unknown as Recorded
  )
);
const asked: GrantAsked = { practice, site: SITE, zone: ZONE, date: DATE, appointments: [], facts: [], desks: [7, 8] };

test('[LEASE-5] every grant is a fact the gate takes, within its provider’s hours, until the day is over', () => {
  const grants = grantsFor(asked);
  expect(grants.length).toBeGreaterThan(20);
  for (const { kind, of } of grants) {
    expect(checkFact({ kind, of, at: 1, by: 'device:1' })).toMatchObject({ ok: true });
    const { practitioner, span, until } = of as Lease;
    const hours = hoursOn(practice.practitioners.get(practitioner)!, SITE, DATE) ?? [];
    expect(hours.some(({ from, to }) => from <= span.from && span.to <= to)).toBe(true);
    expect(new Date(until).toISOString()).toBe('2026-11-24T05:00:00.000Z');
  }
});

test('[LEASE-5] dealt once, and to nobody where a desk is alone or the office is shut', () => {
  const facts = grantsFor(asked).map((fact, clock) => ({
    client: 1,
    clock,
    fact: { ...fact, at: clock, by: 'device:1' }
  }));
  expect(grantsFor({ ...asked, facts })).toEqual([]);
  expect(grantsFor({ ...asked, desks: [7] })).toEqual([]);
  expect(grantsFor({ ...asked, desks: [] })).toEqual([]);
  expect(grantsFor({ ...asked, date: '2026-11-22' })).toEqual([]);
});
