import { afterEach, expect, test } from 'vitest';
import { encodeRun } from '#protocol/update.ts';
import { testSealing } from '#tests/fixtures/sealing.ts';
import { booked, closeStores, DAY, NOW, rowsOf, testStore, there } from '#tests/fixtures/test-store.ts';
import { openDatabase } from './database.ts';
import { openBytes } from './sealing.ts';
import { createStore, type Store } from './store.ts';
import { readStrange } from './strange.ts';

afterEach(closeStores);

const readable = (clock: number, id: string) => encodeRun({ client: there, clock, facts: [booked(id)] });

const sealed = async (): Promise<Store> => {
  const database = await openDatabase('strange-sealed', await testSealing());
  return createStore(database, { now: () => NOW });
};

test.each([
  ['clear', testStore],
  ['sealed', sealed]
])(
  '[VER-6] in a %s store bytes that an older build could not read are read and folded by one that can; others are kept',
  async (_, opened) => {
    const store = await opened();
    const strange = [readable(0, 'a1'), Uint8Array.of(1, 2, 3), readable(1, 'a2')];
    await store.append([], { strange: strange.map((update) => ({ doc: DAY, update })) });

    await readStrange(store);

    expect(await rowsOf(store).appointments('main', '2026-11-20')).toHaveLength(2);
    const [left, ...more] = await store.database.strange.toArray();
    expect(more).toEqual([]);
    expect(await openBytes(store.database, ['strange', DAY], left!.bytes)).toEqual(Uint8Array.of(1, 2, 3));
  }
);

test('[VER-6] what follows on something that is missing is kept for later; what is kept is looked at once a schema', async () => {
  const store = await testStore();
  await store.append([], { strange: [{ doc: DAY, update: readable(7, 'a7') }] });
  await readStrange(store);
  expect(await store.database.strange.count()).toBe(1);

  await store.append([], { strange: [{ doc: DAY, update: readable(0, 'a1') }] });
  await readStrange(store);
  expect(await store.database.strange.count()).toBe(2);
});
