import { describe, expect, test } from 'vitest';
import type { Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { DETAIL_FIELDS, estimatedYears } from './details.ts';
import { fieldAgeText } from './evidence-words.ts';
import { isMinor, lacksGuardian, mayBeTold, relatedIn, type RelatedSaid } from './related.ts';
import { waitingFor } from './waits.ts';

const JAN: RelatedSaid = {
  name: { family: 'Rook', given: 'Jan' },
  relation: 'spouse',
  roles: ['emergency'],
  may: ['appointments'],
  period: { start: null, end: null }
};
const said = (from: RelatedSaid | null, to: RelatedSaid | null, clock: number, patient = 'p'): Recorded => ({
  client: clientIdOf(1, 0),
  clock,
  fact: { kind: 'related/said', at: clock * 1024, by: 'u', of: { patient, related: 'r', from, to } }
});
const TOLD = { ...JAN, may: ['appointments', 'billing'] as const };
const NOT = { ...JAN, may: [] };

describe('[REG-14] who may be told what', () => {
  test('is said, changed and taken away', () => {
    expect(relatedIn([said(null, JAN, 0)]).related).toMatchObject([{ related: 'r', patientOf: 'p', ...JAN }]);
    expect(relatedIn([said(null, JAN, 0), said(JAN, TOLD, 1)]).related).toMatchObject([TOLD]);
    expect(relatedIn([said(null, JAN, 0), said(JAN, null, 1)])).toEqual({});
  });
  test('two desks that said different things are a question, and nobody is told anything meanwhile', () => {
    const forked = relatedIn([said(null, JAN, 0), said(JAN, TOLD, 1), said(JAN, NOT, 2)]);
    expect(forked.relatedForks).toMatchObject([{ related: 'r', values: [TOLD, NOT] }]);
    expect(mayBeTold(forked, 'appointments', '2026-11-20')).toEqual([]);
    const settled = relatedIn([said(null, JAN, 0), said(JAN, TOLD, 1), said(JAN, NOT, 2), said(NOT, TOLD, 3)]);
    expect(mayBeTold(settled, 'billing', '2026-11-20')).toHaveLength(1);
    expect(mayBeTold(settled, 'clinical', '2026-11-20')).toEqual([]);
  });
  test('only in its time', () => {
    const until = relatedIn([said(null, { ...JAN, period: { start: null, end: '2026-11-19' } }, 0)]);
    expect(mayBeTold(until, 'appointments', '2026-11-19')).toHaveLength(1);
    expect(mayBeTold(until, 'appointments', '2026-11-20')).toEqual([]);
  });
});

test.each([
  ['2008-11-21', true],
  ['2008-11-20', false],
  ['2026-11-01', true],
  [null, false]
])('[REG-13] born %s, somebody is a minor on November 20, 2026: %s', (born, is) => {
  expect(isMinor(born, '2026-11-20')).toBe(is);
  const { related } = relatedIn([said(null, { ...JAN, relation: 'parent' }, 0)]);
  expect(lacksGuardian({ birthDate: born }, '2026-11-20')).toBe(is);
  expect(lacksGuardian({ birthDate: born, ...(related ? { related } : {}) }, '2026-11-20')).toBe(false);
});

test('[REG-13] a guessed age grows with the years', () => {
  const on = '2024-11-20';
  expect([on, '2025-11-19', '2026-11-21'].map((day) => estimatedYears({ years: 40, on }, day))).toEqual([40, 40, 42]);
});

test('[REG-15] a field says how, when and by whom it was made sure of', () => {
  const reading = { today: '2026-11-20', zone: 'America/New_York', initials: new Map([['u-ada', 'AR']]) };
  const at = Date.parse('2026-11-08T17:00:00Z');
  const looked = { evidence: { address: { how: 'card', at, by: 'u-ada' } }, registered: { at: 0, by: 'x' } } as const;
  expect(fieldAgeText(looked, 'address', reading)).toBe('card seen 12 days ago by AR');
  expect(fieldAgeText(looked, 'email', reading)).toBe('entered 56 years ago');
  expect(fieldAgeText({}, 'email', reading)).toBe('');
});

test('[REG-12] what stands on a field waits for it, and nothing else does', () => {
  const forks = ['name', 'birthDate', 'sex', 'phones', 'identifiers', 'alerts'].map((field) => ({
    ...{ field: field as 'name', values: [], facts: [] }
  }));
  const fields = (what: Parameters<typeof waitingFor>[1]) => waitingFor({ forks }, what).map(({ field }) => field);
  expect(fields('merge')).toHaveLength(6);
  expect(fields('eligibility')).toEqual(['name', 'birthDate', 'sex']);
  expect(fields('label')).toEqual(['name', 'birthDate', 'identifiers']);
  expect(fields('form')).toEqual(['name', 'birthDate']);
  expect(fields('result-call')).toEqual(['name', 'birthDate', 'phones']);
  expect(waitingFor({ forks: [] }, 'merge')).toEqual([]);
});

test('[REG-13] each detail once', () => {
  expect(new Set(DETAIL_FIELDS).size).toBe(DETAIL_FIELDS.length);
});
