import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { memoryStation } from '#station/memory-station.ts';
import { openDatabase } from '#storage/database.ts';
import { writeMeta } from '#storage/meta.ts';
import { DESK_TIMES, type LockTimes } from '#vault/lock.ts';
import { followLockTimes, offlineMsHere, watchLockTimes } from './lock-times.ts';

const MINUTE = 60_000;
const times = { veilSeconds: 30, lockMinutes: 1, forgetMinutes: 5, offlineHours: 4 };

test('[LOCK-1] a screen goes by what the practice says of its kind, in every tab, as soon as it hears of it', async () => {
  const database = await openDatabase('lock-times');
  const station = memoryStation();
  const told: LockTimes[] = [];
  const stops = [
    followLockTimes(station, { database }, 'carried'),
    watchLockTimes(database, 'carried')((t) => told.push(t))
  ];
  await expect.poll(() => told.at(-1)).toEqual({ ...DESK_TIMES, lock: 2 * MINUTE });
  await station.record('test', practiceDoc, [
    { kind: 'lock-times/set', of: { screen: 'desk', ...times, lockMinutes: 9 } }
  ]);
  await station.record('test', practiceDoc, [{ kind: 'lock-times/set', of: { screen: 'carried', ...times } }]);
  await expect.poll(() => told.at(-1)).toEqual({ ...DESK_TIMES, veil: 30_000, lock: MINUTE, forget: 5 * MINUTE });
  expect(await offlineMsHere(database, 'carried')).toBe(4 * 60 * MINUTE);
  for (const stop of stops) stop();
});

test('[LOCK-2] what somebody wrote on the disk makes no screen stay open beyond the bounds', async () => {
  const database = await openDatabase('lock-times-bent');
  expect(await offlineMsHere(database, 'desk')).toBe(12 * 60 * MINUTE);
  const lax = { veilSeconds: 9e9, lockMinutes: 9e9, forgetMinutes: 9e9, offlineHours: 9e9 };
  await writeMeta(database, 'lock-times', lax);
  expect(await offlineMsHere(database, 'desk')).toBe(12 * 60 * MINUTE);
  const told: LockTimes[] = [];
  const stop = watchLockTimes(database, 'desk')((t) => told.push(t));
  await expect.poll(() => told.at(-1)).toMatchObject({ veil: 5 * MINUTE, lock: 15 * MINUTE, forget: 60 * MINUTE });
  stop();
});
