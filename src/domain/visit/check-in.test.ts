import { describe, expect, test } from 'vitest';
import type { NewFact, Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { patientOf, type Patient } from '../patient/patient.ts';
import { plusDays, stampAt, type LocalDate } from '../time.ts';
import { checkInRulesOf, USUAL_CHECK_IN, type CheckInRules } from './check-in-rules.ts';
import { checkInOf, hasNothingToAsk, openLines, type CheckItem } from './check-in.ts';
import { visitFrom } from './visit.ts';

const TODAY: LocalDate = '2026-11-20';
const noon = (date: LocalDate): number => Date.parse(`${date}T17:00:00Z`); // noon in New York
const ago = (days: number): number => noon(plusDays(TODAY, -days));

interface Told extends NewFact {
  readonly when: number;
  readonly by?: string;
}

const logOf = (facts: readonly Told[]): Recorded[] =>
  facts.map(({ kind, of, when, by = 'u-ada' }, clock) => ({
    client: clientIdOf(7, 0),
    clock,
    fact: { kind, of, at: stampAt(when), by }
  }));

const REGISTERED = {
  patient: 'p',
  name: { family: 'Rook', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female',
  phones: [{ number: '+12065550101', use: 'mobile' }],
  email: 'ann@example.org',
  address: { line: ['1 Test St'], city: 'Testing', state: 'ME', postalCode: '04006' },
  identifiers: []
};
const registered = (when: number, of: object = {}): Told => ({
  kind: 'patient/registered',
  when,
  of: { source: 'desk', ...REGISTERED, ...of }
});
const looked = (field: string, how: string, when: number, more: object = {}): Told => ({
  kind: 'field/verified',
  when,
  of: { patient: 'p', field, how, ...more }
});
/** A returning patient with nothing to ask. */
const WELL: readonly Told[] = [
  registered(ago(90)),
  looked('coverage', 'card', ago(12)),
  looked('consent-to-treat', 'signed', ago(90)),
  looked('privacy-notice', 'signed', ago(2_000)),
  looked('financial-policy', 'signed', ago(90)),
  looked('photo-id', 'id', ago(90))
];

function patientFrom(facts: readonly Told[]): Patient {
  const patient = patientOf(logOf(facts));
  if (!patient) throw new Error('nobody was registered');
  return patient;
}

function itemsOf(facts: readonly Told[], rules: CheckInRules = USUAL_CHECK_IN): readonly CheckItem[] {
  return checkInOf({ patient: patientFrom(facts), rules, now: noon(TODAY), zone: 'America/New_York' });
}
const stateOf = (line: CheckItem['line'], facts: readonly Told[]) => itemsOf(facts).find((one) => one.line === line);

test('[CHK-1] each line says who looked, how, and how many days ago', () => {
  expect(stateOf('coverage', WELL)).toEqual({
    line: 'coverage',
    need: 'required',
    state: 'ok',
    evidence: { how: 'card', at: ago(12), by: 'u-ada' },
    daysAgo: 12,
    waiver: null
  });
  expect(stateOf('address', WELL)).toMatchObject({
    state: 'ok',
    evidence: { how: 'entered', at: ago(90) },
    daysAgo: 90
  });
});

describe('[CHK-1] [CHK-8] how a line stands', () => {
  const changed = (by: string, when: number): Told => ({
    kind: 'patient/changed',
    when,
    by,
    of: { patient: 'p', field: 'email', from: 'ann@example.org', to: 'rook@example.org' }
  });
  const fork: readonly Told[] = ['1971-03-10', '1971-03-11'].map((to, index) => ({
    kind: 'patient/changed',
    when: ago(2) + index,
    of: { patient: 'p', field: 'birthDate', from: '1971-03-09', to }
  }));
  const added = (when: number, period: object = {}, plan?: object): Told => ({
    kind: 'coverage/added',
    when,
    of: {
      ...{ patient: 'p', coverage: 'c', kind: 'health', order: 'primary', member: 'A-1', plan },
      period: { start: null, end: null, ...period },
      ...{ payer: { name: 'Cedar', id: '' }, subscriber: { relationship: 'self' } }
    }
  });
  const members: readonly Told[] = ['A-2', 'A-3'].map((to, index) => ({
    kind: 'coverage/changed',
    when: ago(2) + index,
    of: { patient: 'p', coverage: 'c', field: 'member', from: 'A-1', to }
  }));
  const pays = (when: number): Told => ({ kind: 'coverage/self-pay-said', when, of: { patient: 'p', pays: true } });
  test.each<[string, CheckItem['line'], string, readonly Told[]]>([
    ['on the last day that an address is good', 'address', 'ok', [registered(ago(180))]],
    ['on the day after', 'address', 'stale', [registered(ago(181))]],
    ['looked at again', 'address', 'ok', [registered(ago(400)), looked('address', 'asked', ago(3))]],
    ['an import that nobody asked about', 'address', 'unseen', [registered(ago(3), { source: 'import' })]],
    ['an import where once is enough', 'identity', 'ok', [registered(ago(3), { source: 'import' })]],
    ['no birth date', 'identity', 'missing', [registered(ago(3), { birthDate: null })]],
    ['two birth dates', 'identity', 'doubt', [registered(ago(30)), ...fork]],
    ['changed at a desk', 'email', 'ok', [registered(ago(400)), changed('u-ben', ago(2))]],
    ['changed by another system', 'email', 'changed', [registered(ago(400)), changed('device:3', ago(2))]],
    ['no phone', 'phones', 'missing', [registered(ago(1), { phones: [] })]],
    ['no paper yet', 'consent-to-treat', 'missing', [registered(ago(1))]],
    ['a card of this month', 'coverage', 'ok', [registered(ago(1)), looked('coverage', 'card', ago(30))]],
    ['a card of last month', 'coverage', 'stale', [registered(ago(1)), looked('coverage', 'card', ago(31))]],
    ['one card of several', 'coverage', 'ok', [registered(ago(1)), looked('coverage:c-1', 'card', ago(5))]],
    ['a field that begins alike', 'coverage', 'missing', [registered(ago(1)), looked('coverage-note', 'card', ago(5))]],
    ['insurance written down lately', 'coverage', 'ok', [registered(ago(90)), added(ago(12))]],
    ['insurance nobody has seen since', 'coverage', 'stale', [registered(ago(90)), added(ago(31))]],
    ['its card seen', 'coverage', 'ok', [registered(ago(90)), added(ago(31)), looked('coverage:c', 'card', ago(2))]],
    ['insurance that has ended', 'coverage', 'missing', [registered(ago(90)), added(ago(9), { end: '2026-11-19' })]],
    ['two members of one card', 'coverage', 'doubt', [registered(ago(90)), added(ago(9)), ...members]],
    ['paying without', 'coverage', 'ok', [registered(ago(90)), pays(ago(9))]],
    ['paying without, long ago', 'coverage', 'stale', [registered(ago(90)), pays(ago(40))]],
    ['Medicaid of last month', 'coverage', 'stale', [registered(ago(90)), added(ago(21), {}, { type: 'medicaid' })]],
    [
      'an id that ended yesterday',
      'photo-id',
      'stale',
      [registered(ago(1)), looked('photo-id', 'id', ago(1), { until: '2026-11-19' })]
    ],
    [
      'an id that ends today',
      'photo-id',
      'ok',
      [registered(ago(1)), looked('photo-id', 'id', ago(1), { until: TODAY })]
    ],
    [
      'looked at tomorrow, by a clock that is ahead',
      'coverage',
      'ok',
      [registered(ago(1)), looked('coverage', 'card', ago(-1))]
    ]
  ])('%s: %s is %s', (_, line, state, facts) => {
    expect(stateOf(line, facts)?.state).toBe(state);
  });

  test('a card of December is asked for in January', () => {
    const patient = patientFrom([registered(ago(1)), looked('coverage', 'card', noon('2026-12-31'))]);
    const parts = { patient, rules: USUAL_CHECK_IN, zone: 'America/New_York' };
    const coverage = (date: LocalDate) =>
      checkInOf({ ...parts, now: noon(date) }).find(({ line }) => line === 'coverage');
    expect([coverage('2026-12-31')?.state, coverage('2027-01-01')?.state]).toEqual(['ok', 'stale']);
  });
});

test('[CHK-1] looking taken back is not having looked', () => {
  const log = logOf([...WELL, { kind: 'fact/voided', when: ago(0), of: { fact: `${clientIdOf(7, 0)}.1` } }]);
  expect(patientOf(log)?.evidence?.['coverage']).toBeUndefined();
});

test('[CHK-2] what is required and open stands in the way; what is recommended does not', () => {
  const items = itemsOf([registered(ago(1)), looked('coverage', 'asked', ago(0))]);
  expect(openLines(items).map(({ line }) => line)).toEqual(['consent-to-treat', 'privacy-notice']);
});

test('[CHK-3] a returning patient with nothing stale is asked nothing; a recommended line that has gone stale is asked about', () => {
  expect(hasNothingToAsk(itemsOf(WELL))).toBe(true);
  expect(hasNothingToAsk(itemsOf(WELL.filter(({ of }) => (of as { field?: string }).field !== 'photo-id')))).toBe(true);
  expect(hasNothingToAsk(itemsOf([...WELL, looked('photo-id', 'id', ago(80), { until: '2026-11-01' })]))).toBe(false);
  expect(hasNothingToAsk(itemsOf([registered(ago(1))]))).toBe(false);
});

test('[CHK-4] the practice says what is asked and for how long it is good; the later word counts', () => {
  const rule = (line: string, need: string, days: number | null): Told => ({
    kind: 'check-in/ruled',
    when: ago(1),
    of: { line, need, days, eachYear: false }
  });
  const rules = checkInRulesOf(
    logOf([
      rule('coverage', 'off', 5),
      rule('address', 'required', 10),
      rule('address', 'required', 400),
      rule('newer', 'required', 1)
    ])
  );
  expect(rules).toEqual({
    ...USUAL_CHECK_IN,
    coverage: { need: 'off', days: 5, eachYear: false },
    address: { need: 'required', days: 400, eachYear: false }
  });
  const items = itemsOf([registered(ago(300))], rules);
  expect(items.some(({ line }) => line === 'coverage')).toBe(false);
  expect(items.find(({ line }) => line === 'address')?.state).toBe('ok');
});

test('[CHK-5] [CHK-6] a visit has what was done without, one a line, and who checked in first, in any order of facts', () => {
  const arrived: Told = {
    kind: 'visit/arrived',
    when: ago(0),
    of: {
      visit: 'v',
      appointment: null,
      patient: 'p',
      label: { family: 'Rook', given: 'Ann', birthDate: null },
      ticket: 'A-001'
    }
  };
  const waived = (reason: string, when: number): Told => ({
    kind: 'visit/line-waived',
    when,
    by: 'u-dot',
    of: { visit: 'v', line: 'consent-to-treat', reason }
  });
  const checkedIn = (by: string, when: number): Told => ({ kind: 'visit/checked-in', when, by, of: { visit: 'v' } });
  const facts = [
    waived('first', ago(0) - 2),
    checkedIn('u-ben', ago(0) - 1),
    arrived,
    waived('Emergency', ago(0) + 1),
    checkedIn('u-ada', ago(0) + 2)
  ];
  const visit = visitFrom(logOf(facts));
  expect(visit).toMatchObject({
    state: 'waiting',
    checkedIn: { by: 'u-ben' },
    waivers: [{ line: 'consent-to-treat', reason: 'Emergency', by: 'u-dot', at: ago(0) + 1 }],
    problems: []
  });
  expect(visitFrom(logOf(facts).toReversed())).toEqual(visit);
  const items = checkInOf({
    patient: patientFrom([registered(ago(1))]),
    visit: visit ?? undefined,
    rules: USUAL_CHECK_IN,
    now: noon(TODAY),
    zone: 'America/New_York'
  });
  expect(openLines(items).map(({ line }) => line)).toEqual(['coverage', 'privacy-notice']);
});
