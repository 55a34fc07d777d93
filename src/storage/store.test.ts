import { Dexie } from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import type { Fact } from '#domain/fact.ts';
import { clientIdOf, type ClientId } from '#domain/ids.ts';
import { MAX_STAMP_AHEAD_MS } from './append.ts';
import { openDatabase, type Database } from './database.ts';
import { createRows } from './rows.ts';
import { ROW_TABLES } from './schema.ts';
import { createStore, type Store } from './store.ts';
import { instantOf, stampAt } from '#domain/time.ts';

const NOW = Date.UTC(2026, 10, 20, 15);
const DAY = dayDoc('main', '2026-11-20');
const here = clientIdOf(1, 1);
const there = clientIdOf(2, 0);
const label = { family: 'Quist', given: 'Ida', birthDate: '1980-02-29' };

const opened: Database[] = [];
let count = 0;
async function store(name = `store-${++count}`): Promise<Store> {
  const database = await openDatabase(name);
  opened.push(database);
  return createStore(database, { now: () => NOW });
}
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

const rowsOf = ({ database }: Store) => createRows(database, 'u-1', async () => []);
let ticks = 0;
const fact = (kind: string, of: unknown, at = NOW): Fact => ({ kind, at: stampAt(at) + ticks++, by: 'u-1', of });
const booked = (appointment: string, start = 540, at = NOW): Fact =>
  fact(
    'appointment/booked',
    { appointment, patient: 'p1', label, visitType: 'new', at: { practitioner: 'k', start, minutes: 20 } },
    at
  );
const arrived = (visit: string): Fact =>
  fact('visit/arrived', { visit, appointment: null, patient: null, label, ticket: 'A-001' });

const add = (facts: readonly Fact[], client: ClientId, clock: number, doc = DAY, unsent = false) => ({
  doc,
  unsent,
  runs: () => [{ client, clock, facts }]
});

test('[STO-1] an update and the rows it changes are there together, and again after reopening', async () => {
  const first = await store('reopened');
  await first.append([add([booked('a1'), arrived('v1')], here, 0, DAY, true)]);
  first.database.close();

  const again = await store('reopened');

  expect(await rowsOf(again).appointments('main', '2026-11-20')).toMatchObject([
    { appointment: 'a1', status: 'booked' }
  ]);
  expect(await rowsOf(again).visits('main', '2026-11-20')).toMatchObject([{ visit: 'v1', state: 'waiting' }]);
  expect(await again.database.updates.where('unsent').equals(NOW).count()).toBe(1);
});

test('[STO-2] what comes twice, whole or in part, counts once', async () => {
  const { append, database, logs } = await store();
  const facts = [booked('a1'), booked('a2'), booked('a3')];
  await append([add(facts.slice(0, 2), there, 0)]);

  expect(await append([add(facts.slice(0, 2), there, 0)])).toEqual([{ doc: DAY, runs: [], gap: false }]);
  expect(await append([add(facts, there, 0)])).toMatchObject([{ runs: [{ clock: 2, facts: [facts[2]] }] }]);

  expect((await logs.read([DAY])).logs.get(DAY)?.size).toBe(3);
  expect(await database.updates.count()).toBe(2);
});

test('[STO-3] what follows on something missing is not stored, and its document is named', async () => {
  const { append, database } = await store();

  expect(await append([add([booked('a9')], there, 5)])).toEqual([{ doc: DAY, runs: [], gap: true }]);

  expect(await database.updates.count()).toBe(0);
});

test('[STO-4] a tab that was overtaken by another folds again before it writes', async () => {
  const one = await store('two-tabs');
  const two = await store('two-tabs');
  await one.append([add([booked('a1')], here, 0)]);
  await two.append([add([booked('a2')], there, 0)]);
  await one.append([
    add([fact('appointment/cancelled', { appointment: 'a2', by: 'patient', reason: 'illness' })], here, 1)
  ]);

  const both = [
    two.append([add([booked('a3')], there, 1)]),
    one.append([add([booked('a4')], here, 2)]),
    two.append([add([booked('a5')], there, 2)]),
    one.append([add([booked('a6')], here, 3)])
  ];
  await Promise.all(both);

  const rows = await rowsOf(one).appointments('main', '2026-11-20');
  expect(rows.map(({ appointment, status }) => `${appointment} ${status}`)).toEqual([
    'a1 booked',
    'a2 cancelled',
    'a3 booked',
    'a4 booked',
    'a5 booked',
    'a6 booked'
  ]);
  expect((await one.database.docs.get(DAY))?.version).toBe(7);
});

test('[STO-5] taking a fact back refolds what it spoke of, whichever of the two comes first', async () => {
  const { append, database } = await store();
  const rows = createRows(database, 'u-1', async () => []);
  const cancelled = fact('appointment/cancelled', { appointment: 'a1', by: 'patient', reason: 'illness' });
  const voided = fact('fact/voided', { fact: `${there}.1` });

  await append([add([booked('a1')], there, 0)]);
  await append([add([voided], here, 0)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toMatchObject({ status: 'booked' });
  await append([add([cancelled], there, 1)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toMatchObject({ status: 'booked' });

  await append([add([fact('fact/voided', { fact: `${there}.0` })], here, 1)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toBeUndefined();
});

test('[STO-6] several documents are one commit', async () => {
  const { append, database } = await store();
  const registered = fact('patient/registered', {
    patient: 'p1',
    source: 'desk',
    name: { family: 'Quist', given: ['Ida'] },
    birthDate: '1980-02-29',
    sex: 'female',
    phones: [],
    identifiers: []
  });
  await append([add([booked('a1')], here, 0), add([registered], here, 0, patientDoc('p1'))]);

  const rows = createRows(database, 'u-1', async () => []);
  expect(await rows.patient('p1')).toMatchObject({ name: { family: 'Quist' } });
  expect(await rows.appointmentsOf('p1')).toMatchObject([{ date: '2026-11-20', appointment: { appointment: 'a1' } }]);
});

test('[STO-7] a clock that is off by days orders its own document, and drags no other along', async () => {
  const { append } = await store();
  const wrong = NOW + MAX_STAMP_AHEAD_MS + 1_000;
  await append([
    add([booked('a1', 540, wrong)], there, 0),
    add([booked('b1')], there, 0, dayDoc('main', '2026-11-21'))
  ]);
  const seen: number[] = [];
  const look = (doc: string) => ({
    doc,
    unsent: false,
    runs: ({ lastStamp }: { lastStamp: number }) => {
      seen.push(lastStamp);
      return [];
    }
  });
  await append([look(DAY), look(dayDoc('main', '2026-11-21'))]);

  expect(seen.map(instantOf)).toEqual([wrong, NOW]);
});

test('rows are in tables of their own', async () => {
  const { database } = await store();
  expect(database.tables.map(({ name }) => name)).toEqual(expect.arrayContaining([...ROW_TABLES]));
  expect(Dexie.semVer).toMatch(/^4\./);
});
