import { afterEach, expect, test } from 'vitest';
import { generationKeyOf, newStorageSecret } from '#vault/storage-key.ts';
import { admittedTo, hasOldTab, openDoor, type Door } from './door.ts';

const ada = { user: 'u-ada', name: 'Ada Quill', initials: 'AQ', role: 'clerk' } as const;
const doors: Door[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

async function tab(name: string, isOld: boolean): Promise<void> {
  const door = openDoor(name, () => undefined);
  doors.push(door);
  const key = await generationKeyOf(newStorageSecret());
  // A build from before keys were changed has the first key bare.
  door.open(admittedTo(null, { user: ada, key: isOld ? (key.key as never) : key }, 1));
}

test('[VAU-12] a tab of an older build is seen: no key is changed before it is loaded anew', async () => {
  expect(await hasOldTab('door-none')).toBe(false);
  // One tab each: Node hands a key to one receiver of a channel.
  await tab('door-new', false);
  expect(await hasOldTab('door-new')).toBe(false);
  await tab('door-old', true);
  expect(await hasOldTab('door-old')).toBe(true);
});
