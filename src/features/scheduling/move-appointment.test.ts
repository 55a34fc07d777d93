import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { memoryStation, type DatedFact } from '#station/memory-station.ts';
import { FERN, bookedFact, dayOf } from '#tests/fixtures/booked.ts';
import { SITE, TODAY, practiceFacts } from '#tests/fixtures/practice.ts';
import { moveAppointment, type Move } from './move-appointment.ts';
import type { Done } from '#station/done.ts';
import { takeBack } from './take-back.ts';

const DAY = dayDoc(SITE, TODAY);
const NINE = { practitioner: 'p-kim', start: 540, minutes: 20 };
const move: Move = {
  date: TODAY,
  appointment: 'a-1',
  to: { practitioner: 'p-patel', start: 600, minutes: 30 },
  over: false
};
const stationWith = (...more: DatedFact[]) =>
  memoryStation({ facts: [practiceFacts(), dayOf([bookedFact(), ...more])] });
const codeOf = async (station: ReturnType<typeof memoryStation>, asked: Move): Promise<string> => {
  const result = await moveAppointment(station, asked);
  return result.ok ? 'ok' : result.error.code;
};
const other = bookedFact({ appointment: 'a-2', patient: 'pat-fern', label: FERN }, { start: 600 });

test('[BOOK-6] a move names the place it left', async () => {
  const station = stationWith();
  expect(await codeOf(station, move)).toBe('ok');
  expect(station.recorded).toEqual([
    {
      command: 'schedule/move',
      doc: DAY,
      facts: [{ kind: 'appointment/moved', of: { appointment: 'a-1', from: NINE, to: move.to } }]
    }
  ]);
});

test('[BOOK-6] a move to where it is writes nothing', async () => {
  const station = stationWith();
  expect(await codeOf(station, { ...move, to: NINE })).toBe('ok');
  expect(station.recorded).toEqual([]);
});

test('[BOOK-6] an appointment is never in its own way (S-17)', async () => {
  expect(await codeOf(stationWith(), { ...move, to: { ...NINE, start: 545 } })).toBe('ok');
});

test('[BOOK-6] a taken time is refused, and given when that was said (S-20)', async () => {
  const station = stationWith(other);
  const taken = { ...move, to: { ...NINE, start: 610 } };
  expect(await codeOf(station, taken)).toBe('place/taken');
  expect(await codeOf(station, { ...taken, over: true })).toBe('ok');
});

test('[BOOK-6] the time of a cancelled appointment is free (S-20)', async () => {
  const cancelled = { kind: 'appointment/cancelled', of: { appointment: 'a-2', by: 'clinic', reason: 'weather' } };
  expect(await codeOf(stationWith(other, cancelled), { ...move, to: { ...NINE, start: 600 } })).toBe('ok');
});

test.each([
  ['unknown', [], { ...move, appointment: 'a-9' }, 'appointment/unknown'],
  [
    'cancelled',
    [{ kind: 'appointment/cancelled', of: { appointment: 'a-1', by: 'patient', reason: 'cost' } }],
    move,
    'appointment/not-live'
  ],
  [
    'seen',
    [
      arrived(),
      { kind: 'visit/called', of: { visit: 'v-a-1', room: 'room-1' } },
      { kind: 'visit/with-provider', of: { visit: 'v-a-1' } }
    ],
    move,
    'appointment/seen'
  ]
] satisfies [string, DatedFact[], Move, string][])(
  '[BOOK-6] an appointment that is %s stays',
  async (_, facts, asked, code) => {
    const station = stationWith(...facts);
    expect(await codeOf(station, asked)).toBe(code);
    expect(station.recorded).toEqual([]);
  }
);

test('[BOOK-6] a patient who waits can still be moved to another provider', async () => {
  expect(await codeOf(stationWith(arrived()), move)).toBe('ok');
});

test('[BOOK-12] undo puts it back, once, and only while nobody changed it since (S-24)', async () => {
  const station = stationWith();
  const done = await doneOf(moveAppointment(station, move));
  expect(await takeBack(station, done)).toEqual({ ok: true, value: undefined });
  expect((await station.rows.appointment(SITE, TODAY, 'a-1'))?.at).toEqual(NINE);
  expect(station.recorded.at(-1)?.command).toBe('schedule/undo');
  expect(await takeBack(station, done)).toEqual({ ok: false, error: { code: 'undo/changed-since' } });

  const again = await doneOf(moveAppointment(station, move));
  station.receive(DAY, [{ kind: 'appointment/moved', of: { appointment: 'a-1', from: move.to, to: NINE } }], 7);
  expect(await takeBack(station, again)).toEqual({ ok: false, error: { code: 'undo/changed-since' } });
  expect(await takeBack(station, { command: 'schedule/move', takes: [] })).toEqual({
    ok: false,
    error: { code: 'undo/nothing' }
  });
});

test('[BOOK-6] moves of two desks at once both stand, and the place that lost is kept', async () => {
  const station = stationWith();
  const elsewhere = { ...NINE, start: 900 };
  await moveAppointment(station, move);
  station.receive(DAY, [{ kind: 'appointment/moved', of: { appointment: 'a-1', from: NINE, to: elsewhere } }], 7);
  const appointment = await station.rows.appointment(SITE, TODAY, 'a-1');
  expect(appointment?.at).toEqual(elsewhere);
  expect(appointment?.contested).toEqual([move.to]);
});

function arrived(): DatedFact {
  const { label } = bookedFact().of as { label: unknown };
  return {
    kind: 'visit/arrived',
    of: { visit: 'v-a-1', appointment: 'a-1', patient: 'pat-rook', label, ticket: 'A-001' }
  };
}

async function doneOf(result: ReturnType<typeof moveAppointment>): Promise<Done> {
  const settled = await result;
  if (!settled.ok) throw new Error(settled.error.code);
  return settled.value;
}
