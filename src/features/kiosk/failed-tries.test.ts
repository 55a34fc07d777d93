import { expect, test } from 'vitest';
import { mayLookUp, withFailure } from './failed-tries.ts';

const MINUTE = 60_000;

test('[KIO-6] after five failures in ten minutes only names are taken, until the ten minutes are over', () => {
  let failures: readonly number[] = [];
  for (let minute = 0; minute < 4; minute++) failures = withFailure(failures, minute * MINUTE);
  expect(mayLookUp(failures, 4 * MINUTE)).toBe(true);
  failures = withFailure(failures, 4 * MINUTE);
  expect([4, 9, 10, 11].map((minute) => mayLookUp(failures, minute * MINUTE))).toEqual([false, false, true, true]);
});

test('[KIO-6] old failures are not kept', () => {
  expect(withFailure([0, 1, 2], 20 * MINUTE)).toEqual([20 * MINUTE]);
});
