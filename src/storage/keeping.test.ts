import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns } from '#protocol/update.ts';
import { compact, longTails, LONG_TAIL } from './compaction.ts';
import { acknowledged, readOutbox, waitingDocs, waitingIn } from './outbox.ts';
import { storePacked } from './packed.ts';
import { joinedRuns } from './runs.ts';
import { rebuild } from './rebuild.ts';
import { rebuildIfStale } from './stale-rows.ts';
import { setAllAside, setAside } from './refusals.ts';
import { sendAgain, sendAllAgain } from './resend.ts';
import type { Store } from './store.ts';
import {
  DAY,
  NOW,
  add,
  arrived,
  booked,
  cancelled,
  closeStores,
  everyRow,
  expectSameAfter,
  fact,
  here,
  packed,
  registered,
  renamed,
  rowsOf,
  testStore,
  there
} from '#tests/fixtures/test-store.ts';

afterEach(closeStores);

const factsOf = async (store: Store, doc = DAY) => {
  const updates = await store.updatesOf(doc);
  return joinedRuns(updates.flatMap((update) => decodeRuns(update))).sort((a, b) => a.client - b.client);
};
const clocksOf = async (store: Store, doc = DAY) =>
  (await waitingIn(store.database, doc)).map(({ run }) => [run.client, run.clock, run.length]);

test('[STO-10] only an acknowledgement empties the outbox, and only of what it covers', async () => {
  const store = await testStore();
  await store.append([add([booked('a1'), booked('a2')], here, 0, DAY, true)]);
  await store.append([add([booked('a3')], here, 2, DAY, true)]);
  await store.append([add([booked('b1')], there, 0)]);
  expect(await readOutbox(store.database)).toMatchObject({
    unsent: 3,
    unsentSince: NOW,
    waiting: [{ doc: DAY, facts: 3 }]
  });

  await acknowledged(store.database, DAY, there, 9);
  await acknowledged(store.database, DAY, here, 1);
  expect(await clocksOf(store)).toEqual([
    [here, 0, 2],
    [here, 2, 1]
  ]);
  await acknowledged(store.database, DAY, here, 2);
  expect(await clocksOf(store)).toEqual([[here, 2, 1]]);
  await acknowledged(store.database, DAY, here, 3);
  expect(await waitingDocs(store.database)).toEqual([]);
});

test('[STO-11] compaction changes nothing that can be read, and leaves what is unsent to the outbox', async () => {
  const store = await testStore();
  for (let i = 0; i <= LONG_TAIL; i++) await store.append([add([booked(`a${i}`, 540 + i)], here, i, DAY, true)]);
  await acknowledged(store.database, DAY, here, LONG_TAIL - 1);
  await store.append([add([cancelled('a3'), arrived('v1')], there, 0)]);
  const facts = await factsOf(store);
  expect(await longTails(store.database)).toEqual([DAY]);

  await expectSameAfter(store, async () => expect(await compact(store.database, DAY)).toBe(true));

  expect(await factsOf(store)).toEqual(facts);
  expect(await clocksOf(store)).toEqual([
    [here, LONG_TAIL - 1, 1],
    [here, LONG_TAIL, 1]
  ]);
  expect(await longTails(store.database)).toEqual([]);
  expect(await store.database.updates.count()).toBe(2);
  await store.append([add([booked('last')], here, LONG_TAIL + 1, DAY, true)]);
  expect((await rowsOf(store).appointments('main', '2026-11-20')).length).toBe(LONG_TAIL + 2);
});

test('[STO-12] rows that were dropped fold to the same rows', async () => {
  const store = await testStore();
  await storePacked(store, [packed('p1'), packed('p2')], []);
  await store.append([add([booked('a1'), booked('a2'), arrived('v1')], here, 0, DAY, true)]);
  await store.append([add([cancelled('a2'), fact('room/freed', { room: 'r1' })], there, 0)]);
  await store.append([add([fact('fact/voided', { fact: `${there}.0` })], here, 3, DAY, true)]);
  await store.append([add([renamed('p2', 'Quist', 'Quistgaard')], here, 0, patientDoc('p2'), true)]);

  await expectSameAfter(store, () => rebuild(store.database));

  await store.database.appointments.clear();
  await store.database.meta.delete('rows');
  await rebuildIfStale(store.database);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(2);
});

test('[STO-13] a packed patient is found, and a change lies over it', async () => {
  const store = await testStore();
  await storePacked(
    store,
    ['p1', 'p3', 'p5'].map((id) => packed(id)),
    [{ key: 'bootstrap', value: 'p5' }]
  );

  const rows = rowsOf(store);
  expect(await rows.patient('p3')).toMatchObject({ patient: 'p3', name: { family: 'Quist' } });
  expect(await Promise.all(['p0', 'p2', 'p6'].map((id) => rows.patient(id)))).toEqual([
    undefined,
    undefined,
    undefined
  ]);
  expect(await store.database.patients.count()).toBe(0);

  await store.append([add([renamed('p3', 'Quist', 'Lund')], here, 0, patientDoc('p3'), true)]);
  expect(await rows.patient('p3')).toMatchObject({ name: { family: 'Lund' } });
  expect(await store.append([add([registered('p3')], there, 0, patientDoc('p3'))])).toMatchObject([{ runs: [] }]);
  await compact(store.database, patientDoc('p3'));
  expect(await rows.patient('p3')).toMatchObject({ name: { family: 'Lund' } });
});

test('[STO-14] what is known already is not packed over, and what comes twice is the same', async () => {
  const store = await testStore();
  await store.append([add([registered('p2', 'Local')], here, 0, patientDoc('p2'), true)]);
  const batch = ['p1', 'p2', 'p3'].map((id) => packed(id));

  await storePacked(store, batch, []);
  await expectSameAfter(store, () => storePacked(store, batch, []));

  expect((await store.database.segments.toArray()).map(({ docs }) => docs)).toEqual([['patient/p1', 'patient/p3']]);
  expect(await factsOf(store, 'patient/p2')).toMatchObject([{ client: here }, { client: there }]);
});

test('[STO-27] segments never overlap: whatever comes packed, in whatever batches, is found', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `p${String(i).padStart(2, '0')}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 12 }), { maxLength: 6 }),
      async (batches) => {
        const store = await testStore();
        for (const batch of batches)
          await storePacked(
            store,
            batch.map((id) => packed(id, `F${id}`)),
            []
          );
        const come = new Set(batches.flat());
        for (const id of names) {
          const family = (await rowsOf(store).patient(id))?.name.family;
          expect(family).toBe(come.has(id) ? `F${id}` : undefined);
          expect((await factsOf(store, patientDoc(id))).length).toBe(come.has(id) ? 1 : 0);
        }
        const spans = (await store.database.segments.orderBy('first').toArray()).map(({ first, docs }) => [
          first,
          docs.at(-1) ?? ''
        ]);
        expect(spans.flat()).toEqual(spans.flat().toSorted());
        store.database.close();
      }
    ),
    { numRuns: 40 }
  );
});

test('[STO-27] a change of somebody packed lies over the whole of them, also after later batches between the others', async () => {
  const store = await testStore();
  await storePacked(store, [packed('p1'), packed('p5'), packed('p9')], []);
  await storePacked(store, [packed('p2'), packed('p3'), packed('p7')], []);
  await store.append([add([renamed('p9', 'Quist', 'Lund')], here, 0, patientDoc('p9'), true)]);
  expect(await rowsOf(store).patient('p9')).toMatchObject({ name: { family: 'Lund' }, birthDate: '1980-02-29' });
  expect(await rowsOf(store).patient('p7')).toMatchObject({ name: { family: 'Quist' } });
});

test('[STO-15] a patient registered here while the first sync runs is never lost under a segment', async () => {
  const one = await testStore('packing');
  const two = await testStore('packing');
  const batch = Array.from({ length: 40 }, (_, i) => packed(`p${String(i).padStart(2, '0')}`));
  await Promise.all([
    storePacked(one, batch, []),
    ...['p05', 'p15', 'p25', 'p35'].map((id, i) =>
      two.append([add([registered(id, 'Local')], clientIdOf(1, 10 + i), 0, patientDoc(id), true)])
    )
  ]);
  for (const id of ['p05', 'p15', 'p25', 'p35']) {
    expect((await factsOf(one, `patient/${id}`)).map(({ client }) => client)).toContain(there);
    expect(await factsOf(one, `patient/${id}`)).toHaveLength(2);
  }
});

test('[STO-16] what the server refuses leaves the screen but not the device, and blocks nothing after it', async () => {
  const store = await testStore();
  await store.append([add([booked('a1')], here, 0, DAY, true)]);
  await store.append([add([cancelled('a1'), booked('a2')], here, 1, DAY, true)]);
  await store.append([add([booked('a3')], here, 3, DAY, true)]);
  const no = { doc: DAY, client: here, clock: 1, code: 'E_CARD', say: 'Card numbers are not kept here.' };

  expect(await setAside(store.database, no, NOW)).toBe(true);

  const shown = await rowsOf(store).appointments('main', '2026-11-20');
  expect(shown.map(({ appointment, status }) => [appointment, status])).toEqual([
    ['a1', 'booked'],
    ['a3', 'booked']
  ]);
  expect(await clocksOf(store)).toEqual([
    [here, 0, 1],
    [here, 1, 2],
    [here, 3, 1]
  ]);
  expect((await readOutbox(store.database)).refused).toEqual([{ doc: DAY, code: 'E_CARD', say: no.say }]);
  const [kept] = await store.database.refused.toArray();
  expect(decodeRuns(kept!.bytes)).toMatchObject([
    { clock: 1, facts: [{ kind: 'appointment/cancelled' }, { kind: 'appointment/booked' }] }
  ]);
  await expectSameAfter(store, () => rebuild(store.database));
  expect(await setAside(store.database, no, NOW)).toBe(false);
  await store.append([add([cancelled('a3')], here, 4, DAY, true)]);
  expect(await rowsOf(store).appointment('main', '2026-11-20', 'a3')).toMatchObject({ status: 'cancelled' });
});

test('[STO-17] where this device may not write, all that waits is set aside, in every tab', async () => {
  const store = await testStore('aside');
  const tab = await testStore('aside');
  await store.append([add([booked('a1')], here, 0, DAY, true)]);
  await acknowledged(store.database, DAY, here, 1);
  await store.append([add([cancelled('a1')], here, 1, DAY, true)]);
  await store.append([add([booked('a2')], here, 2, DAY, true)]);
  await tab.append([add([arrived('v1')], there, 0)]);
  const no = { doc: DAY, client: here, clock: 1, code: 'E_VERB', say: 'This device may not make that change.' };

  expect(await setAllAside(store.database, no, NOW)).toBe(true);
  expect(await setAllAside(store.database, no, NOW)).toBe(false);

  expect(await rowsOf(store).appointments('main', '2026-11-20')).toMatchObject([
    { appointment: 'a1', status: 'booked' }
  ]);
  expect((await readOutbox(store.database)).refused).toHaveLength(2);
  expect((await tab.logs.read([DAY])).logs.get(DAY)?.heads.get(here)).toBe(1);
  await tab.append([add([fact('room/freed', { room: 'r' })], there, 1)]);
  expect((await everyRow(tab))['appointments']).toHaveLength(1);
});

test('[STO-18] after a new epoch everything this device wrote waits again, also what was merged away', async () => {
  const store = await testStore();
  for (let i = 0; i < 120; i++) await store.append([add([booked(`a${i}`)], here, i, DAY, true)]);
  await acknowledged(store.database, DAY, here, 118);
  await compact(store.database, DAY);
  await store.append([add([arrived('v1')], there, 0)]);
  const facts = await factsOf(store);

  await sendAllAgain(store.database, 1, { now: NOW, after: [{ key: 'epoch', value: 'e2' }] });

  const waiting = (await clocksOf(store)).flatMap(([, clock = 0, length = 0]) =>
    Array.from({ length }, (_, i) => clock + i)
  );
  expect(waiting).toEqual(Array.from({ length: 120 }, (_, i) => i));
  expect(await factsOf(store)).toEqual(facts);
  expect((await store.database.meta.get('epoch'))?.value).toBe('e2');
});

test('[STO-19] when the server lacks what it once had, it waits from there on', async () => {
  const store = await testStore();
  for (let i = 0; i < 4; i++) await store.append([add([booked(`a${i}`)], here, i, DAY, true)]);
  await acknowledged(store.database, DAY, here, 4);

  await sendAgain(store.database, DAY, { client: here, from: 2, now: NOW });

  expect(await clocksOf(store)).toEqual([
    [here, 2, 1],
    [here, 3, 1]
  ]);
});

test('[STO-16] also what was sent once and is refused by a new server is gone from the screen', async () => {
  const store = await testStore();
  for (let i = 0; i < 3; i++) await store.append([add([booked(`a${i}`)], here, i, DAY, true)]);
  await acknowledged(store.database, DAY, here, 3);
  await compact(store.database, DAY);
  await sendAllAgain(store.database, 1, { now: NOW, after: [] });

  expect(await setAllAside(store.database, { doc: DAY, client: here, clock: 1, code: 'E_DUP', say: 'no' }, NOW)).toBe(
    true
  );

  expect((await factsOf(store)).map(({ facts }) => facts.length)).toEqual([]);
  expect(await rowsOf(store).appointments('main', '2026-11-20')).toEqual([]);
  expect(await clocksOf(store)).toEqual([]);
  await expectSameAfter(store, () => rebuild(store.database));
});

test('[STO-20] whatever is done in whatever order, facts and outbox stay whole', async () => {
  const step = fc.constantFrom('write', 'write', 'write', 'foreign', 'ack', 'compact', 'again', 'reload', 'rebuild');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const name = `any-${Math.random()}`;
      let store = await testStore(name);
      let mine = 0;
      let acked = 0;
      let foreign = 0;
      for (const [index, what] of steps.entries()) {
        if (what === 'write')
          await store.append([add([booked(`a${index}`), arrived(`v${index}`)], here, (mine += 2) - 2, DAY, true)]);
        if (what === 'foreign') await store.append([add([cancelled(`a${index - 1}`)], there, foreign++)]);
        if (what === 'ack') await acknowledged(store.database, DAY, here, (acked = mine));
        if (what === 'compact') await compact(store.database, DAY);
        if (what === 'rebuild') await expectSameAfter(store, () => rebuild(store.database));
        if (what === 'reload') store = await testStore(name);
        if (what === 'again') {
          await sendAllAgain(store.database, 1, { now: NOW, after: [] });
          acked = 0;
        }
      }
      const waiting = (await clocksOf(store)).flatMap(([, clock = 0, length = 0]) =>
        Array.from({ length }, (_, i) => clock + i)
      );
      expect([...new Set(waiting)].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: mine - acked }, (_, i) => acked + i)
      );
      expect((await factsOf(store)).map(({ facts }) => facts.length)).toEqual([mine, foreign].filter(Boolean));
      closeStores();
    }),
    // Once the second compaction left only the tail, in which what is sent again lay behind what follows on it.
    { numRuns: 40, examples: [[['write', 'ack', 'compact', 'write', 'again', 'compact']]] }
  );
});
