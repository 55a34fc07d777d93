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

test('facts of two documents are written together or not at all, in the order given', async () => {
  const station = memoryStation();
  const parts = [
    { doc: dayDoc(SITE, TODAY), facts: [arrived('v-1')] },
    { doc: dayDoc(SITE, '2026-11-23'), facts: [arrived('v-2')] }
  ];
  station.setFault(new StorageFault('disk-full', 'This device is full.'));
  await expect(station.recordTogether('visit/arrive', parts)).rejects.toThrow(StorageFault);
  expect(station.recorded).toEqual([]);

  station.setFault(null);
  const written = await station.recordTogether('visit/arrive', parts);
  expect(written.map(({ fact }) => fact.of)).toEqual([arrived('v-1').of, arrived('v-2').of]);
});

test('a draft is kept as it was at that moment, replaced by its key, listed newest first, and dropped', async () => {
  const station = memoryStation();
  const content = { family: 'Okaf' };
  await station.keepDraft({ key: 'a', title: 'New patient', path: '/patients/new/a', content });
  content.family = 'changed later';
  station.setNow(MEMORY_NOW + 1);
  await station.keepDraft({ key: 'b', title: 'Booking', path: '/schedule', content: null });

  expect((await station.rows.drafts()).map(({ key }) => key)).toEqual(['b', 'a']);
  expect((await station.rows.draft('a'))?.content).toEqual({ family: 'Okaf' });
  await station.dropDraft('a');
  expect(await station.rows.draft('a')).toBeUndefined();
});

test('what is sealed opens with its key or code, and with nothing else', async () => {
  const privateKey = {} as CryptoKey;
  const desk = memoryStation({ arrivalsKey: { keyId: 'k1', privateKey } });
  const submission = { submission: 's-1', ticket: 'K1-001', at: 0, language: 'en' as const };
  const sealed = await memoryStation().sealSubmission(submission, { keyId: 'k1', key: new Uint8Array(1) });
  const row = { submission: 's-1', device: 3, date: TODAY, ticket: 'K1-001', at: 0, keyId: 'k1', sealed };

  expect(await desk.openSubmission(row)).toEqual(submission);
  expect(await desk.openSubmission({ ...row, keyId: 'k2' })).toBeNull();
  expect(await memoryStation().openSubmission(row)).toBeNull();
  expect((await desk.newSlip()).text).not.toBe((await desk.newSlip()).text);
});
