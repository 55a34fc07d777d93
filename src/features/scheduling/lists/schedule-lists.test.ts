import { describe, expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { confirmationOf } from '#domain/scheduling/confirmation.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation, type DatedFact, type DocFacts } from '#station/memory-station.ts';
import { bookedFact, dayOf, FERN } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts, registered } from '#tests/fixtures/practice.ts';
import { cancelAppointment } from '../cancel-appointment.ts';
import { markNoShow } from '../mark-no-show.ts';
import { takeBack } from '../take-back.ts';
import { toConfirm } from './confirm-lines.ts';
import { logAttempt, setContactWishes } from './log-attempt.ts';
import { hideCase, openCase } from './open-case.ts';
import { bookedFor, toScheduleNow } from './schedule-lines.ts';
import { takeBackListed } from './take-back-listed.ts';
import { closeCase } from './work-case.ts';

const TOMORROW = plusDays(TODAY, 1);
const ANN = {
  name: { family: 'Rookwell', given: ['Ann'] },
  birthDate: '1971-03-09',
  sex: 'female' as const,
  phones: [],
  identifiers: []
};
const RULED: DatedFact = {
  kind: 'recall/ruled',
  of: { visitType: 'established', afterVisitDays: null, afterNoShowDays: 7 }
};

function desk(...docs: readonly DocFacts[]) {
  return memoryStation({ facts: [practiceFacts(), registered('pat-rook', ANN), ...docs] });
}
const codeOf = async (result: Promise<{ ok: true } | { ok: false; error: { code: string } }>): Promise<string> => {
  const settled = await result;
  return settled.ok ? 'ok' : settled.error.code;
};
const call = {
  date: TOMORROW,
  appointment: 'a-1',
  about: 'confirm',
  channel: 'phone',
  outcome: 'no-answer',
  note: ''
} as const;
const cancelled = (reason: string, appointment = 'a-1'): DatedFact => ({
  kind: 'appointment/cancelled',
  of: { appointment, by: 'patient', reason }
});

describe('[CONF-1] a try', () => {
  test('is added to the appointment, and can be taken back by itself', async () => {
    const station = desk(dayOf([bookedFact()], TOMORROW));
    const done = await logAttempt(station, call);
    await logAttempt(station, { ...call, outcome: 'confirmed' });
    const found = async () => (await station.rows.appointment(SITE, TOMORROW, 'a-1'))!;
    expect((await found()).attempts?.map(({ outcome, by }) => [outcome, by])).toEqual([
      ['no-answer', 'u-ada'],
      ['confirmed', 'u-ada']
    ]);
    expect(done.ok && (await codeOf(takeBackListed(station, done.value)))).toBe('ok');
    expect(confirmationOf(await found())).toEqual({ state: 'confirmed', channel: 'phone' });
    expect((await found()).attempts).toHaveLength(1);
  });
  test('by two desks that were apart both count', async () => {
    const station = desk(dayOf([bookedFact()], TOMORROW));
    await logAttempt(station, call);
    const of = { appointment: 'a-1', about: 'confirm', channel: 'phone', outcome: 'left-message' };
    station.receive(dayDoc(SITE, TOMORROW), [{ kind: 'appointment/attempted', of }], 2);
    const found = await station.rows.appointment(SITE, TOMORROW, 'a-1');
    expect(found && confirmationOf(found)).toEqual({ state: 'attempted', tries: 2 });
  });
  test.each<[string, Partial<Parameters<typeof logAttempt>[1]>, readonly DatedFact[], string]>([
    ['an appointment there is none of', { appointment: 'a-9' }, [], 'appointment/unknown'],
    ['one that was cancelled', {}, [cancelled('cost')], 'attempt/not-booked'],
    ['a card number in the note', { note: '4111111111111111' }, [], 'note/card-number']
  ])('refused: %s', async (_, over, more, code) => {
    const station = desk(dayOf([bookedFact(), ...more], TOMORROW));
    expect(await codeOf(logAttempt(station, { ...call, ...over }))).toBe(code);
    expect(station.recorded).toEqual([]);
  });
});

test('[CONF-4] who is not to be contacted is not: nothing is written, and the list asks for no call', async () => {
  const station = desk(dayOf([bookedFact()], TOMORROW));
  const all = ['phone', 'sms', 'email', 'portal', 'letter'] as const;
  expect(await codeOf(setContactWishes(station, { patient: 'pat-none', never: all }))).toBe('attempt/no-such-patient');
  expect(await codeOf(setContactWishes(station, { patient: 'pat-rook', never: all }))).toBe('ok');
  expect(await codeOf(logAttempt(station, call))).toBe('attempt/do-not-contact');
  expect(await codeOf(logAttempt(station, { ...call, channel: 'in-person', outcome: 'confirmed' }))).toBe(
    'attempt/do-not-contact'
  );
  const never = new Map([['pat-rook', (await station.rows.patient('pat-rook'))?.wishes?.never ?? []]]);
  const booked = [{ date: TOMORROW, appointment: (await station.rows.appointment(SITE, TOMORROW, 'a-1'))! }];
  expect(toConfirm(booked, never)).toEqual({ open: [], done: booked });
  expect(station.factsOf(patientDoc('pat-rook'))).toHaveLength(2);
  await setContactWishes(station, { patient: 'pat-rook', never: ['sms'] });
  expect(await codeOf(logAttempt(station, call))).toBe('ok');
});

describe('[SCHED-1] cancelled and missed without a new date', () => {
  const list = async (...docs: readonly DocFacts[]) => {
    const station = desk(...docs);
    const { cancelled: off, missed } = await toScheduleNow(station.rows, SITE, TODAY);
    return [
      off.map(({ appointment }) => appointment.appointment),
      missed.map(({ appointment }) => appointment.appointment)
    ];
  };
  const missed: DatedFact = { kind: 'appointment/no-show', of: { appointment: 'a-1', reason: 'no-call' } };
  const later = dayOf([bookedFact({ appointment: 'a-2' })], '2026-12-04');
  const wanted: DatedFact = {
    kind: 'appointment/attempted',
    of: { appointment: 'a-1', about: 'new-date', channel: 'phone', outcome: 'declined' }
  };
  test.each<[string, readonly DocFacts[], unknown]>([
    ['cancelled', [dayOf([bookedFact(), cancelled('cost')])], [['a-1'], []]],
    ['missed', [dayOf([bookedFact(), missed])], [[], ['a-1']]],
    ['with a later booking it is off', [dayOf([bookedFact(), cancelled('cost')]), later], [[], []]],
    [
      'an earlier booking is no new date',
      [dayOf([bookedFact(), cancelled('cost')], '2026-12-05'), later],
      [['a-1'], []]
    ],
    ['none is wanted', [dayOf([bookedFact(), missed, wanted])], [[], []]],
    ['the patient is better', [dayOf([bookedFact(), cancelled('better')])], [[], []]],
    ['entered by mistake', [dayOf([bookedFact(), cancelled('entered-in-error')])], [[], []]],
    ['longer ago than 60 days', [dayOf([bookedFact(), missed], '2026-09-20')], [[], []]],
    [
      'two of one patient are one line',
      [dayOf([bookedFact(), missed]), dayOf([bookedFact({ appointment: 'a-3' }), cancelled('cost', 'a-3')], TOMORROW)],
      [['a-3'], []]
    ]
  ])('%s', async (_, docs, expected) => {
    expect(await list(...docs)).toEqual(expected);
  });

  const to = { date: TOMORROW, appointment: 'a-9' };
  const gone: DatedFact = { kind: 'appointment/rescheduled', of: { appointment: 'a-1', to } };
  const there = bookedFact({ appointment: 'a-9', replaces: { date: TODAY, appointment: 'a-1' } });
  test.each<[string, readonly DocFacts[], unknown]>([
    ['to an appointment that nobody has: it was not taken', [dayOf([bookedFact(), gone])], [['a-1'], []]],
    ['to one that is there', [dayOf([bookedFact(), gone]), dayOf([there], TOMORROW)], [[], []]],
    [
      'to one that was missed',
      [
        dayOf([bookedFact(), gone]),
        dayOf([there, { ...missed, of: { appointment: 'a-9', reason: 'no-call' } }], TOMORROW)
      ],
      [[], ['a-9']]
    ]
  ])('[RULE-8] rescheduled %s', async (_, docs, expected) => {
    expect(await list(...docs)).toEqual(expected);
  });
});

test('[BOOK-15] a cancellation says how many hours before the visit it came', async () => {
  const station = desk(dayOf([bookedFact()], TOMORROW));
  await cancelAppointment(station, { date: TOMORROW, appointment: 'a-1', by: 'patient', reason: 'cost', note: '' });
  expect(await station.rows.appointment(SITE, TOMORROW, 'a-1')).toMatchObject({
    noticeHours: 23,
    calledOffBy: 'patient'
  });
});

describe('[SCHED-2] [RECALL-2] orders and recalls', () => {
  const order = {
    kind: 'order' as const,
    ...{ case: 'c-1', patient: 'pat-fern', label: FERN, visitType: 'annual', practitioner: null, due: '2026-12-01' }
  };
  test('an order is on the list until it is closed; booked, it says so', async () => {
    const station = desk();
    expect(await codeOf(openCase(station, order))).toBe('ok');
    const before = await toScheduleNow(station.rows, SITE, TODAY);
    expect(before.orders).toMatchObject([{ case: 'c-1', due: '2026-12-01' }]);
    expect(bookedFor(before.orders[0]!, before.booked)).toBeNull();
    const booking = bookedFact({ appointment: 'a-7', patient: 'pat-fern', label: FERN, visitType: 'annual' });
    station.receive(dayDoc(SITE, TOMORROW), [booking], 2);
    const after = await toScheduleNow(station.rows, SITE, TODAY);
    expect(bookedFor(after.orders[0]!, after.booked)).toMatchObject({ date: TOMORROW });
    await closeCase(station, { case: 'c-1', reason: 'booked', booked: { date: TOMORROW, appointment: 'a-7' } });
    expect((await toScheduleNow(station.rows, SITE, TODAY)).orders).toEqual([]);
  });
  test('[SCHED-3] put off it comes back on its day; a recall shows a month before it is due', async () => {
    const station = desk();
    await openCase(station, { ...order, kind: 'recall', due: '2027-01-15' });
    const recalls = async (today: string) => (await toScheduleNow(station.rows, SITE, today)).recalls.length;
    expect([await recalls(TODAY), await recalls('2026-12-16')]).toEqual([0, 1]);
    await hideCase(station, { case: 'c-1', until: '2027-01-20' });
    expect([await recalls('2027-01-19'), await recalls('2027-01-20')]).toEqual([0, 1]);
  });
  test.each<[string, object, string]>([
    ['nobody', { patient: '' }, 'waitlist/no-patient'],
    ['a type there is none of', { visitType: 'dance' }, 'waitlist/no-type'],
    ['31 February', { due: '2027-02-31' }, 'waitlist/no-such-day'],
    ['in a hundred years', { due: '2126-01-01' }, 'waitlist/no-such-day'],
    ['a card number', { note: '4111 1111 1111 1111' }, 'note/card-number']
  ])('refused: %s', async (_, over, code) => {
    const station = desk();
    expect(await codeOf(openCase(station, { ...order, ...over }))).toBe(code);
    expect(station.recorded).toEqual([]);
  });
  test('[RECALL-1] a missed visit whose type has a rule is a recall, and not on the other list too; undo takes it back', async () => {
    const practice = practiceFacts();
    const station = memoryStation({
      facts: [{ ...practice, facts: [...practice.facts, RULED] }, dayOf([bookedFact()])]
    });
    const done = await markNoShow(station, { date: TODAY, appointment: 'a-1', reason: 'no-call' });
    const now = await toScheduleNow(station.rows, SITE, TODAY);
    expect(now.recalls).toMatchObject([{ case: 'r-a-1', why: 'no-show', due: '2026-11-27' }]);
    expect(now.missed).toEqual([]);
    expect(done.ok && (await codeOf(takeBack(station, done.value)))).toBe('ok');
    expect((await toScheduleNow(station.rows, SITE, TODAY)).recalls).toEqual([]);
  });
});
