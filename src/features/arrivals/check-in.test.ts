import { describe, expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { agoText } from '#domain/patient/evidence-words.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { memoryStation, type DatedFact, type MemoryStation } from '#station/memory-station.ts';
import { practiceFacts, registered, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay, type OneVisit } from '#tests/fixtures/small-day.ts';
import { checkIn } from './check-in.ts';
import { checkListOf } from './check-list.ts';
import { itemText } from './check-words.ts';
import { markArrived } from './mark-arrived.ts';
import { checkWordsFor, type CheckRefusal } from './refusals.ts';
import { verifyLine, type Looking } from './verify-line.ts';
import { waiveLine } from './waive-line.ts';
import { arriveWalkIn } from './walk-in.ts';

const DAY = dayDoc(SITE, TODAY);
const PATIENT = 'patient-one';
const DAYS = 86_400_000;
const EXPECTED: OneVisit = { id: 'one', start: 620 };
const HERE: OneVisit = { ...EXPECTED, arrived: 590 };
const ANN = {
  name: { family: 'Testing-1', given: ['Ann'] },
  birthDate: '1980-01-02',
  sex: 'female' as const,
  phones: [{ number: '+12065550101', use: 'mobile' as const }],
  address: { line: ['12 Harbor Street'], city: 'Rockport', state: 'ME', postalCode: '04856' },
  identifiers: []
};

/** Somebody looked at this so many days ago. */
const looked = (field: string, how: string, days: number): DatedFact => ({
  kind: 'field/verified',
  of: { patient: PATIENT, field, how },
  at: at(600) - days * DAYS,
  by: 'u-ben'
});
const ALL = [
  looked('phones', 'asked', 12),
  looked('address', 'asked', 12),
  looked('coverage', 'card', 12),
  looked('consent-to-treat', 'signed', 300),
  looked('privacy-notice', 'signed', 300)
];

function desk(visit: OneVisit, evidence: readonly DatedFact[] = [], role: StaffRole = 'clerk'): MemoryStation {
  const patient = registered(PATIENT, ANN);
  const facts = [practiceFacts(), { ...patient, facts: [...patient.facts, ...evidence] }, smallDay([visit])];
  return memoryStation({ facts, now: at(600), user: { user: 'u-new', role } });
}
const visitIn = (station: MemoryStation, id = 'v-one') => station.rows.visit(SITE, TODAY, id);
const words = (result: { ok: true } | { ok: false; error: CheckRefusal }): string =>
  result.ok ? 'done' : checkWordsFor(result.error);

describe('[CHK-3] a returning patient with nothing to ask', () => {
  test('is here and checked in by one act, and both are taken back as one', async () => {
    const station = desk(EXPECTED, ALL);
    const arrived = await markArrived(station, 'one');
    expect(arrived).toMatchObject({ ok: true, value: { isCheckedIn: true, done: { leaves: { visit: 'v-one' } } } });
    expect(station.recorded.map(({ facts }) => facts.map(({ kind }) => kind))).toEqual([
      ['visit/arrived', 'visit/checked-in']
    ]);
    const visit = await visitIn(station);
    expect(visit).toMatchObject({ state: 'waiting', checkedIn: { by: 'u-new' } });
    expect(arrived.ok && arrived.value.done.leaves?.last).toBe(visit?.last);
  });

  test('is only here when one line has gone stale', async () => {
    const station = desk(EXPECTED, [...ALL.slice(0, 2), looked('coverage', 'card', 31), ...ALL.slice(3)]);
    expect(await markArrived(station, 'one')).toMatchObject({ ok: true, value: { isCheckedIn: false } });
    expect((await visitIn(station))?.checkedIn).toBeNull();
  });

  test('walks in checked in; whom nobody knows does not', async () => {
    const station = desk(EXPECTED, ALL);
    const label = { family: 'Testing-1', given: 'Ann', birthDate: '1980-01-02' };
    expect(await arriveWalkIn(station, { patient: PATIENT, label, anyway: true })).toMatchObject({
      ok: true,
      value: { isCheckedIn: true }
    });
    expect(await arriveWalkIn(station, { patient: null, label })).toMatchObject({
      ok: true,
      value: { isCheckedIn: false }
    });
  });
});

test('[CHK-2] [CHK-6] nobody is checked in while something required is open; the visit waits where it is', async () => {
  const station = desk(HERE, ALL.slice(0, 3));
  expect(words(await checkIn(station, 'v-one'))).toBe('Still to do: consent to treat, privacy notice.');
  expect(station.recorded).toEqual([]);

  for (const line of ['consent-to-treat', 'privacy-notice'] as const)
    expect((await verifyLine(station, { patient: PATIENT, line, how: 'signed' })).ok).toBe(true);
  expect((await checkIn(station, 'v-one')).ok).toBe(true);
  expect(await visitIn(station)).toMatchObject({ state: 'waiting', checkedIn: { by: 'u-new' } });
  expect(words(await checkIn(station, 'v-one'))).toBe('Another desk has checked this patient in.');
});

test.each<[string, OneVisit]>([
  ['is not here', EXPECTED],
  ['has left', { ...HERE, then: [[595, 'left']] }],
  [
    'is gone',
    {
      ...HERE,
      called: { at: 592, room: 'room-1' },
      then: [
        [595, 'done'],
        [598, 'checked-out']
      ]
    }
  ]
])('[CHK-2] who %s is not checked in', async (_, visit) => {
  expect(await checkIn(desk(visit, ALL), 'v-one')).toEqual({ ok: false, error: { code: 'check/not-here' } });
});

test('[CHK-2] a walk-in without a record is not checked in', async () => {
  const station = desk(EXPECTED);
  const walkIn = await arriveWalkIn(station, { patient: null, label: { family: 'Rook', given: '', birthDate: null } });
  expect(walkIn.ok && words(await checkIn(station, walkIn.value.visit))).toMatch(/Find or register the patient first/);
});

test('[CHK-7] making sure of a line is a fact of the patient, with who, when and how', async () => {
  const station = desk(HERE);
  const done = await verifyLine(station, { patient: PATIENT, line: 'photo-id', how: 'id', until: '2029-05-31' });
  expect(done).toMatchObject({ ok: true, value: { takes: [{ doc: patientDoc(PATIENT) }] } });
  expect((await station.rows.patient(PATIENT))?.evidence).toEqual({
    'photo-id': { how: 'id', at: at(600), by: 'u-new', until: '2029-05-31' }
  });
});

test.each<[string, Partial<Looking>, string]>([
  ['another patient', { patient: 'nobody' }, 'check/no-such-patient'],
  ['a way that line has not', { line: 'address', how: 'signed' }, 'check/not-that-way'],
  ['an e-mail that is not there', { line: 'email', how: 'asked' }, 'check/nothing-there'],
  ['a refusal without a reason', { line: 'privacy-notice', how: 'declined', note: '  ' }, 'check/reason'],
  ['a reason of 301 characters', { line: 'privacy-notice', how: 'declined', note: 'x'.repeat(301) }, 'check/reason'],
  ['a date that does not exist', { line: 'photo-id', how: 'id', until: '2027-02-30' }, 'check/bad-date'],
  ['a date in words', { line: 'photo-id', how: 'id', until: 'next May' }, 'check/bad-date'],
  ['an id that has ended', { line: 'photo-id', how: 'id', until: '2026-11-19' }, 'check/ended']
])('[CHK-7] %s is refused in words, and nothing is written', async (_, part, code) => {
  const station = desk(HERE);
  const result = await verifyLine(station, { patient: PATIENT, line: 'address', how: 'asked', ...part });
  expect(result).toMatchObject({ ok: false, error: { code } });
  expect(words(result)).toMatch(/\.$/);
  expect(station.recorded).toEqual([]);
});

test('[FORM-24] a paper is made sure of with the words it has', async () => {
  const station = desk(HERE);
  await verifyLine(station, { patient: PATIENT, line: 'privacy-notice', how: 'declined', note: 'Not now' });
  await verifyLine(station, { patient: PATIENT, line: 'address', how: 'asked' });
  expect((await station.rows.patient(PATIENT))?.evidence).toMatchObject({
    'privacy-notice': { how: 'declined', note: 'Not now', words: { form: 'privacy-notice', version: '1' } },
    address: { how: 'asked' }
  });
  const list = await checkListOf(station, station.rows, { visit: 'v-one', patient: PATIENT });
  expect(list?.versions.get('privacy-notice')).toBe('1');
});

test('[CHK-7] who may not change registrations makes sure of nothing', async () => {
  const station = desk(HERE, [], 'clinical');
  expect(await verifyLine(station, { patient: PATIENT, line: 'address', how: 'asked' })).toEqual({
    ok: false,
    error: { code: 'check/not-yours' }
  });
});

test('[CHK-5] doing without a line takes a reason and a role, and is for this visit only', async () => {
  const waived = { visit: 'v-one', line: 'coverage' as const, reason: ' Card at home ' };
  const clerk = desk(HERE, ALL.slice(0, 2));
  expect(words(await waiveLine(clerk, waived))).toMatch(/Ask a manager/);
  expect(clerk.recorded).toEqual([]);

  const manager = desk(HERE, [...ALL.slice(0, 2), ...ALL.slice(3)], 'manager');
  for (const reason of ['', '   ', 'x'.repeat(301)])
    expect(await waiveLine(manager, { ...waived, reason })).toMatchObject({
      ok: false,
      error: { code: 'check/reason' }
    });
  expect(await waiveLine(manager, { ...waived, visit: 'v-two' })).toMatchObject({ error: { code: 'check/not-here' } });
  expect((await waiveLine(manager, waived)).ok).toBe(true);
  expect((await checkIn(manager, 'v-one')).ok).toBe(true);

  const lines = async (visit: string) => {
    const list = await checkListOf(manager, manager.rows, { visit, patient: PATIENT });
    const coverage = list?.items.find(({ line }) => line === 'coverage');
    return coverage && list && itemText(coverage, TODAY, list.initials);
  };
  expect([await lines('v-one'), await lines('v-another')]).toEqual(['without it: “Card at home”', 'card never seen']);
  expect(manager.recorded[0]).toMatchObject({
    doc: DAY,
    facts: [{ kind: 'visit/line-waived', of: { reason: 'Card at home' } }]
  });
});

test('[CHK-1] a line says its evidence, age and person', async () => {
  const station = desk(HERE, [looked('coverage', 'card', 12), looked('address', 'asked', 200)]);
  const list = await checkListOf(station, station.rows, { visit: 'v-one', patient: PATIENT });
  const texts = list!.items.map((item) => `${item.line}: ${itemText(item, TODAY, list!.initials)}`);
  expect(texts).toEqual([
    'identity: entered 10 mo ago',
    'phones: entered 10 mo ago: ask again',
    'address: asked 6 mo ago by BR: ask again',
    'email: none',
    'photo-id: never seen',
    'coverage: card seen 12 days ago by BR',
    'consent-to-treat: not signed',
    'privacy-notice: not signed',
    'financial-policy: not signed'
  ]);
});

test.each([
  [0, 'today'],
  [1, 'yesterday'],
  [59, '59 days ago'],
  [60, '2 mo ago'],
  [729, '24 mo ago'],
  [730, '2 years ago']
])('%i days is %s', (days, text) => {
  expect(agoText(days)).toBe(text);
});

test('[REG-13] a paper of a minor is signed once a parent or guardian is on record', async () => {
  const station = desk(HERE);
  const born = { patient: PATIENT, field: 'birthDate', from: ANN.birthDate, to: '2015-01-02' };
  await station.record('patients/change', patientDoc(PATIENT), [{ kind: 'patient/changed', of: born }]);
  const sign = async () =>
    words(await verifyLine(station, { patient: PATIENT, line: 'consent-to-treat', how: 'signed' }));
  expect(await sign()).toBe('A minor: write down a parent or a guardian in the record first.');
  const to = {
    name: { family: 'T', given: 'Jan' },
    relation: 'parent',
    roles: [],
    may: [],
    period: { start: null, end: null }
  };
  const related = { patient: PATIENT, related: 'r', from: null, to };
  await station.record('patients/say-related', patientDoc(PATIENT), [{ kind: 'related/said', of: related }]);
  expect(await sign()).toBe('done');
});
