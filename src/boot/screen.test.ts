import { expect, test } from 'vitest';
import { untilHour } from './screen.ts';

test('[BRD-8] the next three in the night, today or tomorrow', () => {
  const hours = (ms: number): number => Math.round(ms / 3_600_000);
  expect(hours(untilHour(3, new Date(2026, 10, 20, 1, 0)))).toBe(2);
  expect(hours(untilHour(3, new Date(2026, 10, 20, 10, 0)))).toBe(17);
  expect(untilHour(3, new Date(2026, 10, 20, 3, 0, 30))).toBe(24 * 3_600_000);
});
