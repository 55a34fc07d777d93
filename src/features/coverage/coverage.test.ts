import { describe, expect, test } from 'vitest';
import type { CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { patientDoc } from '#domain/documents.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Done } from '#station/done.ts';
import { memoryStation, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { addCoverage } from './add-coverage.ts';
import { changeCoverage, settleCoverage, withdrawCoverage } from './change-coverage.ts';
import {
  EMPTY_COVERAGE,
  isCoverageText,
  readCoverage,
  textOfCoverage,
  withField,
  type CoverageText
} from './coverage-text.ts';
import { emptyEligibility, readEligibility, type EligibilityText } from './eligibility-text.ts';
import { wordsFor, type AnyCoverageRefusal } from './refusals.ts';
import { keepMsp, saySelfPay } from './say-who-pays.ts';
import { takeBack } from './take-back.ts';
import { verifyEligibility } from './verify-eligibility.ts';

const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const TYPED: CoverageText = { ...EMPTY_COVERAGE, payer: 'Cedar Health Plan', member: 'CH-100', start: '2026-01-01' };
const PATIENT = 'pat-ann';

const desk = (role: StaffRole = 'clerk'): MemoryStation =>
  memoryStation({ facts: [practiceFacts(), registered(PATIENT, ANN)], user: { user: 'u-new', role } });
function said(part: Partial<CoverageText> = {}): CoverageSaid {
  const read = readCoverage({ ...TYPED, ...part }, '2026-11-20');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}
const add = (station: MemoryStation, coverage: string, part: Partial<CoverageText> = {}, replaces?: string) =>
  addCoverage(station, { patient: PATIENT, coverage, said: said(part), replaces });
const coveragesOf = async (station: MemoryStation) => (await station.rows.patient(PATIENT))?.coverages;
const words = (result: { ok: true } | { ok: false; error: AnyCoverageRefusal }): string =>
  result.ok ? 'done' : wordsFor(result.error);

describe('[COV-1] what may not be kept is said at its field (RELIABILITY §6 no. 22, 23, 25)', () => {
  test.each<[string, Partial<CoverageText>, string, string]>([
    ['no payer', { payer: ' ' }, 'payer', 'Type the payer’s name.'],
    ['no member number', { member: '' }, 'member', 'Type the member number on the card.'],
    ['10 KB of member number', { member: 'x'.repeat(10_240) }, 'member', 'This can be up to 80 characters.'],
    [
      'a card’s number',
      { member: '4111 1111 1111 1111' },
      'member',
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ],
    ['31 February', { start: '2026-02-31' }, 'start', 'That day does not exist.'],
    ['a day in words', { end: 'next year' }, 'end', 'That day does not exist.'],
    ['an end before the start', { end: '2025-12-31' }, 'end', 'It ends before it starts.'],
    ['nobody’s name', { relationship: 'spouse' }, 'subscriberFamily', 'Type in whose name the insurance is.'],
    [
      'a subscriber of 2099',
      { relationship: 'child', subscriberFamily: 'R', subscriberBorn: '1/1/2099' },
      'subscriberBorn',
      'Type a date of birth like 3/9/1971.'
    ],
    ['a BIN with a letter', { bin: '61O014' }, 'bin', 'A BIN is six or eight digits.'],
    ['a case without its claim', { kind: 'auto', injured: '2026-11-01' }, 'claim', 'Type the claim number.'],
    ['a case without its day', { kind: 'workers-comp', claim: 'W-1' }, 'injured', 'Say on which day it happened.'],
    ['an injury tomorrow', { kind: 'auto', claim: 'A', injured: '2026-11-21' }, 'injured', 'That day has not come yet.']
  ])('%s', (_, part, field, say) => {
    const read = readCoverage({ ...TYPED, ...part }, '2026-11-20');
    expect(read.ok).toBe(false);
    if (!read.ok)
      expect(Object.entries(read.error).map(([at, refusal]) => [at, wordsFor(refusal)])).toEqual([[field, say]]);
  });

  test('markup, formulas and signs that turn text around are text, and nothing else', () => {
    expect(
      said({ payer: '<img onerror>', planName: '=cmd()', member: "R'); DROP TABLE", employer: 'a\u202eb' })
    ).toMatchObject({
      payer: { name: '<img onerror>' },
      plan: { name: '=cmd()' },
      member: "R'); DROP TABLE"
    });
    expect(said({ payer: 'Ce\u202edar\u200b' }).payer.name).toBe('Cedar');
  });

  test('what a form shows of a coverage reads back as it was, and passes the wire', () => {
    const full: Partial<CoverageText> = {
      ...{ order: 'secondary', payerId: '55501', planType: 'ppo', planName: 'Choice', group: 'G-1', copay: '$25' },
      ...{ relationship: 'spouse', subscriberFamily: 'Rook', subscriberGiven: 'Jan', subscriberBorn: '3/9/1970' },
      ...{
        end: '2026-12-31',
        phone: '2065550199',
        bin: '610014',
        pcn: 'MED',
        pharmacyGroup: 'RX',
        front: 'doc-1',
        back: 'doc-2'
      }
    };
    const whole = said(full);
    expect(readCoverage(textOfCoverage(whole), '2026-11-20')).toEqual({ ok: true, value: whole });
    const of = { patient: PATIENT, coverage: 'c-1', ...whole };
    expect(checkFact({ kind: 'coverage/added', at: 1, by: 'u', of })).toMatchObject({ ok: true });
    const injury = said({
      kind: 'workers-comp',
      claim: 'W-1',
      injured: '2026-11-01',
      adjuster: 'Ida',
      employer: 'Mill',
      state: 'me'
    });
    expect(injury).toMatchObject({ order: null, injury: { claim: 'W-1', state: 'ME' } });
  });

  test.each([null, 7, [], {}, { ...EMPTY_COVERAGE, member: 1 }])('a draft of another version is none: %j', (kept) => {
    expect(isCoverageText(kept)).toBe(false);
  });
});

describe('adding', () => {
  test('[COV-5] in the place of another, which ends the day before: one commit, taken back as one', async () => {
    const station = desk();
    await add(station, 'c-1');
    const done = await add(station, 'c-2', { member: 'CH-200', start: '2026-11-15' }, 'c-1');
    expect((await coveragesOf(station))?.list.map(({ member, period }) => [member, period.end])).toEqual([
      ['CH-200', null],
      ['CH-100', '2026-11-14']
    ]);
    if (done.ok) await takeBack(station, done.value);
    expect((await coveragesOf(station))?.list.map(({ member, period }) => [member, period.end])).toEqual([
      ['CH-100', null]
    ]);
  });

  test('[COV-5] in the place of another, since nobody said when: it begins today, and the other ended yesterday', async () => {
    const station = desk();
    await add(station, 'c-1');
    expect(await add(station, 'c-2', { member: 'CH-200', start: '' }, 'c-1')).toMatchObject({ ok: true });
    expect((await coveragesOf(station))?.list.map(({ member, period }) => [member, period])).toEqual([
      ['CH-200', { start: '2026-11-20', end: null }],
      ['CH-100', { start: '2026-01-01', end: '2026-11-19' }]
    ]);
  });

  test('[COV-5] in the place of another one that is over already needs its beginning', async () => {
    const station = desk();
    await add(station, 'c-1');
    const count = station.recorded.length;
    const over = { member: 'CH-200', start: '', end: '2026-10-31' };
    expect(words(await add(station, 'c-2', over, 'c-1'))).toBe('It ends before it starts.');
    expect(station.recorded).toHaveLength(count);
  });

  test('[COV-4] in a place that is taken is refused, and nothing is written', async () => {
    const station = desk();
    await add(station, 'c-1');
    const count = station.recorded.length;
    expect(words(await add(station, 'c-2', { member: 'CH-200' }))).toBe(
      'Cedar Health Plan is primary in that time, since 01/01/2026. Give one of them an end.'
    );
    expect(words(await add(station, 'c-2', { member: 'CH-200', start: '2026-01-01' }, 'c-1'))).toMatch(/is primary/);
    expect(station.recorded).toHaveLength(count);
  });

  test('[COV-3] the same card a second time is refused, whatever its place', async () => {
    const station = desk();
    await add(station, 'c-1');
    expect(words(await add(station, 'c-2', { order: 'secondary', member: 'ch100' }))).toMatch(
      /cannot be what pays first/
    );
    expect(await add(station, 'c-2', { order: 'secondary', payer: 'Birch Mutual' })).toMatchObject({ ok: true });
  });

  test('a second try of one form adds no second one', async () => {
    const station = desk();
    await add(station, 'c-1');
    expect(await add(station, 'c-1')).toMatchObject({ ok: true, value: { takes: [] } });
    expect((await coveragesOf(station))?.list).toHaveLength(1);
  });

  test('is for who may register, of somebody who is here', async () => {
    expect(words(await add(desk('clinical'), 'c-1'))).toMatch(/Your role/);
    const nobody = memoryStation({ facts: [practiceFacts()], user: { user: 'u-new', role: 'clerk' } });
    expect(words(await add(nobody, 'c-1'))).toMatch(/not on this device/);
  });
});

describe('changing', () => {
  test('[COV-2] writes what differs, each with the value it replaces', async () => {
    const station = desk();
    await add(station, 'c-1');
    const shown = (await coveragesOf(station))!.list[0]!;
    const done = await changeCoverage(station, { patient: PATIENT, shown }, said({ copay: '$30', end: '2026-11-30' }));
    expect(done).toMatchObject({ ok: true });
    expect(station.recorded.at(-1)).toMatchObject({
      command: 'coverage/change',
      doc: patientDoc(PATIENT),
      facts: [
        {
          of: {
            field: 'period',
            from: { start: '2026-01-01', end: null },
            to: { start: '2026-01-01', end: '2026-11-30' }
          }
        },
        { of: { field: 'copay', from: null, to: '$30' } }
      ]
    });
    expect(words(await changeCoverage(station, { patient: PATIENT, shown }, said({ copay: '$40' })))).toMatch(
      /Another desk/
    );
    const now = (await coveragesOf(station))!.list[0]!;
    expect(
      await changeCoverage(station, { patient: PATIENT, shown: now }, said({ copay: '$30', end: '2026-11-30' }))
    ).toMatchObject({
      value: { takes: [] }
    });
  });

  test('[COV-6] taken out with a reason, and put back by undo', async () => {
    const station = desk();
    await add(station, 'c-1');
    const done = await withdrawCoverage(station, PATIENT, 'c-1', 'wrong-patient');
    expect(await coveragesOf(station)).toMatchObject({
      list: [],
      withdrawn: [{ coverage: 'c-1', reason: 'wrong-patient' }]
    });
    expect(words(await withdrawCoverage(station, PATIENT, 'c-1', 'duplicate'))).toMatch(/no longer there/);
    await takeBack(station, (done as { value: Done }).value);
    expect(await coveragesOf(station)).toMatchObject({ list: [{ coverage: 'c-1' }], withdrawn: [] });
  });
});

test('[COV-7] paying without insurance is a state of its own, said with a note, and taken back', async () => {
  const station = desk();
  await add(station, 'c-1');
  expect(await saySelfPay(station, PATIENT, true, 'Between jobs')).toMatchObject({ ok: true });
  expect(await coveragesOf(station)).toMatchObject({ selfPay: { pays: true, note: 'Between jobs' }, list: [{}] });
  expect(words(await saySelfPay(station, PATIENT, true, 'x'.repeat(301)))).toBe('A note can be up to 300 characters.');
  await saySelfPay(station, PATIENT, false);
  expect(await coveragesOf(station)).toMatchObject({ selfPay: { pays: false } });
});

test('[COV-10] answers about Medicare are kept once all that is asked is answered', async () => {
  const station = desk();
  expect(words(await keepMsp(station, PATIENT, { 'black-lung': 'no' }))).toBe('A question is not answered yet.');
  expect(await keepMsp(station, PATIENT, { 'black-lung': 'yes', va: 'no' })).toMatchObject({ ok: true });
  expect(await coveragesOf(station)).toMatchObject({ msp: { answers: { 'black-lung': 'yes' } } });
});

describe('[COV-8] what a payer says', () => {
  const text = (part: Partial<EligibilityText> = {}): EligibilityText => ({
    ...emptyEligibility({ ...said(), coverage: 'c-1' } as never, '2026-11-20'),
    ...{ active: 'yes', reference: 'R-1' },
    ...part
  });
  const read = (part: Partial<EligibilityText>) => readEligibility(text(part), said());
  const sums = { individual: '', individualMet: '', family: '', familyMet: '' };

  test.each<[string, Partial<EligibilityText>, string, string]>([
    ['no answer', { active: '' }, 'active', 'Say whether it is active.'],
    ['nobody and no number', { reference: '' }, 'reference', 'Type who you spoke to, or the call’s reference number.'],
    [
      'an amount with a letter',
      { copays: { pcp: '12,5O', specialist: '', 'urgent-care': '', telehealth: '' } },
      'copays',
      'Type an amount like 12.50.'
    ],
    ['an exponent', { deductible: { ...sums, individual: '1e9' } }, 'deductible', 'Type an amount like 12.50.'],
    ['minus nothing', { outOfPocket: { ...sums, family: '-0' } }, 'outOfPocket', 'Type an amount like 12.50.'],
    ['a sum', { outOfPocket: { ...sums, individual: '0.1+0.2' } }, 'outOfPocket', 'Type an amount like 12.50.'],
    [
      'used without a total',
      { deductible: { ...sums, individualMet: '5' } },
      'deductible',
      'Type an amount like 12.50.'
    ],
    [
      'more used than there is',
      { deductible: { ...sums, individual: '10', individualMet: '11' } },
      'deductible',
      'More is used than there is.'
    ],
    ['101 percent', { coinsurance: '101%' }, 'coinsurance', 'Type a whole percent from 0 to 100.'],
    ['a share', { coinsurance: '0.2' }, 'coinsurance', 'Type a whole percent from 0 to 100.'],
    ['31 February', { effective: '2026-02-31' }, 'effective', 'That day does not exist.'],
    ['an end before the start', { effective: '2026-02-01', term: '2026-01-01' }, 'term', 'It ends before it starts.'],
    [
      'a limit of nothing',
      { limits: [{ what: '', allowed: '20', used: '' }] },
      'limits',
      'Type what is limited, and how many.'
    ],
    [
      'half a visit',
      { limits: [{ what: 'PT', allowed: '2.5', used: '' }] },
      'limits',
      'Type what is limited, and how many.'
    ],
    [
      'a card in the notes',
      { notes: 'paid 4111 1111 1111 1111' },
      'notes',
      'Card numbers are not kept here. Use the terminal; we keep only the last 4.'
    ],
    ['10 KB of notes', { notes: 'x'.repeat(10_240) }, 'notes', 'This can be up to 2,000 characters.']
  ])('%s', (_, part, field, say) => {
    const refused = read(part);
    expect(refused.ok).toBe(false);
    if (!refused.ok)
      expect(Object.entries(refused.error).map(([at, one]) => [at, wordsFor(one)])).toEqual([[field, say]]);
  });

  test('all of it is one object, which the wire takes, and which the coverage then has', async () => {
    const whole = read({
      ...{
        rep: 'Ida',
        asked: '800-555-0100',
        effective: '2026-01-01',
        pcp: 'Dr Kim',
        network: 'in',
        coinsurance: '20%'
      },
      copays: { pcp: '25', specialist: '$50.00', 'urgent-care': '', telehealth: '0' },
      deductible: { individual: '1,500', individualMet: '250.50', family: '3000', familyMet: '' },
      ...{ outOfPocket: { ...sums, individual: '6000' }, copayComes: 'before-deductible', authorizations: 'MRI, PT' },
      ...{
        referral: 'no',
        limits: [{ what: 'PT visits', allowed: '20', used: '3' }],
        cob: 'primary',
        claimsPayerId: '55501',
        filingDays: '90'
      }
    });
    if (!whole.ok) throw new Error(JSON.stringify(whole.error));
    expect(whole.value).toMatchObject({
      copays: [
        { type: 'pcp', amount: 2_500 },
        { type: 'specialist', amount: 5_000 },
        { type: 'telehealth', amount: 0 }
      ],
      deductible: { individual: { total: 150_000, met: 25_050 }, family: { total: 300_000, met: null } },
      ...{
        coinsurance: 20,
        authorizations: ['MRI', 'PT'],
        referral: false,
        claims: { payerId: '55501', filingDays: 90 }
      }
    });
    const of = { patient: PATIENT, coverage: 'c-1', ...whole.value };
    expect(checkFact({ kind: 'eligibility/verified', at: 1, by: 'u', of })).toMatchObject({ ok: true });
    const station = desk();
    await add(station, 'c-1');
    expect(await verifyEligibility(station, PATIENT, 'c-1', whole.value)).toMatchObject({ ok: true });
    expect((await coveragesOf(station))?.list[0]?.checks).toMatchObject([whole.value]);
  });

  test('[REG-12] waits while two desks disagree about the person or the coverage, or the number has changed', async () => {
    const check = read({});
    if (!check.ok) throw new Error('the form reads');
    const station = desk();
    await add(station, 'c-1');
    const verify = async () => words(await verifyEligibility(station, PATIENT, 'c-1', check.value));
    const doc = patientDoc(PATIENT);
    const change = (field: string, from: unknown, to: unknown) =>
      station.record('patients/change', doc, [{ kind: 'patient/changed', of: { patient: PATIENT, field, from, to } }]);
    await change('birthDate', '1971-03-09', '1971-03-08');
    await change('birthDate', '1971-03-09', '1971-09-03');
    expect(await verify()).toBe('Two desks disagree about who this is. Settle that first.');
    await change('birthDate', '1971-09-03', '1971-03-08');
    const member = (from: string, to: string) => {
      const of = { patient: PATIENT, coverage: 'c-1', field: 'member', from, to };
      return station.record('coverage/change', doc, [{ kind: 'coverage/changed', of }]);
    };
    await member('CH-100', 'CH-101');
    await member('CH-100', 'CH-102');
    expect(await verify()).toBe('This insurance is in question. Settle that first.');
    await settleCoverage(station, PATIENT, { coverage: 'c-1', field: 'member', to: 'CH-101' });
    expect(await verify()).toMatch(/Another desk has changed this/);
    await settleCoverage(station, PATIENT, { coverage: 'c-1', field: 'member', to: 'CH-100' });
    expect(await verify()).toBe('done');
  });
});

test('[COV-14] for the patient’s own card a name is kept only where somebody wrote down how the card has it', () => {
  const own = (part: Partial<CoverageText>) => {
    const read = readCoverage({ ...TYPED, relationship: 'self', ...part }, '2026-11-20');
    return read.ok ? read.value.subscriber : read.error;
  };
  expect(own({})).toEqual({ relationship: 'self' });
  const named = own({ subscriberFamily: 'VANE', subscriberGiven: ' ANA ' });
  expect(named).toEqual({ relationship: 'self', name: { family: 'VANE', given: 'ANA' } });
  expect(own({ subscriberFamily: 'x'.repeat(121) })).toMatchObject({ subscriberFamily: { code: 'coverage/too-long' } });
});

test('[COV-14] whoever is said anew to be a parent and not a spouse keeps their name; the patient’s own name is nobody else’s', () => {
  const luis = { subscriberFamily: 'Prado', subscriberGiven: 'Luis', subscriberBorn: '3/9/1970' };
  const nobody = { subscriberFamily: '', subscriberGiven: '', subscriberBorn: '' };
  const of = (relationship: string, to: string): CoverageText =>
    withField({ ...TYPED, ...luis, relationship }, 'relationship', to);
  expect(of('other', 'spouse')).toMatchObject({ ...luis, relationship: 'spouse' });
  expect(of('spouse', 'self')).toMatchObject({ ...nobody, relationship: 'self' });
  expect(of('self', 'parent')).toMatchObject({ ...nobody, relationship: 'parent' });
  expect(of('self', 'self')).toMatchObject(luis);
  expect(withField({ ...TYPED, ...luis }, 'member', 'CH-9')).toMatchObject({ ...luis, member: 'CH-9' });
});
