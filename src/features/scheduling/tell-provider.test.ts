import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import { closeCase } from './lists/work-case.ts';
import { messageLines } from './lists/message-lines.ts';
import { takeBack } from './take-back.ts';

const POLICY = {
  ...{ practitioner: 'p-kim', visitType: null, maxConcurrent: 2, mayOverlap: null, maxPerSession: null },
  ...{ positions: [], needsReason: false }
};
const desk = (policy: object) =>
  memoryStation({
    facts: [
      practiceFacts(),
      { doc: practiceDoc, facts: [{ kind: 'overlap/allowed', of: policy }] },
      dayOf([bookedFact({}, { start: 840, minutes: 20 })])
    ]
  });
const booking = (start: number): Booking => ({
  appointment: 'a-new',
  date: TODAY,
  patient: 'pat-fern',
  label: { family: 'Fernaby', given: 'Joss', birthDate: null },
  visitType: 'established',
  at: { practitioner: 'p-kim', start, minutes: 20 },
  note: '',
  over: false
});

test('[MSG-1] a visit booked over another is told to the provider in the same commit; undo takes both back', async () => {
  const station = desk({ ...POLICY, tellsProvider: true });
  const done = await bookAppointment(station, booking(850));
  if (!done.ok) throw new Error(done.error.code);
  const messages = await station.rows.cases('notice');
  expect(messages).toMatchObject([
    { to: 'p-kim', about: { date: TODAY, appointment: 'a-new' }, over: ['a-1'], patient: 'pat-fern' }
  ]);
  expect(await takeBack(station, done.value)).toMatchObject({ ok: true });
  expect(await station.rows.cases('notice')).toEqual([]);
  expect((await station.rows.appointments(SITE, TODAY)).map(({ appointment }) => appointment)).toEqual(['a-1']);
});

test.each([
  ['nothing is there', { ...POLICY, tellsProvider: true }, 900],
  ['the rule does not say so', POLICY, 850]
])('[MSG-1] nobody is told where %s', async (_, policy, start) => {
  const station = desk(policy);
  expect(await bookAppointment(station, booking(start))).toMatchObject({ ok: true });
  expect(await station.rows.cases('notice')).toEqual([]);
});

test('[MSG-2] what was read leaves the list', async () => {
  const station = desk({ ...POLICY, tellsProvider: true });
  await bookAppointment(station, booking(850));
  const [message] = await station.rows.cases('notice');
  if (message?.kind !== 'notice') throw new Error('no message');
  expect(messageLines([message], await station.rows.practice())).toMatchObject([
    { act: 'Read', what: 'Dr Kimball: Established', status: { word: '2:10 pm, over 1 visit' } }
  ]);
  await closeCase(station, { case: message.case, reason: 'done' });
  expect(await station.rows.cases('notice')).toEqual([]);
});
