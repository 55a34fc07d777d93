import { describe, expect, test } from 'vitest';
import { caseDoc } from '#domain/documents.ts';
import { freeDay, freeCells } from '#domain/scheduling/free-time.ts';
import { has } from '#domain/scheduling/cells.ts';
import { checkFact } from '#protocol/fact-schemas.ts';
import { memoryStation, type DocFacts, type MemoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { SITE, practiceFacts } from '#tests/fixtures/practice.ts';
import { byDeadline } from './procedure-lines.ts';
import { stripOf } from './procedure-strip.ts';
import { takeBackListed } from './take-back-listed.ts';
import {
  blockOf,
  dateProcedure,
  endProcedure,
  noteProcedure,
  requestProcedure,
  stepProcedure
} from './work-procedure.ts';

const FRIDAY = '2026-12-18';
const TERMS: Parameters<typeof requestProcedure>[1] = {
  ...{
    case: 'c-knee',
    patient: 'pat-fern',
    label: FERN,
    surgeon: 'p-kim',
    facility: 'Mercy Harbor',
    wording: 'Total knee'
  },
  side: 'left',
  urgency: 'elective',
  ...{ earliest: '2026-12-01', latest: null, cpt: ['27447'], icd10: ['M17.11'] }
};
const AT = { date: FRIDAY, start: 600, minutes: 90 };
const codeOf = async (result: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string> => {
  const settled = await result;
  return settled.ok ? 'ok' : settled.error.code;
};
async function desk(
  role: 'clerk' | 'coordinator' = 'coordinator',
  ...docs: readonly DocFacts[]
): Promise<MemoryStation> {
  const station = memoryStation({ user: { user: `u-${role}`, role }, facts: [practiceFacts(), ...docs] });
  expect(await codeOf(requestProcedure(station, TERMS))).toBe('ok');
  return station;
}
const known = async (station: MemoryStation) => {
  const found = await station.rows.case('c-knee');
  if (found?.kind !== 'procedure') throw new Error('it was asked for');
  return found;
};
async function isFree(station: MemoryStation, minute: number): Promise<boolean> {
  const day = freeDay(await station.rows.practice(), SITE, FRIDAY, []);
  return has(freeCells(day, { kind: 'practitioner', id: 'p-kim' }, 'established'), minute);
}

test.each<[string, object, string]>([
  ['nobody', { patient: '' }, 'waitlist/no-patient'],
  ['no surgeon', { surgeon: 'p-none' }, 'procedure/no-such-surgeon'],
  ['no facility', { facility: '  ' }, 'procedure/no-facility'],
  ['nothing to be done', { wording: '' }, 'procedure/no-wording'],
  ['a card number', { wording: '4111 1111 1111 1111' }, 'note/card-number'],
  ['a code of four', { cpt: ['2744'] }, 'procedure/bad-code'],
  ['words for a code', { icd10: ['knee'] }, 'procedure/bad-code'],
  ['31 February', { earliest: '2027-02-31' }, 'waitlist/no-such-day'],
  ['days turned round', { latest: '2026-11-30' }, 'waitlist/days-turned']
])('[PROC-1] refused: %s', async (_, over, code) => {
  const station = memoryStation({ facts: [practiceFacts()] });
  expect(await codeOf(requestProcedure(station, { ...TERMS, ...over }))).toBe(code);
  expect(station.recorded).toEqual([]);
});

describe('[PROC-3] the day', () => {
  test('blocks the surgeon’s calendar in the same commit, under the facility’s name; moved it blocks the new time alone', async () => {
    const station = await desk();
    expect(await codeOf(dateProcedure(station, { case: 'c-knee', time: AT }))).toBe('ok');
    expect(await isFree(station, 600)).toBe(false);
    expect((await station.rows.practice()).plan.blocks.get(blockOf('c-knee'))?.title).toBe('Mercy Harbor');
    await dateProcedure(station, { case: 'c-knee', time: { ...AT, start: 780 } });
    expect([await isFree(station, 600), await isFree(station, 780)]).toEqual([true, false]);
    await dateProcedure(station, { case: 'c-knee', time: null });
    expect(await isFree(station, 780)).toBe(true);
    expect(await known(station)).toMatchObject({ time: null, postponed: true, closed: null });
  });
  test('is not set by a clerk, on a day that is over, or over the surgeon’s patients', async () => {
    const clerk = await desk('clerk');
    expect(await codeOf(dateProcedure(clerk, { case: 'c-knee', time: AT }))).toBe('procedure/not-yours');
    const station = await desk('coordinator', dayOf([bookedFact({}, { start: 660 })], FRIDAY));
    expect(await codeOf(dateProcedure(station, { case: 'c-knee', time: AT }))).toBe('procedure/surgeon-busy');
    const at = (over: object) => codeOf(dateProcedure(station, { case: 'c-knee', time: { ...AT, ...over } }));
    expect(await at({ date: '2026-11-19' })).toBe('procedure/no-such-time');
    expect(await at({ start: NaN })).toBe('procedure/no-such-time');
    expect(await at({ minutes: 1_000 })).toBe('procedure/no-such-time');
    expect(await codeOf(dateProcedure(station, { case: 'c-none', time: AT }))).toBe('case/unknown');
  });
});

test('[PROC-2] the list goes by the next deadline; what has no day comes last', async () => {
  const station = await desk();
  await requestProcedure(station, { ...TERMS, case: 'c-hip' });
  await requestProcedure(station, { ...TERMS, case: 'c-eye', surgeon: 'p-patel' });
  await dateProcedure(station, { case: 'c-knee', time: { ...AT, date: '2027-02-19' } });
  await dateProcedure(station, { case: 'c-eye', time: AT });
  const open = (await station.rows.cases('procedure')).flatMap((one) => (one.kind === 'procedure' ? [one] : []));
  expect(byDeadline(open).map((one) => one.case)).toEqual(['c-eye', 'c-knee', 'c-hip']);
});

test('[PROC-2] a step is done on a day that has come, and taken back', async () => {
  const station = await desk('clerk');
  const step = { case: 'c-knee', step: 'consent', done: true, on: '2026-11-20' } as const;
  const done = await stepProcedure(station, step);
  expect(await codeOf(stepProcedure(station, { ...step, on: '2026-11-21' }))).toBe('procedure/in-future');
  expect((await known(station)).steps).toMatchObject({ consent: { on: '2026-11-20' } });
  expect(done.ok && (await codeOf(takeBackListed(station, done.value)))).toBe('ok');
  expect((await known(station)).steps).toEqual({});
  expect(await codeOf(noteProcedure(station, { case: 'c-knee', detail: 'allergies', text: 'latex' }))).toBe('ok');
  expect(await codeOf(noteProcedure(station, { case: 'c-knee', detail: 'allergies', text: 'x'.repeat(201) }))).toBe(
    'note/too-long'
  );
});

describe('[PROC-4] the end', () => {
  test('cancelled with why, the surgeon has the time back, and nothing follows', async () => {
    const station = await desk();
    await dateProcedure(station, { case: 'c-knee', time: AT });
    expect(await codeOf(endProcedure(station, { case: 'c-knee', reason: null }))).toBe('procedure/not-yet');
    expect(await codeOf(endProcedure(station, { case: 'c-knee', reason: 'not-cleared' }))).toBe('ok');
    expect(await isFree(station, 600)).toBe(true);
    expect(await station.rows.cases('procedure')).toEqual([]);
    expect(await known(station)).toMatchObject({ ended: { how: 'cancelled', reason: 'not-cleared' } });
    expect(await codeOf(dateProcedure(station, { case: 'c-knee', time: AT }))).toBe('procedure/ended');
  });
});

test('[PROC-5] two desks that were apart: the later day holds at both, and every step of both counts', async () => {
  const [a, b] = [await desk(), await desk()];
  const step = { case: 'c-knee', on: '2026-11-20', done: true } as const;
  await stepProcedure(a, { ...step, step: 'consent' });
  await dateProcedure(a, { case: 'c-knee', time: AT });
  const there = [
    { kind: 'procedure/stepped', of: { ...step, step: 'clearance' } },
    { kind: 'procedure/dated', of: { case: 'c-knee', time: { ...AT, date: '2027-01-08' } } }
  ];
  for (const { kind, of } of there) expect(checkFact({ kind, of, at: 1, by: 'u-ben' })).toMatchObject({ ok: true });
  a.receive(
    caseDoc('c-knee'),
    there.map((fact) => ({ ...fact, at: a.now() + 5_000 })),
    2
  );
  b.receive(
    caseDoc('c-knee'),
    there.map((fact) => ({ ...fact, at: a.now() + 5_000 })),
    2
  );
  const mine = a
    .factsOf(caseDoc('c-knee'))
    .filter(({ client }) => client >> 20 === 1)
    .slice(1);
  b.receive(
    caseDoc('c-knee'),
    mine.map(({ fact }) => ({ kind: fact.kind, of: fact.of, at: a.now() + 1_000 })),
    3
  );
  for (const station of [a, b]) {
    const { time, steps } = await known(station);
    expect([time?.date, Object.keys(steps).sort()]).toEqual(['2027-01-08', ['clearance', 'consent']]);
  }
});

describe('[PROC-7] a step’s number or note', () => {
  const confirmed = { case: 'c-knee', step: 'facility-confirmed', done: true, on: '2026-11-20' } as const;
  test('stays when its day is said anew, and goes with the step', async () => {
    const station = await desk();
    const noteNow = async () => (await known(station)).steps['facility-confirmed'];
    expect(await codeOf(stepProcedure(station, { ...confirmed, note: ' MH-20931,\n by Dana ' }))).toBe('ok');
    expect(await noteNow()).toEqual({ on: '2026-11-20', note: 'MH-20931, by Dana' });
    await stepProcedure(station, { ...confirmed, on: '2026-11-18' });
    expect(await noteNow()).toEqual({ on: '2026-11-18', note: 'MH-20931, by Dana' });
    await stepProcedure(station, { ...confirmed, note: '' });
    expect(await noteNow()).toEqual({ on: '2026-11-20', note: '' });
    await stepProcedure(station, { ...confirmed, done: false });
    expect(await noteNow()).toBeUndefined();
  });
  test.each([
    ['a card number', '4111 1111 1111 1111', 'note/card-number'],
    ['a page', 'x'.repeat(201), 'note/too-long']
  ])('refused: %s', async (_, note, code) => {
    const station = await desk();
    const before = station.recorded.length;
    expect(await codeOf(stepProcedure(station, { ...confirmed, note }))).toBe(code);
    expect(station.recorded).toHaveLength(before);
  });
});

describe('[PROC-8] the strip of deadlines', () => {
  const time = { date: FRIDAY, start: 600, minutes: 90 };
  const done = (on: string) => ({ on, note: '' });
  test('there is none without a day', () => expect(stripOf({ time: null, steps: {} }, '2026-11-20')).toBeNull());
  test('stands by deadline, each step as it is', () => {
    const steps = { 'facility-requested': done('2026-11-01'), 'history-physical': done('2026-11-01') };
    const strip = stripOf({ time, steps }, '2026-11-20');
    expect(strip?.columns.map(({ daysBefore, due }) => `${daysBefore} ${due}`)).toEqual([
      '45 2026-11-03',
      '30 2026-11-18',
      '21 2026-11-27',
      '14 2026-12-04',
      '7 2026-12-11',
      '3 2026-12-15',
      '2 2026-12-16',
      '1 2026-12-17',
      '0 2026-12-18'
    ]);
    expect(strip?.columns.map(({ marks }) => marks.map(({ state }) => state).join(' '))).toEqual([
      ...['done', 'late', 'open', 'open open', 'open open', 'too-old open', 'open', 'open', '']
    ]);
  });
  test.each([
    ['before the first', '2026-11-02', null],
    ['on the first', '2026-11-03', 0],
    ['two of nine days along', '2026-11-20', 1 + 2 / 9],
    ['on the day', FRIDAY, 8],
    ['after it', '2026-12-19', null]
  ])('today %s', (_, today, at) => expect(stripOf({ time, steps: {} }, today)?.today).toBe(at));
});
