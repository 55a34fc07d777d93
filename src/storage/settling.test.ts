import { afterEach, expect, test } from 'vitest';
import { compact } from './compaction.ts';
import { acknowledged, readOutbox } from './outbox.ts';
import { setAside } from './refusals.ts';
import type { Settlement } from './schema.ts';
import { factsToApply, keyOfRefused, refusedChanges } from './refused-changes.ts';
import { settle, SettledAlready } from './settling.ts';
import type { Store } from './store.ts';
import { DAY, NOW, add, booked, closeStores, fact, here, testStore } from '#tests/fixtures/test-store.ts';

afterEach(closeStores);

const applied: Settlement = { how: 'applied', by: 'u-1', at: NOW };
const discarded: Settlement = { how: 'discarded', by: 'u-1', at: NOW };

async function refusedStore(): Promise<{ store: Store; key: [string, number, number] }> {
  const store = await testStore();
  await store.append([add([booked('a1'), booked('a2')], here, 0, DAY, true)]);
  const no = { doc: DAY, client: here, clock: 0, code: 'E_CARD', say: 'Card numbers are not kept here.' };
  expect(await setAside(store.database, no, NOW)).toBe(true);
  return { store, key: [DAY, here, 0] };
}

test('[STO-23] what was refused can be read: its facts, the words, whether it can be applied', async () => {
  const { store, key } = await refusedStore();
  const [change, ...others] = await refusedChanges(store.database);
  expect(others).toEqual([]);
  expect(change).toMatchObject({ doc: DAY, code: 'E_CARD', at: NOW, canApply: true, settled: null });
  expect(change?.facts?.map(({ of }) => (of as { appointment: string }).appointment)).toEqual(['a1', 'a2']);
  expect(keyOfRefused(change!.id)).toEqual(key);
});

test.each(['', 'x', '1.2', '1.2 ', 'a.b day/main/2026-11-20', '-1.2 practice'])(
  '[STO-23] %j is the name of no refused change',
  (id) => expect(keyOfRefused(id)).toBe(null)
);

test('[STO-23] what breaks our own rules, or lies in the wrong document, is not applied again', async () => {
  const store = await testStore();
  await store.append([add([fact('visit/arrived', { visit: 7 })], here, 0, DAY, true)]);
  await store.append([add([fact('practice/named', { name: 'N' })], here, 1, DAY, true)]);
  for (const clock of [0, 1])
    await setAside(store.database, { doc: DAY, client: here, clock, code: 'E_SCHEMA', say: 'No.' }, NOW);

  expect((await refusedChanges(store.database)).map(({ canApply }) => canApply)).toEqual([false, false]);
  expect(await factsToApply(store.database, [DAY, here, 0])).toBe(null);
  expect(await factsToApply(store.database, [DAY, here, 9])).toBe(null);
});

test('[STO-24] applying it again and the note of that are one commit: both, or neither', async () => {
  const { store, key } = await refusedStore();
  const again = [add((await factsToApply(store.database, key))!, here, 2, DAY, true)];

  await store.append(again, { settling: { key, settled: applied } });
  expect(await refusedChanges(store.database)).toMatchObject([{ settled: applied }]);
  expect((await readOutbox(store.database)).refused).toEqual([]);
  expect(await store.database.appointments.count()).toBe(2);

  const more = [add([booked('a3')], here, 4, DAY, true)];
  await expect(store.append(more, { settling: { key, settled: applied } })).rejects.toThrow(SettledAlready);
  expect(await store.database.appointments.count()).toBe(2);
});

test('[STO-24] discarding is noted and can be taken back; the second who settles it is told', async () => {
  const { store, key } = await refusedStore();
  const { database } = store;
  await settle(database, { key, settled: discarded });
  expect((await readOutbox(database)).refused).toEqual([]);
  await expect(settle(database, { key, settled: applied })).rejects.toThrow(SettledAlready);

  await settle(database, { key, settled: null });
  expect((await readOutbox(database)).refused).toHaveLength(1);
  await expect(settle(database, { key, settled: null })).rejects.toThrow(SettledAlready);
  await settle(database, { key, settled: applied });
  await expect(settle(database, { key, settled: null })).rejects.toThrow(SettledAlready);
  await expect(settle(database, { key: [DAY, here, 9], settled: discarded })).rejects.toThrow(SettledAlready);
});

test('[STO-16] a placeholder keeps its place also when what it stands for was settled', async () => {
  const { store, key } = await refusedStore();
  await settle(store.database, { key, settled: discarded });
  const no = { doc: DAY, client: here, clock: 0, code: 'E_VERB', say: 'No.' };
  expect(await setAside(store.database, no, NOW)).toBe(false);
  await acknowledged(store.database, DAY, here, 2);
  await compact(store.database, DAY);
  expect(await refusedChanges(store.database)).toMatchObject([{ settled: discarded }]);
});
