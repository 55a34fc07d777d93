import { afterEach, expect, test } from 'vitest';
import { looseDocs } from '#storage/space.ts';
import { DAY, add, booked, closeStores, here, testStore, there } from '#tests/fixtures/test-store.ts';
import { virtualSeams } from '#tests/fixtures/virtual-seams.ts';
import { tidyStore } from './tidy.ts';

afterEach(closeStores);

test('[BOOT-17] only when the store is almost full are closed days merged before their tails grow long; today never', async () => {
  const store = await testStore();
  await store.append([add([booked('a1')], there, 0)]);
  await store.append([add([booked('b1')], here, 0, 'day/main/2026-11-21')]);
  const seams = virtualSeams();
  const life = new AbortController();
  const told: boolean[] = [];
  let full = 0.79;
  void tidyStore({
    database: store.database,
    today: () => '2026-11-21',
    seams,
    fullness: async () => full,
    told: (is) => told.push(is),
    signal: life.signal
  });
  const round = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await seams.pass(60_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
  };
  await round();
  expect(await looseDocs(store.database)).toEqual([DAY, 'day/main/2026-11-21']);
  full = 0.81;
  await round();
  await expect.poll(() => looseDocs(store.database)).toEqual(['day/main/2026-11-21']);
  full = 0.5;
  await round();
  await expect.poll(() => told).toEqual([true, false]);
  life.abort();
});
