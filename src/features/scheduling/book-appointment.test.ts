import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { conflictsOf } from '#domain/scheduling/conflicts.ts';
import type { DatedFact } from '#station/memory-station.ts';
import { MEMORY_NOW, memoryStation } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { FERN, ROOK, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { bookAppointment, type Booking } from './book-appointment.ts';
import { wordsFor } from './refusals.ts';

const MANAGER = { user: 'u-dot', name: 'Dot Willow', initials: 'DW', role: 'manager' } as const;
const DAY = dayDoc(SITE, TODAY);
const order: Booking = {
  appointment: 'a-new',
  date: TODAY,
  patient: 'pat-fern',
  label: FERN,
  visitType: 'established',
  at: { practitioner: 'p-kim', start: 10 * 60, minutes: 20 },
  note: '',
  over: false
};
const stationWith = (facts: readonly DatedFact[] = []) => memoryStation({ facts: [practiceFacts(), dayOf(facts)] });
const codeOf = async (station: ReturnType<typeof memoryStation>, booking: Booking): Promise<string> => {
  const result = await bookAppointment(station, booking);
  return result.ok ? 'ok' : result.error.code;
};

test('[BOOK-1] a booking stands in the day it is for, with whom it is for, and can be taken back', async () => {
  const station = stationWith();

  const result = await bookAppointment(station, { ...order, note: ' wheelchair\u202E ' });

  const { appointment, patient, label, visitType, at } = order;
  expect(station.recorded).toEqual([
    {
      command: 'schedule/book',
      doc: DAY,
      facts: [{ kind: 'appointment/booked', of: { appointment, patient, label, visitType, at, note: 'wheelchair' } }]
    }
  ]);
  const booked = await station.rows.appointment(SITE, TODAY, 'a-new');
  expect(result).toEqual({
    ok: true,
    value: { command: 'schedule/book', takes: [{ doc: DAY, facts: [booked?.last] }] }
  });
});

test.each([
  ['a day that does not exist', { date: '2026-02-31' }, 'place/no-such-day'],
  ['no day', { date: '' }, 'place/no-such-day'],
  ['yesterday', { date: '2026-11-19' }, 'place/day-over'],
  ['2099', { date: '2099-01-01' }, 'place/day-too-far'],
  ['nobody', { at: { ...order.at, practitioner: 'p-gone' } }, 'place/no-such-provider'],
  ['no type', { visitType: 'no-such' }, 'book/no-such-type'],
  ['no length', { at: { ...order.at, minutes: 0 } }, 'place/bad-length'],
  ['below the shortest', { at: { ...order.at, minutes: 4 } }, 'place/bad-length'],
  ['above the longest', { at: { ...order.at, minutes: 485 } }, 'place/bad-length'],
  ['a length that is no number', { at: { ...order.at, minutes: NaN } }, 'place/bad-length'],
  ['a start off the grid', { at: { ...order.at, start: 601 } }, 'place/bad-start'],
  ['a start before midnight', { at: { ...order.at, start: -5 } }, 'place/bad-start'],
  ['an end after midnight', { at: { ...order.at, start: 1435, minutes: 10 } }, 'place/bad-start'],
  ['half a minute', { at: { ...order.at, start: 600.5 } }, 'place/bad-start'],
  ['a note of 501 characters', { note: 'x'.repeat(501) }, 'note/too-long'],
  ['a card number in the note', { note: 'pays with 4111 1111 1111 1111' }, 'note/card-number']
] satisfies [string, Partial<Booking>, string][])(
  '[BOOK-2] %s is refused and nothing is written',
  async (_, part, code) => {
    const station = stationWith();
    expect(await codeOf(station, { ...order, ...part })).toBe(code);
    expect(station.recorded).toEqual([]);
  }
);

test.each([
  ['the same time', 600, 20, 'place/taken'],
  ['a start inside', 610, 20, 'place/taken'],
  ['an end inside', 590, 20, 'place/taken'],
  ['around it', 590, 40, 'place/taken'],
  ['within it', 605, 10, 'place/taken'],
  ['touching its start', 580, 20, 'ok'],
  ['touching its end', 620, 20, 'ok']
])('[BOOK-3] with an appointment from 10:00 to 10:20, %s is %s', async (_, start, minutes, code) => {
  const station = stationWith([bookedFact({}, { start: 600 })]);
  expect(await codeOf(station, { ...order, at: { ...order.at, start, minutes } })).toBe(code);
});

test('[BOOK-3] another provider has the time free; the same patient has not (S-17)', async () => {
  const station = stationWith([bookedFact({}, { start: 600 })]);
  const at = { ...order.at, practitioner: 'p-patel' };
  expect(await codeOf(station, { ...order, at, patient: 'pat-rook', label: ROOK })).toBe('place/patient-busy');
  expect(await codeOf(station, { ...order, at })).toBe('ok');
});

test('[BOOK-3] a cancelled, missed or rescheduled appointment holds no time', async () => {
  const station = stationWith([
    bookedFact({}, { start: 600 }),
    { kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'illness' } }
  ]);
  expect(await codeOf(station, order)).toBe('ok');
});

test('[BOOK-3] a time that is taken is booked over only when that was said', async () => {
  const station = stationWith([bookedFact({}, { start: 600 })]);
  const refused = await bookAppointment(station, order);
  expect(refused.ok ? '' : wordsFor(refused.error)).toBe(
    '10:00 am to 10:20 am is taken. Choose another time, or book over it.'
  );
  expect(await codeOf(station, { ...order, over: true })).toBe('ok');
});

test('[BOOK-3] a time outside the provider’s hours is booked only when that was said (S-18)', async () => {
  const lunch = { ...order, at: { ...order.at, start: 12 * 60 } };
  expect(await codeOf(stationWith(), lunch)).toBe('place/outside-hours');
  expect(await codeOf(stationWith(), { ...lunch, over: true })).toBe('place/not-yours');
  const manager = memoryStation({ facts: [practiceFacts()], user: MANAGER });
  expect(await codeOf(manager, { ...lunch, over: true })).toBe('ok');
  const sunday = { ...order, date: '2026-11-22' };
  expect(await codeOf(stationWith(), sunday)).toBe('place/outside-hours');
});

test('[BOOK-3] (ENG-9) a reason is kept, and with it the conflict is accepted', async () => {
  const station = stationWith([bookedFact({}, { start: 600 })]);
  expect(await codeOf(station, { ...order, over: true, reason: ' Urgent\u202E ' })).toBe('ok');
  const day = { practice: await station.rows.practice(), site: SITE, date: TODAY };
  const appointments = await station.rows.appointments(SITE, TODAY);
  expect(appointments.find(({ appointment }) => appointment === 'a-new')?.over).toEqual({
    classes: ['C1'],
    reason: 'Urgent'
  });
  expect(conflictsOf({ ...day, appointments })).toMatchObject([{ classes: ['C1'], accepted: true }]);
  const card = await bookAppointment(stationWith(), { ...order, over: true, reason: '4111 1111 1111 1111' });
  expect(card).toMatchObject({ ok: false, error: { code: 'note/card-number' } });
});

test.each([
  ['closure', 'a closed office', 'Nobody can book over that: choose another time.'],
  ['meeting', 'a meeting', 'Only clinical staff or a manager can book over that.']
] as const)('[BOOK-3] (ENG-9) %s: booked over only by whom it is for', async (kind, title, say) => {
  const of = { block: 'b', kind, title, resources: [{ kind: 'site', id: SITE }], date: TODAY, start: 600, minutes: 60 };
  const { doc, facts } = practiceFacts();
  const station = memoryStation({ facts: [{ doc, facts: [...facts, { kind: 'block/placed', of, at: MEMORY_NOW }] }] });
  expect(await codeOf(station, order)).toBe('place/clash');
  const result = await bookAppointment(station, { ...order, over: true, reason: 'Asked for' });
  expect(result.ok ? '' : wordsFor(result.error)).toContain(say);
});

test.each([
  ['what an assistant may by the product', undefined, 'place/not-yours', 'Only clinical staff or a manager can book'],
  ['a practice that lets the front desk', ['clerk', 'manager'], 'ok', ''],
  ['a practice that lets only an assistant', ['assistant'], 'place/not-yours', 'Only an assistant can book'],
  ['a practice that lets nobody', [], 'place/not-yours', 'Nobody can book over that']
] as const)('[RULE-6] %s', async (_, mayOverride, code, say) => {
  const lunch = { ...order, at: { ...order.at, start: 12 * 60 }, over: true, reason: 'Asked for' };
  const { doc, facts } = practiceFacts();
  const ruling = { kind: 'conflict/ruled', of: { conflict: 'C5', mayOverride }, at: MEMORY_NOW };
  const station = memoryStation({ facts: [{ doc, facts: mayOverride ? [...facts, ruling] : facts }] });
  const result = await bookAppointment(station, lunch);
  expect(result.ok ? 'ok' : result.error.code).toBe(code);
  expect(result.ok ? '' : wordsFor(result.error)).toContain(say);
});

test('[BOOK-4] a second try of the same booking is the same booking (S-5)', async () => {
  const station = stationWith();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(bookAppointment(station, order)).rejects.toThrow(StorageFault);
  expect(station.recorded).toEqual([]);

  station.setFault(null);
  const first = await bookAppointment(station, order);
  expect(await bookAppointment(station, order)).toEqual(first);
  expect(station.recorded).toHaveLength(1);
});

test('[BOOK-5] a booking made offline is provisional', async () => {
  const station = stationWith();
  station.setOnline(false);
  expect(await codeOf(station, order)).toBe('ok');
  expect((await station.rows.appointment(SITE, TODAY, 'a-new'))?.provisional).toBe(true);
});

test('a retired provider takes no new appointments', async () => {
  const retired = { kind: 'practitioner/retired', of: { practitioner: 'p-kim' }, at: MEMORY_NOW };
  const { doc, facts } = practiceFacts();
  const station = memoryStation({ facts: [{ doc, facts: [...facts, retired] }] });
  expect(await codeOf(station, order)).toBe('place/no-such-provider');
});
