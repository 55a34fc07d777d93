import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewFact } from '../fact.ts';
import { expectFoldLaws } from '#tests/fixtures/fold-laws.ts';
import { WAITING } from '#tests/fixtures/waiting.ts';
import { caseOf } from './case.ts';
import {
  missingSteps,
  NEW_PROCEDURE,
  PROCEDURE_STEPS,
  procedureWith,
  standingOf,
  type ProcedureState,
  type ProcedureStep
} from './procedure.ts';

const day = (date: string): NewFact => ({
  kind: 'procedure/dated',
  of: { case: 'c', time: { date, start: 450, minutes: 90 } }
});
const did = (step: ProcedureStep, on = '2026-11-20', done = true): NewFact => ({
  kind: 'procedure/stepped',
  of: { case: 'c', step, done, on }
});
const none: NewFact = { kind: 'procedure/dated', of: { case: 'c', time: null } };
const ended: NewFact = { kind: 'procedure/ended', of: { case: 'c', how: 'cancelled', reason: 'patient' } };
const after = (...facts: readonly NewFact[]): ProcedureState =>
  facts.reduce((state, fact) => procedureWith(state, fact as Parameters<typeof procedureWith>[1]), NEW_PROCEDURE);
const dueOf = (state: ProcedureState, step: ProcedureStep) => missingSteps(state).find((one) => one.step === step)?.due;

test('[CASE-1] the same facts are the same procedure', () => {
  const { case: id, patient, label, site } = WAITING;
  const terms = {
    case: id,
    patient,
    label,
    site,
    surgeon: 'p-kim',
    facility: 'Mercy Harbor',
    wording: 'Knee',
    side: 'left'
  };
  const requested = {
    kind: 'procedure/requested',
    of: { ...terms, urgency: 'elective', earliest: '2026-12-01', latest: null, cpt: ['27447'], icd10: [] }
  };
  const noted = { kind: 'procedure/noted', of: { case: 'c', detail: 'airway', text: 'easy' } };
  expectFoldLaws(
    caseOf,
    fc.constantFrom(
      requested,
      day('2027-01-15'),
      none,
      did('consent'),
      did('consent', '2026-11-21', false),
      noted,
      ended
    )
  );
});

describe('[PROC-2] what is missing', () => {
  test('each deadline is so many days before the day, the next first', () => {
    const dues = missingSteps(after(day('2027-01-31'))).map(({ step, due }) => `${step} ${due}`);
    expect(dues).toHaveLength(PROCEDURE_STEPS.length);
    expect(dues.slice(0, 3)).toEqual([
      'facility-requested 2026-12-17',
      'facility-confirmed 2027-01-01',
      'auth-submitted 2027-01-10'
    ]);
    expect(dues.at(-1)).toBe('arrival-told 2027-01-30');
  });
  test('what was done is not missing; what was taken back is', () => {
    const state = after(day('2027-01-31'), did('consent'), did('clearance'), did('clearance', '2026-11-21', false));
    expect(missingSteps(state).map(({ step }) => step)).not.toContain('consent');
    expect(missingSteps(state).map(({ step }) => step)).toContain('clearance');
  });
  test('without a day nothing is due', () => {
    expect(new Set(missingSteps(after()).map(({ due }) => due))).toEqual(new Set([null]));
  });
});

describe('[PROC-3] the day moves', () => {
  test('and every deadline with it', () => {
    expect(dueOf(after(day('2027-01-31')), 'packet-sent')).toBe('2027-01-28');
    expect(dueOf(after(day('2027-01-31'), day('2027-02-28')), 'packet-sent')).toBe('2027-02-25');
  });
  test.each([
    ['on the thirtieth day it is good', '2027-01-01', []],
    ['on the thirty-first it is too old', '2026-12-31', ['too-old']]
  ])('history and physical: %s', (_, examined, why) => {
    const state = after(day('2027-01-31'), did('history-physical', examined));
    expect(
      missingSteps(state)
        .filter(({ step }) => step === 'history-physical')
        .map((one) => one.why)
    ).toEqual(why);
  });
  test('one that was good for the old day may be too old for the new', () => {
    const state = after(day('2027-01-31'), did('history-physical', '2027-01-10'), day('2027-02-28'));
    expect(missingSteps(state).find(({ step }) => step === 'history-physical')).toMatchObject({
      why: 'too-old',
      due: '2027-02-25'
    });
  });
});

test.each<[string, readonly NewFact[], string]>([
  ['nothing yet', [], 'requested'],
  ['the facility was asked', [did('facility-requested')], 'facility-requested'],
  ['a day without the facility’s word', [day('2027-01-31')], 'tentative'],
  ['its word', [day('2027-01-31'), did('facility-confirmed')], 'confirmed'],
  ['authorized', [day('2027-01-31'), did('facility-confirmed'), did('auth-approved')], 'authorized'],
  ['cleared', [day('2027-01-31'), did('facility-confirmed'), did('auth-approved'), did('clearance')], 'cleared'],
  ['postponed', [day('2027-01-31'), none], 'postponed'],
  ['called off, whatever comes after', [day('2027-01-31'), ended, did('packet-sent')], 'cancelled']
])('[PROC-4] where it stands: %s', (_, facts, standing) => {
  expect(standingOf(after(...facts))).toBe(standing);
});
