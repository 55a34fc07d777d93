import { expect, test } from 'vitest';
import { err, ok } from '#domain/result.ts';
import { MEMORY_NOW, memoryStation } from '#station/memory-station.ts';
import type { StorageKeyState } from '#station/storage-key.ts';
import { changeStorageKey, storageKeyText, storageKeyWords } from './change-storage-key.ts';

const ZONE = 'America/New_York';
const DAY = 86_400_000;

test('[VAU-10] a key is changed once; while that goes on it is refused in words', async () => {
  const station = memoryStation();
  const states: (StorageKeyState | null)[] = [];
  station.storageKey.watch((state) => states.push(state));
  expect(await changeStorageKey(station)).toEqual(ok());
  expect(await changeStorageKey(station)).toEqual(err({ code: 'storage-key/under-way' }));
  expect(states.map((state) => state?.change?.until ?? null)).toEqual([null, MEMORY_NOW + 3 * DAY]);
  expect(storageKeyWords['storage-key/sign-in-first']({ code: 'storage-key/sign-in-first' })).toContain('Sign out');
});

test('[VAU-13] the words say what is so: alone, under way, without the server, and that nothing was let go of', () => {
  const change = { sealed: 0.5, isCopied: true, until: MEMORY_NOW + 3 * DAY };
  const told = (state: StorageKeyState, now = MEMORY_NOW) => storageKeyText(state, now, ZONE).join(' ');
  expect(told({ since: null, change: null })).toContain('no date yet');
  expect(told({ since: MEMORY_NOW, change: null })).toBe(
    'The key in use is of Nov 20, 2026, 10:00 AM. No other opens anything here.'
  );
  expect(told({ since: MEMORY_NOW, change })).toBe(
    'A new key is in use since Nov 20, 2026, 10:00 AM. The key before opens this device until Nov 23, 2026, 10:00 AM. ' +
      'Who has not signed in here by then needs the server, once.'
  );
  expect(told({ since: MEMORY_NOW, change: { ...change, isCopied: false } })).toContain(
    'does not have the new key yet'
  );
  expect(told({ since: MEMORY_NOW, change }, MEMORY_NOW + 4 * DAY)).toContain('still opens this device');
});
