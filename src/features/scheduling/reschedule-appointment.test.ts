import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { StorageFault } from '#station/station.ts';
import { FERN, ROOK, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { QUAY, quayDay, quayFacts } from '#tests/fixtures/second-office.ts';
import { rescheduleAppointment, type Reschedule } from './reschedule-appointment.ts';
import { takeBack } from './take-back.ts';

const MONDAY = '2026-11-23';
const AT = { practitioner: 'p-patel', start: 600, minutes: 20 };
const asked: Reschedule = {
  date: TODAY,
  appointment: 'a-1',
  to: { appointment: 'a-next', date: MONDAY, at: AT },
  over: false
};
const stationWith = (today: DatedFact[] = [], monday: DatedFact[] = []) =>
  memoryStation({
    facts: [practiceFacts(), dayOf([bookedFact({ note: 'wheelchair' }), ...today]), dayOf(monday, MONDAY)]
  });
const codeOf = async (station: ReturnType<typeof memoryStation>, order: Reschedule): Promise<string> => {
  const result = await rescheduleAppointment(station, order);
  return result.ok ? 'ok' : result.error.code;
};

test('[BOOK-7] another day is two facts in two days, one naming the other', async () => {
  const station = stationWith();
  expect(await codeOf(station, asked)).toBe('ok');
  const booked = {
    appointment: 'a-next',
    patient: 'pat-rook',
    label: ROOK,
    visitType: 'established',
    at: AT,
    replaces: { date: TODAY, appointment: 'a-1' },
    note: 'wheelchair'
  };
  const to = { date: MONDAY, appointment: 'a-next' };
  expect(station.recorded).toEqual([
    {
      command: 'schedule/reschedule',
      doc: dayDoc(SITE, TODAY),
      facts: [{ kind: 'appointment/rescheduled', of: { appointment: 'a-1', to, noticeHours: -1 } }]
    },
    {
      command: 'schedule/reschedule',
      doc: dayDoc(SITE, MONDAY),
      facts: [{ kind: 'appointment/booked', of: booked }]
    }
  ]);
});

test('[BOOK-7] on a full disk neither day is changed', async () => {
  const station = stationWith();
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(rescheduleAppointment(station, asked)).rejects.toThrow(StorageFault);
  expect(station.recorded).toEqual([]);
});

test('[BOOK-7] the time in the new day must be free, or said to be booked over', async () => {
  const monday = [bookedFact({ appointment: 'a-5', patient: 'pat-fern', label: FERN }, AT)];
  const station = stationWith([], monday);
  expect(await codeOf(station, asked)).toBe('place/taken');
  expect(station.recorded).toEqual([]);
  expect(await codeOf(station, { ...asked, over: true })).toBe('ok');
});

test.each([
  ['the same day', { to: { ...asked.to, date: TODAY } }, 'reschedule/same-day'],
  ['a day that is over', { to: { ...asked.to, date: '2026-11-19' } }, 'place/day-over'],
  ['a day that does not exist', { to: { ...asked.to, date: '2026-11-31' } }, 'place/no-such-day'],
  ['an unknown appointment', { appointment: 'a-9' }, 'appointment/unknown']
] satisfies [string, Partial<Reschedule>, string][])('[BOOK-7] %s is refused', async (_, part, code) => {
  const station = stationWith();
  expect(await codeOf(station, { ...asked, ...part })).toBe(code);
  expect(station.recorded).toEqual([]);
});

test('[BOOK-7] a patient who has arrived leaves with it', async () => {
  const station = stationWith([
    {
      kind: 'visit/arrived',
      of: { visit: 'v-a-1', appointment: 'a-1', patient: 'pat-rook', label: ROOK, ticket: 'A-001' }
    }
  ]);
  expect(await codeOf(station, asked)).toBe('ok');
  expect(await station.rows.visit(SITE, TODAY, 'v-a-1')).toMatchObject({ state: 'left', leftReason: 'rescheduled' });
});

test('[BOOK-12] undo brings it back on its day and takes it from the other', async () => {
  const station = stationWith();
  const result = await rescheduleAppointment(station, asked);
  if (result.ok) await takeBack(station, result.value);
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.status).toBe('booked');
  expect(await station.rows.appointment(SITE, MONDAY, 'a-next')).toBeUndefined();
});

test('[SCH-22] another office is two facts in two offices’ days and one commit, the same day too; rooms stay behind, and undo takes both back', async () => {
  const segments = [
    { kind: 'practitioner' as const, any: [], offset: 0, minutes: 20 },
    { kind: 'room' as const, any: ['room-2'], offset: 0, minutes: 20 }
  ];
  const station = memoryStation({ facts: [practiceFacts(), quayFacts(), dayOf([bookedFact({ segments })])] });
  const to = { appointment: 'a-next', site: QUAY, date: TODAY, at: AT };
  const done = await rescheduleAppointment(station, { ...asked, to, segments: [] });
  expect(done.ok).toBe(true);
  expect(station.recorded.map(({ doc, facts }) => [doc, facts.map(({ kind, of }) => [kind, of])])).toEqual([
    [
      dayDoc(SITE, TODAY),
      [
        [
          'appointment/rescheduled',
          { appointment: 'a-1', to: { date: TODAY, appointment: 'a-next', site: QUAY }, noticeHours: -1 }
        ]
      ]
    ],
    [
      dayDoc(QUAY, TODAY),
      [
        [
          'appointment/booked',
          {
            appointment: 'a-next',
            patient: 'pat-rook',
            label: ROOK,
            visitType: 'established',
            at: AT,
            segments: [],
            replaces: { date: TODAY, appointment: 'a-1', site: SITE }
          }
        ]
      ]
    ]
  ]);
  if (done.ok) expect((await takeBack(station, done.value)).ok).toBe(true);
  expect(await station.rows.appointments(QUAY, TODAY)).toEqual([]);
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.status).toBe('booked');
});

test('[SCH-22] what is in the way is asked of the other office’s day; offline it is provisional there', async () => {
  const taken = bookedFact({ appointment: 'q-1', patient: 'pat-z', label: FERN }, AT);
  const facts = [practiceFacts(), quayFacts(), dayOf([bookedFact()]), quayDay([taken])];
  const to = { appointment: 'a-next', site: QUAY, date: TODAY, at: AT };
  expect(await codeOf(memoryStation({ facts }), { ...asked, to })).toBe('place/taken');

  const alone = memoryStation({ facts });
  alone.setOnline(false);
  expect(await codeOf(alone, { ...asked, to: { ...to, at: { ...AT, start: 660 } } })).toBe('ok');
  expect((await alone.rows.appointment(QUAY, TODAY, 'a-next'))?.provisional).toBe(true);
});
