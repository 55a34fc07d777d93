import { expect, test } from 'vitest';
import type { Passage } from './passage.ts';
import { pastTurnOf } from './past-turn.ts';

const minute = (at: number): number => at * 60_000;
const passage = (waited: number, part: Partial<Passage> = {}): Passage => ({
  ...{ id: `v-${waited}`, queue: 'p', type: '', arrivedAt: 0, bookedFor: null },
  ...{ startedAt: minute(waited), endedAt: null, leftAt: null },
  ...part
});
const hundred = Array.from({ length: 100 }, (_, i) => passage(i + 1));

test('[WAIT-10] nine in ten were called within it', () => {
  expect(pastTurnOf(hundred)).toBeGreaterThanOrEqual(90);
  expect(pastTurnOf(hundred)).toBeLessThanOrEqual(91);
});

test('[WAIT-10] who came early waits from their own time on; who left is not counted', () => {
  const early = hundred.map((one, i) => ({ ...one, arrivedAt: minute(-30), bookedFor: 0, id: `e-${i}` }));
  expect(pastTurnOf(early)).toBe(pastTurnOf(hundred));
  const gone = hundred.map((one) => ({ ...one, startedAt: null, leftAt: minute(500) }));
  expect(pastTurnOf([...hundred, ...gone])).toBe(pastTurnOf(hundred));
  // Called before their time: they waited for nothing.
  expect(pastTurnOf(hundred.map((one) => ({ ...one, bookedFor: minute(200) })))).toBe(0);
});

test.each([0, 1, 49])('[WAIT-10] %i waits are too few to say', (count) => {
  expect(pastTurnOf(hundred.slice(0, count))).toBeNull();
  expect(pastTurnOf(hundred.slice(0, 50))).not.toBeNull();
});
