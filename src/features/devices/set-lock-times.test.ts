import { expect, test } from 'vitest';
import { practiceDoc } from '#domain/documents.ts';
import { LOCK_BOUNDS, USUAL_LOCK_TIMES } from '#domain/practice/lock-times.ts';
import { err, ok } from '#domain/result.ts';
import { memoryStation } from '#station/memory-station.ts';
import { lockTimesWords, setLockTimes } from './set-lock-times.ts';

const SHORT = { veilSeconds: 30, lockMinutes: 1, forgetMinutes: 5, offlineHours: 4 };

test('[LOCK-1] [LOCK-3] a kind of screen gets new times, for all desks, and the access log says from whom', async () => {
  const station = memoryStation();
  expect(await setLockTimes(station, 'carried', SHORT)).toEqual(ok());
  expect(station.recorded).toEqual([
    {
      command: 'devices/set-lock-times',
      doc: practiceDoc,
      facts: [{ kind: 'lock-times/set', of: { screen: 'carried', ...SHORT } }]
    }
  ]);
  const { lockTimes } = await station.rows.practice();
  expect([lockTimes.get('desk'), lockTimes.get('carried')]).toEqual([USUAL_LOCK_TIMES.desk, SHORT]);
  expect(station.noted).toEqual([
    { action: 'lock-times/changed', refs: [], reason: 'carried: 30 s, 1 min, 5 min, 4 h' }
  ]);
});

test('[LOCK-2] what is out of bounds is refused in words, and nothing is written', async () => {
  const station = memoryStation();
  const bad = Object.entries(LOCK_BOUNDS).flatMap(([part, [least, most]]) =>
    [least - 1, most + 1, 1.5, NaN].map((value) => [part as keyof typeof LOCK_BOUNDS, value] as const)
  );
  for (const [part, value] of bad) {
    const answer = await setLockTimes(station, 'desk', { ...SHORT, [part]: value });
    expect(answer, `${part} ${value}`).toEqual(err({ code: 'lock-times/bounds', part }));
    expect(lockTimesWords['lock-times/bounds']({ code: 'lock-times/bounds', part })).toMatch(/takes \d+ to \d+ /);
  }
  const late = { ...SHORT, veilSeconds: 61 };
  expect(await setLockTimes(station, 'desk', late)).toEqual(err({ code: 'lock-times/veil-after-lock' }));
  expect([station.recorded, station.noted]).toEqual([[], []]);
});
