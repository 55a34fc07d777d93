import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DESK_TIMES, followLock, type Lock, type LockStage } from './lock.ts';

const MINUTE = 60_000;
let stages: LockStage[] = [];
let lock: Lock;
beforeEach(() => {
  vi.useFakeTimers();
  stages = [];
  lock = followLock(DESK_TIMES, (stage) => stages.push(stage));
});
afterEach(() => {
  lock.stop();
  vi.useRealTimers();
});

test('[VAU-8] nobody there: veiled after a minute, locked after five, forgotten fifteen later', () => {
  vi.advanceTimersByTime(MINUTE - 1_000);
  expect(stages).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(stages).toEqual(['veiled']);
  vi.advanceTimersByTime(4 * MINUTE);
  expect(stages).toEqual(['veiled', 'locked']);
  vi.advanceTimersByTime(15 * MINUTE - 1_000);
  expect(stages).toHaveLength(2);
  vi.advanceTimersByTime(1_000);
  expect(stages).toEqual(['veiled', 'locked', 'forgotten']);
  lock.unlock();
  expect(lock.stage).toBe('forgotten');
});

test('[VAU-8] whoever is there keeps it open and lifts the veil; the lock is not lifted by a touch', () => {
  for (let minute = 0; minute < 10; minute++) {
    vi.advanceTimersByTime(MINUTE - 5_000);
    lock.active();
  }
  expect(stages).toEqual([]);
  vi.advanceTimersByTime(MINUTE);
  lock.active();
  expect(stages).toEqual(['veiled', 'open']);
  lock.lockNow();
  lock.active();
  vi.advanceTimersByTime(MINUTE);
  expect(stages).toEqual(['veiled', 'open', 'locked']);
  lock.unlock();
  vi.advanceTimersByTime(MINUTE - 1_000);
  expect(lock.stage).toBe('open');
});

test('[VAU-8] after twelve hours the key goes, however busy the desk is', () => {
  for (let minute = 0; minute < 12 * 120; minute++) {
    vi.advanceTimersByTime(30_000);
    lock.active();
  }
  expect(stages).toEqual(['forgotten']);
});

test('[VAU-8] a device that slept for two minutes has forgotten, also when it is woken by a key', () => {
  vi.setSystemTime(Date.now() + 2 * MINUTE - 1_000);
  vi.advanceTimersByTime(1);
  lock.active();
  expect(lock.stage).toBe('open');
  vi.setSystemTime(Date.now() + 2 * MINUTE);
  lock.active();
  expect(lock.stage).toBe('forgotten');
});

test('[VAU-8] a hidden page that looks once a minute is not taken for one that slept', () => {
  for (let minute = 0; minute < 4; minute++) {
    vi.setSystemTime(Date.now() + MINUTE - 1_000);
    vi.advanceTimersByTime(1_000);
  }
  expect(stages).toEqual(['veiled']);
});

test('[VAU-8] a clock set back by a day neither locks nor keeps open for a day', () => {
  vi.advanceTimersByTime(50_000);
  vi.setSystemTime(Date.now() - 24 * 60 * MINUTE);
  vi.advanceTimersByTime(30_000);
  expect(stages).toEqual([]);
  vi.advanceTimersByTime(31_000);
  expect(stages).toEqual(['veiled']);
});

test('a tablet locks after two minutes', () => {
  const tablet = followLock({ ...DESK_TIMES, lock: 2 * MINUTE }, (stage) => stages.push(stage));
  vi.advanceTimersByTime(2 * MINUTE);
  expect(tablet.stage).toBe('locked');
  tablet.stop();
});

test('[LOCK-1] new times count at once, also for somebody who has gone already', () => {
  vi.advanceTimersByTime(2 * MINUTE);
  expect(stages).toEqual(['veiled']);
  lock.setTimes({ ...DESK_TIMES, lock: MINUTE, forget: MINUTE });
  vi.advanceTimersByTime(1_000);
  expect(stages).toEqual(['veiled', 'locked']);
  lock.setTimes({ ...DESK_TIMES, forget: 2 * MINUTE });
  vi.advanceTimersByTime(MINUTE + 30_000);
  expect(stages).toEqual(['veiled', 'locked']);
  vi.advanceTimersByTime(30_000);
  expect(stages).toEqual(['veiled', 'locked', 'forgotten']);
});
