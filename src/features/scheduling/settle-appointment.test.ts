import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { clashWords, clashesOf } from './clashes.ts';
import { settleAppointment } from './settle-appointment.ts';

const NINE = { practitioner: 'p-kim', start: 540, minutes: 20 };
const TEN = { ...NINE, start: 600 };
const moved = (start: number, from = NINE): DatedFact => ({
  kind: 'appointment/moved',
  of: { appointment: 'a-1', from, to: { ...NINE, start } }
});

async function wordsOf(station: ReturnType<typeof memoryStation>): Promise<readonly string[] | undefined> {
  const [practice, appointments] = await Promise.all([station.rows.practice(), station.rows.appointments(SITE, TODAY)]);
  return clashWords(clashesOf({ practice, site: SITE, date: TODAY, appointments })).get('a-1');
}

test('[BOOK-14] two desks that moved one appointment: shown until somebody says that it stays', async () => {
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact()])] });
  await station.record('schedule/move', dayDoc(SITE, TODAY), [moved(600)]);
  station.receive(dayDoc(SITE, TODAY), [moved(900)], 7);
  expect(await wordsOf(station)).toEqual(['Another desk moved it to 10:00 am']);

  expect(await settleAppointment(station, TODAY, 'a-1')).toEqual({ ok: true, value: undefined });
  expect(await wordsOf(station)).toBeUndefined();
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.at.start).toBe(900);
});

test('[BOOK-14] a move of what another desk had cancelled is taken back, the cancellation stands', async () => {
  const cancelled = { kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'cost' } };
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact(), cancelled, moved(600)])] });
  expect(await wordsOf(station)).toEqual(['Another desk changed it after it was closed']);

  await settleAppointment(station, TODAY, 'a-1');
  expect(await wordsOf(station)).toBeUndefined();
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.status).toBe('cancelled');
});

test('[BOOK-14] nothing to settle is said, and nothing is written', async () => {
  const station = memoryStation({ facts: [practiceFacts(), dayOf([bookedFact({}, TEN)])] });
  expect(await settleAppointment(station, TODAY, 'a-1')).toEqual({ ok: false, error: { code: 'settle/nothing' } });
  expect(await settleAppointment(station, TODAY, 'a-9')).toEqual({ ok: false, error: { code: 'appointment/unknown' } });
  expect(station.recorded).toEqual([]);
});
