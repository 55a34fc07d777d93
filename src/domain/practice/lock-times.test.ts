import { expect, test } from 'vitest';
import { stampAt } from '../time.ts';
import { practiceOf } from './practice.ts';
import { LOCK_BOUNDS, lockTimesOf, outOfBounds, USUAL_LOCK_TIMES, type LockTimesFact } from './lock-times.ts';

const SHORT = { veilSeconds: 30, lockMinutes: 1, forgetMinutes: 5, offlineHours: 4 };
let clock = 0;
const set = (of: object) => ({
  fact: { kind: 'lock-times/set', at: stampAt(1_000 + clock), by: 'u-ada', of } as LockTimesFact,
  client: 3,
  clock: clock++
});

test('[LOCK-1] each kind of screen has its times until they are set, and the last word counts', () => {
  expect(lockTimesOf([]).get('carried')).toEqual(USUAL_LOCK_TIMES.carried);
  const said = [set({ screen: 'desk', ...SHORT, lockMinutes: 3 }), set({ screen: 'desk', ...SHORT })];
  const { lockTimes } = practiceOf(said);
  expect(lockTimes.get('desk')).toEqual(SHORT);
  expect(lockTimes.get('carried')).toEqual(USUAL_LOCK_TIMES.carried);
});

test('[LOCK-2] whatever a fact says, no screen stays open longer than the bounds; a kind of a newer version is passed over', () => {
  const lax = { veilSeconds: 9e9, lockMinutes: 9e9, forgetMinutes: 9e9, offlineHours: 9e9 };
  const all = lockTimesOf([set({ screen: 'desk', ...lax }), set({ screen: 'wall', ...lax })]);
  expect(all.get('desk')).toEqual({ veilSeconds: 300, lockMinutes: 15, forgetMinutes: 60, offlineHours: 12 });
  expect([...all.keys()]).toEqual(['desk', 'carried']);
});

test('[LOCK-2] what is out of bounds is named', () => {
  expect(outOfBounds(SHORT)).toEqual([]);
  for (const [part, [least, most]] of Object.entries(LOCK_BOUNDS)) {
    for (const value of [least, most]) expect(outOfBounds({ ...SHORT, [part]: value })).toEqual([]);
    for (const value of [least - 1, most + 1, least + 0.5, NaN, Infinity])
      expect(outOfBounds({ ...SHORT, [part]: value }), `${part} ${value}`).toEqual([part]);
  }
});
