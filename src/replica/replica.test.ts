import { Dexie } from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { patientDoc } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { decodeRuns, encodeRun } from '#protocol/update.ts';
import { DiskFault } from '#storage/faults.ts';
import { nextBoot } from '#storage/meta.ts';
import type { Store } from '#storage/store.ts';
import { DAY, NOW, booked, closeStores, registered, rowsOf, testStore, there } from '#tests/fixtures/test-store.ts';
import { createReplica, type Replica, type Stored } from './replica.ts';

afterEach(closeStores);

const free = (room: string) => ({ kind: 'room/freed', of: { room } });

function replicaOf(store: Store): Replica & { readonly told: Stored[] } {
  const told: Stored[] = [];
  const newClient = async () => clientIdOf(1, await nextBoot(store.database));
  const replica = createReplica({ store, newClient, now: () => NOW });
  replica.onUpdate((stored) => told.push(stored));
  return { ...replica, told };
}

/** From now on, writing fails as the browser would fail it. */
function breakWrites(store: Store, name: string, { afterwards = false } = {}): { mend(): void } {
  const { database } = store;
  const transaction = database.transaction.bind(database) as (...args: unknown[]) => Promise<unknown>;
  const broken = async (mode: string, ...rest: unknown[]): Promise<unknown> => {
    if (mode !== 'rw') return await transaction(mode, ...rest);
    if (afterwards) await transaction(mode, ...rest);
    throw new DOMException('', name);
  };
  Object.assign(database, { transaction: broken });
  return { mend: () => void Object.assign(database, { transaction }) };
}

test('[REP-1] what one tab writes in turn has consecutive clocks and rising stamps', async () => {
  const { record, told } = replicaOf(await testStore());
  const written = await Promise.all([
    record('u-1', [{ doc: DAY, facts: [free('r1'), free('r2')] }]),
    record('u-1', [{ doc: DAY, facts: [free('r3')] }])
  ]);

  const all = written.flat();
  expect(all.map(({ client, clock }) => [client, clock])).toEqual([0, 1, 2].map((clock) => [clientIdOf(1, 1), clock]));
  expect(new Set(all.map(({ fact }) => fact.at)).size).toBe(3);
  expect(all.map(({ fact }) => fact.at)).toEqual(all.map(({ fact }) => fact.at).toSorted((a, b) => a - b));
  expect(told.map(({ origin, update }) => [origin, decodeRuns(update)[0]?.clock])).toEqual([
    ['here', 0],
    ['here', 2]
  ]);
});

test('[REP-2] two tabs write chains of their own and never wait for each other', async () => {
  const one = replicaOf(await testStore('tabs'));
  const two = replicaOf(await testStore('tabs'));
  const written = await Promise.all(
    [one, two, one, two].map((tab, i) => tab.record('u-1', [{ doc: DAY, facts: [free(`r${i}`)] }]))
  );
  expect(
    written
      .flat()
      .map(({ client, clock }) => `${client - clientIdOf(1, 0)}.${clock}`)
      .toSorted()
  ).toEqual(['1.0', '1.1', '2.0', '2.1']);
});

test('[REP-3] facts of several documents come back in the order given', async () => {
  const { record } = replicaOf(await testStore());
  const { kind, of } = registered('p1');
  const written = await record('u-1', [
    { doc: DAY, facts: [free('r1')] },
    { doc: patientDoc('p1'), facts: [{ kind, of }] },
    { doc: DAY, facts: [free('r2')] }
  ]);
  expect(written.map(({ fact, clock }) => [fact.kind, clock])).toEqual([
    ['room/freed', 0],
    ['patient/registered', 0],
    ['room/freed', 1]
  ]);
});

test('[REP-4] a fact follows everything seen before it, however fast the other’s clock is', async () => {
  const store = await testStore();
  const { record, merge } = replicaOf(store);
  const ahead = booked('a1', 540, NOW + 3_600_000);
  await merge([{ doc: DAY, update: encodeRun({ client: there, clock: 0, facts: [ahead] }) }]);
  const [cancel] = await record('u-1', [
    {
      doc: DAY,
      facts: [{ kind: 'appointment/cancelled', of: { appointment: 'a1', by: 'patient', reason: 'illness' } }]
    }
  ]);
  expect(cancel!.fact.at).toBeGreaterThan(ahead.at);
  expect(await rowsOf(store).appointment('main', '2026-11-20', 'a1')).toMatchObject({ status: 'cancelled' });
});

test('[REP-5] a full disk is said, uses no clock, and ends when there is room', async () => {
  const store = await testStore();
  const { record, told } = replicaOf(store);
  await record('u-1', [{ doc: DAY, facts: [free('r1')] }]);
  const disk = breakWrites(store, 'QuotaExceededError');

  await expect(record('u-1', [{ doc: DAY, facts: [free('r2')] }])).rejects.toEqual(new DiskFault('disk-full'));
  disk.mend();

  expect(await record('u-1', [{ doc: DAY, facts: [free('r3')] }])).toMatchObject([{ clock: 1 }]);
  expect(told).toHaveLength(2);
});

test('[REP-6] a connection that died is opened again once, and the fact is there once', async () => {
  const store = await testStore();
  const { record } = replicaOf(store);
  await record('u-1', [{ doc: DAY, facts: [free('r1')] }]);
  store.database.backendDB().close();

  expect(await record('u-1', [{ doc: DAY, facts: [free('r2')] }])).toMatchObject([{ clock: 1 }]);
  expect(await store.database.updates.count()).toBe(2);
});

test('[REP-7] a write whose end was never heard is not written twice', async () => {
  const store = await testStore();
  const { record } = replicaOf(store);
  const disk = breakWrites(store, 'InvalidStateError', { afterwards: true });
  const lost = record('u-1', [{ doc: DAY, facts: [free('r1')] }]);
  store.database.on('ready', () => disk.mend(), true);

  expect(await lost).toMatchObject([{ clock: 0 }]);
  expect(await record('u-1', [{ doc: DAY, facts: [free('r2')] }])).toMatchObject([{ clock: 1 }]);
  expect(await store.database.updates.count()).toBe(2);
});

test('[REP-8] where the disk has more than this tab knows of, it writes on under a new name', async () => {
  const store = await testStore();
  const { record } = replicaOf(store);
  await record('u-1', [{ doc: DAY, facts: [free('r1')] }]);
  const disk = breakWrites(store, 'AbortError', { afterwards: true });
  await expect(record('u-1', [{ doc: DAY, facts: [free('r2')] }])).rejects.toEqual(new DiskFault('database-lost'));
  disk.mend();

  expect(await record('u-1', [{ doc: DAY, facts: [free('r3')] }])).toMatchObject([
    { client: clientIdOf(1, 2), clock: 0 }
  ]);
});

test('[REP-9] what cannot be read is kept as it came, and named documents are those that miss something', async () => {
  const store = await testStore();
  const { merge } = replicaOf(store);
  const late = encodeRun({ client: there, clock: 4, facts: [booked('a5')] });

  expect(
    await merge([
      { doc: DAY, update: Uint8Array.of(1, 2, 3) },
      { doc: patientDoc('p1'), update: late }
    ])
  ).toEqual([patientDoc('p1')]);
  expect(await store.database.strange.toArray()).toMatchObject([{ doc: DAY, bytes: Uint8Array.of(1, 2, 3) }]);
});

test('[REP-10] a store deleted under a running tab is said to be lost; no counter begins anew in the empty one', async () => {
  const store = await testStore('deleted');
  const { record } = replicaOf(store);
  await record('u-1', [{ doc: DAY, facts: [free('r1')] }]);
  await Dexie.delete('deleted');

  for (let i = 0; i < 2; i++) {
    await expect(record('u-1', [{ doc: DAY, facts: [free('r2')] }])).rejects.toMatchObject({ code: 'database-lost' });
  }
});
