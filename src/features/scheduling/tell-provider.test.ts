import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { plusDays } from '#domain/time.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import { closeCase } from './lists/work-case.ts';
import { messageLines } from './lists/message-lines.ts';
import { bookSeries } from './book-series.ts';
import { cancelAppointment } from './cancel-appointment.ts';
import { changeSeries } from './change-series.ts';
import { moveAppointment } from './move-appointment.ts';
import { rescheduleAppointment } from './reschedule-appointment.ts';
import { restoreAppointment } from './restore-appointment.ts';
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

const TELLS = { ...POLICY, tellsProvider: true };
const mine = bookedFact({ appointment: 'a-2', patient: 'pat-fern' }, { start: 900, minutes: 20 });
const INTO = { practitioner: 'p-kim', start: 850, minutes: 20 };
const manager = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
const deskWith = (tomorrow: Parameters<typeof dayOf>[0] = []) =>
  memoryStation({
    user: manager,
    facts: [
      practiceFacts(),
      { doc: practiceDoc, facts: [{ kind: 'overlap/allowed', of: TELLS }] },
      dayOf([bookedFact({}, { start: 840, minutes: 20 }), mine]),
      dayOf(tomorrow, plusDays(TODAY, 3))
    ]
  });

test('[MSG-1] a visit moved over another is told, each move anew, and undo takes the message with it', async () => {
  const station = deskWith();
  const move = (to: typeof INTO) => moveAppointment(station, { date: TODAY, appointment: 'a-2', to, over: false });
  const into = await move(INTO);
  if (!into.ok) throw new Error(into.error.code);
  const [told] = await station.rows.cases('notice');
  expect(told).toMatchObject({ to: 'p-kim', at: INTO, about: { date: TODAY, appointment: 'a-2' }, over: ['a-1'] });
  expect(await takeBack(station, into.value)).toMatchObject({ ok: true });
  expect(await station.rows.cases('notice')).toEqual([]);

  await move(INTO);
  await closeCase(station, { case: (await station.rows.cases('notice'))[0]?.case ?? '', reason: 'done' });
  await move({ ...INTO, start: 900 });
  expect(await station.rows.cases('notice')).toEqual([]);
  await move(INTO);
  expect(await station.rows.cases('notice')).toHaveLength(1);
});

test('[MSG-1] so is one that comes from another day', async () => {
  const station = deskWith([bookedFact({ appointment: 'a-3', patient: 'pat-fern' }, { start: 600, minutes: 20 })]);
  const to = { appointment: 'a-new', date: TODAY, at: INTO };
  const asked = { date: plusDays(TODAY, 3), appointment: 'a-3', to, over: false };
  const done = await rescheduleAppointment(station, asked);
  if (!done.ok) throw new Error(done.error.code);
  expect(await station.rows.cases('notice')).toMatchObject([
    { at: INTO, about: { date: TODAY, appointment: 'a-new' }, over: ['a-1'] }
  ]);
  expect(await takeBack(station, done.value)).toMatchObject({ ok: true });
  expect(await station.rows.cases('notice')).toEqual([]);
});

test('[MSG-1] so is one that is brought back to a time that was given to somebody else meanwhile', async () => {
  const station = deskWith();
  const gone = { date: TODAY, appointment: 'a-2', by: 'clinic', reason: 'duplicate', note: '' } as const;
  await cancelAppointment(station, gone);
  await bookAppointment(station, { ...booking(905), patient: 'pat-rook' });
  expect(await station.rows.cases('notice')).toEqual([]);
  expect(await restoreAppointment(station, { date: TODAY, appointment: 'a-2', over: false })).toEqual({
    ok: true,
    value: undefined
  });
  expect(await station.rows.cases('notice')).toMatchObject([{ about: { appointment: 'a-2' }, over: ['a-new'] }]);
});

test('[MSG-1] of a series each visit that stands over another is told, when it is booked and when it is changed', async () => {
  const station = deskWith();
  const { visitType, patient, label } = booking(850);
  const line = { appointment: 's-1', instance: TODAY, date: TODAY, at: INTO, over: false, reason: '' };
  const later = { ...line, appointment: 's-2', instance: plusDays(TODAY, 7), date: plusDays(TODAY, 7) };
  const series = { series: 's', patient, label, visitType, note: '', visits: [line, later] };
  expect(await bookSeries(station, series)).toMatchObject({ ok: true });
  expect(await station.rows.cases('notice')).toMatchObject([{ about: { appointment: 's-1' }, over: ['a-1'] }]);
  const to = { appointment: 's-3', date: TODAY, at: { ...INTO, start: 910 } };
  const moved = await changeSeries(station, [
    { date: later.date, appointment: 's-2', over: true, reason: 'Both are short', to }
  ]);
  expect(moved).toMatchObject({ ok: true });
  const over = (await station.rows.cases('notice')).flatMap((one) => (one.kind === 'notice' ? one.over : []));
  expect(over.sort()).toEqual(['a-1', 'a-2']);
});
