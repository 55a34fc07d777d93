import { expect, test } from 'vitest';
import { dayDoc } from '#domain/documents.ts';
import { MEMORY_NOW, memoryStation } from './memory-station.ts';
import { StorageFault } from './station.ts';
import { clinicFacts } from '#tests/fixtures/day.ts';
import { SITE, TODAY, patientsFacts, practiceFacts } from '#tests/fixtures/practice.ts';

const DAY = dayDoc(SITE, TODAY);
const arrived = (visit: string) => ({
  kind: 'visit/arrived',
  of: {
    visit,
    appointment: null,
    patient: null,
    label: { family: 'Rook', given: 'Ann', birthDate: null },
    ticket: 'A-001'
  }
});

test('a record is folded, told to watchers, and kept as the command gave it', async () => {
  const station = memoryStation();
  const seen: number[] = [];
  station.watch(
    (rows) => rows.visits(SITE, TODAY),
    (visits) => seen.push(visits.length)
  );
  await station.settled();

  await station.record('visit/arrive', DAY, [arrived('v-1')]);
  station.receive(DAY, [arrived('v-2')], 7);
  await station.settled();

  expect(seen.at(0)).toBe(0);
  expect(seen.at(-1)).toBe(2);
  expect(station.recorded).toEqual([{ command: 'visit/arrive', doc: DAY, facts: [arrived('v-1')] }]);
  expect((await station.rows.visit(SITE, TODAY, 'v-1'))?.arrivedAt).toBe(MEMORY_NOW);
});

test('a watcher that was stopped hears no more', async () => {
  const station = memoryStation();
  const seen: number[] = [];
  const stop = station.watch(
    (rows) => rows.visits(SITE, TODAY),
    (visits) => seen.push(visits.length)
  );
  await station.settled();
  stop();
  station.receive(DAY, [arrived('v-2')], 7);
  await station.settled();
  expect(seen).toEqual([0]);
});

test('offline counts what is not sent, online sends it, and a fault keeps everything as it was', async () => {
  const station = memoryStation();
  station.setOnline(false);
  await station.record('visit/arrive', DAY, [arrived('v-1')]);
  const told: number[] = [];
  station.watchStatus((status) => told.push(status.unsent));
  station.setOnline(true);
  expect(told).toEqual([1, 0]);

  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(station.record('visit/arrive', DAY, [arrived('v-2')])).rejects.toThrow(StorageFault);
  expect(await station.rows.visits(SITE, TODAY)).toHaveLength(1);
});

test('tickets count up, ids differ and follow from the seed', async () => {
  const [one, two] = [memoryStation(), memoryStation()];
  expect([await one.newTicket(), await one.newTicket()]).toEqual(['A-001', 'A-002']);
  const id = one.newId();
  expect(one.newId()).not.toBe(id);
  expect(two.newId()).toBe(id);
});

test('the fixtures fold into a clinic with visits in every stage', async () => {
  const station = memoryStation({ facts: clinicFacts({ now: MEMORY_NOW }) });
  const practice = await station.rows.practice();
  expect(practice.practitioners.size).toBe(6);
  const states = new Set((await station.rows.visits(SITE, TODAY)).map((visit) => visit.state));
  for (const state of ['waiting', 'called', 'in-room', 'with-provider', 'done', 'checked-out'] as const) {
    expect(states, state).toContain(state);
  }
  const appointments = await station.rows.appointments(SITE, TODAY);
  expect(appointments.length).toBeGreaterThan(60);
  const someone = appointments[0]!;
  expect(await station.rows.appointmentsOf(someone.patient)).toEqual([{ date: TODAY, appointment: someone }]);
  const found = await station.rows.findPatients(someone.label.family, 10);
  expect(found.map((hit) => hit.family)).toContain(someone.label.family);
});

test('fixtures are the same for the same seed', () => {
  expect(patientsFacts(20, 3)).toEqual(patientsFacts(20, 3));
  expect(patientsFacts(20, 3)).not.toEqual(patientsFacts(20, 4));
  expect(practiceFacts()).toEqual(practiceFacts());
  expect(clinicFacts({ now: MEMORY_NOW, seed: 5 })).toEqual(clinicFacts({ now: MEMORY_NOW, seed: 5 }));
  expect(patientsFacts(1)[0]?.doc).toMatch(/^patient\/[a-z0-9]{16}$/);
});
