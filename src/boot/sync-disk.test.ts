import { afterEach, expect, test } from 'vitest';
import { createReplica } from '#replica/replica.ts';
import { readMeta } from '#storage/meta.ts';
import { closeStores, NOW, packed, testStore } from '#tests/fixtures/test-store.ts';
import { feedDisk } from './sync-disk.ts';
import { SEGMENTS_KEY, SEGMENTS_TOLD_KEY } from '#storage/meta-keys.ts';

afterEach(closeStores);

test('[STO-34] live queries are told of what a first sync brought a while after, once, and at its end with it', async () => {
  const store = await testStore();
  const now = () => NOW;
  const replica = createReplica({ store, newClient: () => Promise.reject(new Error('writes nothing')), now });
  const later: (() => void)[] = [];
  const disk = feedDisk({ store, replica, device: 1, role: 'desk', epoch: 'e1', now }, (_ms, work) => {
    later.push(work);
    return () => undefined;
  });
  const read = async () => [
    await readMeta(store.database, SEGMENTS_KEY),
    await readMeta(store.database, SEGMENTS_TOLD_KEY)
  ];
  const state = (after: string) => ({ epoch: 'e1', cursor: null, first: { since: 1, after } });

  await disk.storePacked([packed('p1')], state('patient/p1'));
  await disk.storePacked([packed('p2')], state('patient/p2'));
  expect(await read()).toEqual([2, undefined]);
  expect(later).toHaveLength(1);
  later[0]!();
  while ((await read())[1] === undefined) await new Promise((resolve) => setTimeout(resolve, 0));
  expect(await read()).toEqual([2, 2]);

  await disk.storePacked([packed('p3')], state('patient/p3'));
  expect(later).toHaveLength(2);
  await disk.storePacked([], { epoch: 'e1', cursor: 7, first: null });
  expect(await read()).toEqual([3, 3]);
});
