import { afterEach, expect, test } from 'vitest';
import { decodeRuns } from '#protocol/update.ts';
import {
  add,
  arrived,
  booked,
  closeStores,
  DAY,
  everyRow,
  here,
  NOW,
  packed,
  rowsOf,
  there
} from '#tests/fixtures/test-store.ts';
import { CANARIES, fill, textOnDisk } from '#tests/fixtures/filled-store.ts';
import { testSealing } from '#tests/fixtures/sealing.ts';
import { compact } from './compaction.ts';
import { openDatabase, type Database } from './database.ts';
import { repairDamage } from './damage.ts';
import { readMeta } from './meta.ts';
import { readOutbox, waitingIn } from './outbox.ts';
import { storePacked } from './packed.ts';
import { watchQuery } from './rows.ts';
import { LOCKED, StoreIsLocked, type Sealing } from './sealing.ts';
import { createStore, type Store } from './store.ts';

let count = 0;
const opened: Database[] = [];
afterEach(() => {
  closeStores();
  for (const database of opened.splice(0)) database.close();
});

async function sealedStore(sealing: Sealing, name = `sealed-${++count}`): Promise<Store> {
  const database = await openDatabase(name, sealing);
  opened.push(database);
  return createStore(database, { now: () => NOW });
}

test('[STO-30] nothing that says something about a person lies on disk in the clear, in any table', async () => {
  const store = await sealedStore(await testSealing());
  await fill(store);
  const text = await textOnDisk(store.database);
  expect(CANARIES.filter((canary) => text.includes(canary))).toEqual([]);

  const rows = rowsOf(store);
  expect(await rows.patient('p7')).toMatchObject({ name: { family: 'Zanzibari' } });
  expect(await rows.patient('p1')).toMatchObject({ name: { family: 'Wolverton' } });
  expect(await rows.drafts()).toMatchObject([{ title: 'Tamberlane' }]);
  expect((await readOutbox(store.database)).refused).toMatchObject([{ say: 'Not kept: Ulrichson' }]);
});

test('the scan above finds what lies in the clear', async () => {
  const { CLEAR } = await import('./sealing.ts');
  const store = await sealedStore(CLEAR);
  await fill(store);
  const text = await textOnDisk(store.database);
  expect(CANARIES.filter((canary) => text.includes(canary))).toEqual(CANARIES);
});

test('[STO-31] a live query over sealed rows hears of every change, also of what it read after the first', async () => {
  const store = await sealedStore(await testSealing());
  await fill(store);
  const rows = rowsOf(store);
  const seen: (readonly [number, number])[] = [];
  let wake = (): void => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const first = next();
  const stop = watchQuery(
    store.database,
    async () =>
      [
        (await rows.appointments('main', '2026-11-20')).length,
        (await rows.visits('main', '2026-11-20')).length
      ] as const,
    (value) => {
      seen.push(value);
      wake();
    },
    (error) => expect.unreachable(String(error))
  );
  await first;
  const second = next();
  await store.append([add([arrived('v2')], there, 3)]);
  await second;
  const third = next();
  await store.append([add([booked('a9')], there, 4)]);
  await third;
  stop();
  expect(seen).toEqual([
    [2, 1],
    [2, 2],
    [3, 2]
  ]);
});

test('[STO-32] a block that was changed, moved or sealed with another key is passed over, and comes back from the server', async () => {
  const sealing = await testSealing();
  const store = await sealedStore(sealing);
  await fill(store);
  const before = await everyRow(store);
  const { database } = store;
  const damaged: unknown[] = [];
  database.damaged = (place) => damaged.push(place[0]);
  await database.docs.toCollection().modify((row) => {
    for (const { bytes } of row.snapshot) bytes[20]! ^= 1;
  });
  await database.segments.toCollection().modify(({ bytes }) => {
    bytes[bytes.length - 1]! ^= 1;
  });
  // Two rows that each is a good one, in each other's place.
  const [one, other] = await database.appointments.toArray();
  await database.appointments.bulkPut([
    { ...one!, body: other!.body },
    { ...other!, body: one!.body }
  ]);
  await database.directory.clear();

  const again = await sealedStore(sealing, database.name);
  again.database.damaged = (place) => damaged.push(place[0]);
  expect(await rowsOf(again).appointments('main', '2026-11-20')).toEqual([]);
  expect(await rowsOf(again).patient('p7')).toBeUndefined();
  expect(new Set(damaged)).toEqual(new Set(['appointments', 'segments']));
  expect(await compact(again.database, DAY)).toBe(false);

  expect(await repairDamage(again.database, [{ key: 'feed', value: 'anew' }])).toEqual({ lostUnsent: 0, toFetch: 2 });
  expect(await readMeta(again.database, 'feed')).toBe('anew');
  expect(await waitingIn(again.database, DAY)).toHaveLength(1);

  // What the server sends again.
  const source = await sealedStore(sealing);
  await fill(source);
  const fresh = (await source.updatesOf(DAY)).flatMap(decodeRuns).filter(({ client }) => client === there);
  await again.append([{ doc: DAY, unsent: false, runs: () => fresh }]);
  await storePacked(again, [packed('p7', 'Zanzibari'), packed('p8', 'Yellowknife')], []);
  expect(await rowsOf(again).patient('p7')).toMatchObject({ name: { family: 'Zanzibari' } });
  const ids = (rows: readonly unknown[] | undefined): unknown => rows?.map((row) => (row as { id: string }).id);
  expect(ids((await everyRow(again))['appointments'])).toEqual(ids(before['appointments']));
});

test('[STO-32] with another key nothing is read and nothing crashes; what was not sent is counted as lost', async () => {
  const store = await sealedStore(await testSealing());
  await fill(store);
  const stranger = await sealedStore(await testSealing(), store.database.name);
  expect(await rowsOf(stranger).appointments('main', '2026-11-20')).toEqual([]);
  expect(await rowsOf(stranger).drafts()).toEqual([]);
  expect(await repairDamage(stranger.database, [])).toMatchObject({ lostUnsent: 2 });
  expect(await readOutbox(stranger.database)).toMatchObject({ unsent: 0 });
  await stranger.append([add([booked('a1')], there, 0)]);
  expect(await rowsOf(stranger).appointments('main', '2026-11-20')).toHaveLength(1);
});

test('[STO-30] while nobody has unlocked the device nothing is read or written', async () => {
  const store = await sealedStore(LOCKED);
  await expect(store.append([add([booked('a1')], here, 0, DAY, true)])).rejects.toThrow(StoreIsLocked);
});
