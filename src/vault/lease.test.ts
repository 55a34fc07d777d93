import { expect, test } from 'vitest';
import { leaseNow } from './lease.ts';

const HEARD = 1_000_000_000_000;
const hours = (count: number): number => HEARD + count * 3_600_000;

test.each([
  ['right after contact', 0, false, null, 'open'],
  ['within the lease', 12, false, null, 'open'],
  ['beyond it', 12.1, false, null, 'ask-manager'],
  ['a manager, beyond it', 12.1, true, null, 'open-as-grace'],
  ['after a manager did', 40, false, HEARD, 'open'],
  ['after a manager did, before the last contact', 40, false, HEARD - 1, 'ask-manager'],
  ['beyond all', 72.1, true, HEARD, 'over'],
  ['a clock set back by an hour', -1, false, null, 'open'],
  ['a clock set back by a day', -24, false, null, 'ask-manager'],
  ['a clock at 1970', -HEARD / 3_600_000, true, null, 'over']
] as const)('[VAU-6] the lease: %s', (_what, after, isManager, graceOf, verdict) => {
  expect(leaseNow(hours(after), HEARD, { isManager, graceOf })).toBe(verdict);
});
