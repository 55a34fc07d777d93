import { expect, test } from 'vitest';
import { evenly, type Pace } from './evenly.ts';

/** A clock that work and waiting move. */
function handMade(): Pace & { readonly work: (ms: number) => void } {
  let now = 0;
  return {
    now: () => now,
    wait: async (ms) => void (now += ms),
    work: (ms) => (now += ms)
  };
}

test.each([
  [0, 1_000],
  [1, 1_000],
  [350, 1_000],
  [999, 1_000],
  [1_000, 1_000],
  [1_001, 2_000],
  [4_200, 5_000]
])('[KIO-18] work of %i ms is answered after %i', async (took, answered) => {
  const pace = handMade();
  expect(await evenly(async () => pace.work(took), 1_000, pace)).toBe(took);
  expect(pace.now()).toBe(answered);
});

test('[KIO-18] what throws is told no sooner', async () => {
  const pace = handMade();
  await expect(evenly(() => Promise.reject(new Error('bug')), 250, pace)).rejects.toThrow('bug');
  expect(pace.now()).toBe(250);
});
