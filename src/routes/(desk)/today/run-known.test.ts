import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { knownVisitsOf } from '#features/arrivals/known-visits.ts';
import { plusDays } from '#domain/time.ts';
import { memoryStation } from '#station/memory-station.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { practiceFacts, SITE, TODAY } from '#tests/fixtures/practice.ts';
import { at, smallDay } from '#tests/fixtures/small-day.ts';
import { bookingPath } from './booking-path.ts';
import { runKnown } from './run-known.ts';

const LATER = plusDays(TODAY, 2);

test('[ARR-17] the appointment of another day is moved to now with its arrival, in one commit; undo brings it back whole', async () => {
  const station = memoryStation({ facts: [practiceFacts(), smallDay([])], now: at(603) });
  const label = { family: 'Rook', given: 'Ann', birthDate: '1980-01-02' };
  const place = { practitioner: 'p-kim', start: 560, minutes: 20 };
  const of = { appointment: 'a-1', patient: 'patient-one', label, visitType: 'established', at: place };
  station.receive(dayDoc(SITE, LATER), [{ kind: 'appointment/booked', of }], 7);
  let undo: (() => unknown) | undefined;
  const said: string[] = [];
  const toasts = {
    show: (toast: { text: string; undo?: () => unknown }) => {
      said.push(toast.text);
      undo = toast.undo ?? undo;
    }
  } as unknown as Toasts; // all that a command says of itself

  const known = await knownVisitsOf(station, station.rows, { patient: 'patient-one', label });
  const visit = await runKnown(station, toasts, { act: 'move', on: known.otherDays[0]! }, null);
  const [moved] = await station.rows.appointments(SITE, TODAY);
  expect(moved).toMatchObject({ at: { ...place, start: 600 }, replaces: { date: LATER, appointment: 'a-1' } });
  expect(await station.rows.visit(SITE, TODAY, visit!)).toMatchObject({ state: 'waiting', ticket: 'A-001' });
  expect(await station.rows.appointment(SITE, LATER, 'a-1')).toMatchObject({ status: 'rescheduled' });
  expect(new Set(station.recorded.map(({ command }) => command))).toEqual(new Set(['arrivals/move-to-now']));

  await undo?.();
  expect(await station.rows.appointments(SITE, TODAY)).toEqual([]);
  expect(await station.rows.appointment(SITE, LATER, 'a-1')).toMatchObject({ status: 'booked' });
});

test('[QUE-25] another time is looked for with the patient, the type and the provider filled in', () => {
  const of = { patient: 'p-1', visitType: 'new', at: { practitioner: 'p-kim', start: 600, minutes: 20 } };
  expect(bookingPath(TODAY, of, null)).toBe(`/schedule/${TODAY}?patient=p-1&type=new&provider=p-kim&find=1`);
  expect(bookingPath(TODAY, of, { date: TODAY, appointment: 'a-1' })).toMatch(/&instead=[\d-]+%2Fa-1$/);
});
