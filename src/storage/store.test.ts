import { afterEach, expect, test } from 'vitest';
import { dayDoc, patientDoc } from '#domain/documents.ts';
import { instantOf } from '#domain/time.ts';
import { decodeRuns } from '#protocol/update.ts';
import { MAX_STAMP_AHEAD_MS } from './append.ts';
import {
  NOW,
  DAY,
  add,
  arrived,
  booked,
  cancelled,
  closeStores,
  fact,
  here,
  registered,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';

afterEach(closeStores);

test('[STO-1] an update and the rows it changes are there together, and again after reopening', async () => {
  const first = await testStore('reopened');
  await first.append([add([booked('a1'), arrived('v1')], here, 0, DAY, true)]);
  first.database.close();

  const again = await testStore('reopened');

  expect(await rowsOf(again).appointments('main', '2026-11-20')).toMatchObject([
    { appointment: 'a1', status: 'booked' }
  ]);
  expect(await rowsOf(again).visits('main', '2026-11-20')).toMatchObject([{ visit: 'v1', state: 'waiting' }]);
  expect(await again.database.updates.where('unsent').equals(NOW).count()).toBe(1);
});

test('[STO-2] what comes twice, whole or in part, counts once', async () => {
  const { append, database, logs } = await testStore();
  const facts = [booked('a1'), booked('a2'), booked('a3')];
  await append([add(facts.slice(0, 2), there, 0)]);

  expect(await append([add(facts.slice(0, 2), there, 0)])).toEqual([{ doc: DAY, runs: [], gap: false }]);
  expect(await append([add(facts, there, 0)])).toMatchObject([{ runs: [{ clock: 2, facts: [facts[2]] }] }]);

  expect((await logs.read([DAY])).logs.get(DAY)?.size).toBe(3);
  expect(await database.updates.count()).toBe(2);
});

test('[STO-3] what follows on something missing is not stored, and its document is named', async () => {
  const { append, database } = await testStore();

  expect(await append([add([booked('a9')], there, 5)])).toEqual([{ doc: DAY, runs: [], gap: true }]);

  expect(await database.updates.count()).toBe(0);
});

test('[STO-4] a tab that was overtaken by another folds again before it writes', async () => {
  const one = await testStore('two-tabs');
  const two = await testStore('two-tabs');
  await one.append([add([booked('a1')], here, 0)]);
  await two.append([add([booked('a2')], there, 0)]);
  await one.append([add([cancelled('a2')], here, 1)]);

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
  const store = await testStore();
  const { append } = store;
  const rows = rowsOf(store);
  const voided = fact('fact/voided', { fact: `${there}.1` });

  await append([add([booked('a1')], there, 0)]);
  await append([add([voided], here, 0)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toMatchObject({ status: 'booked' });
  await append([add([cancelled('a1')], there, 1)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toMatchObject({ status: 'booked' });

  await append([add([fact('fact/voided', { fact: `${there}.0` })], here, 1)]);
  expect(await rows.appointment('main', '2026-11-20', 'a1')).toBeUndefined();
});

test('[STO-6] several documents are one commit', async () => {
  const store = await testStore();
  await store.append([add([booked('a1')], here, 0), add([registered('p1')], here, 0, patientDoc('p1'))]);

  const rows = rowsOf(store);
  expect(await rows.patient('p1')).toMatchObject({ name: { family: 'Quist' } });
  expect(await rows.appointmentsOf('p1')).toMatchObject([{ date: '2026-11-20', appointment: { appointment: 'a1' } }]);
});

test('[STO-7] a clock that is off by days orders its own document, and drags no other along', async () => {
  const { append } = await testStore();
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

test('[STO-8] a fact that is none, or in the wrong document, is kept and folded by nobody', async () => {
  const store = await testStore();
  const newer = fact('transport/ordered', { visit: 'v1', wheels: 4 });
  const facts = [
    { kind: 7 },
    null,
    fact('visit/arrived', { visit: 'v1' }),
    fact('board/opened', {}),
    newer,
    booked('a1')
  ];
  await store.append([add(facts as never[], there, 0)]);

  expect(await rowsOf(store).visits('main', '2026-11-20')).toEqual([]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toMatchObject([{ appointment: 'a1' }]);
  const [bytes] = await store.updatesOf(DAY);
  expect(decodeRuns(bytes!)).toEqual([{ client: there, clock: 0, facts }]);
});
