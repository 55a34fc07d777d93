import { expect, test } from 'vitest';
import type { NewFact, Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { visitFrom } from '../visit/visit.ts';
import { flagsOf, flagsTogether, needsInterpreter } from './flags.ts';

const told = (...facts: readonly NewFact[]): Recorded[] =>
  facts.map((fact, clock) => ({ client: clientIdOf(7, 0), clock, fact: { ...fact, at: clock * 1024, by: 'u-ada' } }));
const flagged = (flag: string, on: boolean): NewFact => ({ kind: 'patient/flagged', of: { patient: 'p', flag, on } });

test('[FLAG-1] the last word of each flag counts, in one order; one of a newer version is nobody’s', () => {
  const facts = told(
    flagged('escort', true),
    flagged('do-not-announce', true),
    flagged('mobility', true),
    flagged('mobility', false),
    flagged('sings', true)
  );
  expect(flagsOf(facts)).toEqual(['do-not-announce', 'escort']);
  expect(flagsOf(facts.toReversed())).toEqual(['do-not-announce', 'escort']);
  expect(flagsOf([])).toEqual([]);
});

test('[FLAG-2] a visit has flags of its own, noted before or after the arrival; either is enough', () => {
  const on = (flag: string, isOn = true): NewFact => ({ kind: 'visit/flagged', of: { visit: 'v', flag, on: isOn } });
  const label = { family: 'Rook', given: 'Ann', birthDate: null };
  const of = { visit: 'v', appointment: null, patient: 'p', label, ticket: 'A-001' };
  const visit = visitFrom(told(on('mobility'), { kind: 'visit/arrived', of }, on('escort'), on('escort', false)));
  expect(visit?.flags).toEqual(['mobility']);
  expect(visit?.last).toBe(`${clientIdOf(7, 0)}.1`);
  expect(flagsTogether({ flags: ['interpreter'] }, visit ?? undefined)).toEqual(['interpreter', 'mobility']);
  expect(flagsTogether(undefined, undefined)).toEqual([]);
});

test('[FLAG-5] who said with their language that they need an interpreter has one called, flagged or not', () => {
  expect([{}, { flags: ['interpreter'] as const }, { communication: { interpreter: true } }, { communication: { interpreter: false } }].map(needsInterpreter)).toEqual([false, true, true, false]); // prettier-ignore
  expect(flagsTogether({ communication: { interpreter: true } }, { flags: ['mobility'] })).toEqual(['interpreter', 'mobility']); // prettier-ignore
});
