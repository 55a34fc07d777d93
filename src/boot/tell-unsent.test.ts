import { afterEach, expect, test, vi } from 'vitest';
import { statusBoard } from './status.ts';
import { tellUnsent } from './tell-unsent.ts';

afterEach(() => vi.useRealTimers());

test('[DEV-4] the count of what waits is told while connected, once in a while, and only when it is another', () => {
  vi.useFakeTimers();
  const status = statusBoard();
  const told: number[] = [];
  const stop = tellUnsent(status.watch, async (unsent) => void told.push(unsent));
  status.set({ link: 'live', unsent: 3 });
  status.set({ unsent: 2 });
  vi.advanceTimersByTime(15_000);
  expect(told).toEqual([2]);
  status.set({ unsent: 2, lastHeard: 1 });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([2]);
  status.set({ link: 'offline', unsent: 9 });
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([2]);
  status.set({ link: 'live' });
  status.set({ unsent: 0 });
  vi.advanceTimersByTime(15_000);
  expect(told).toEqual([2, 0]);
  status.set({ unsent: 5 });
  stop();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([2, 0]);
});
