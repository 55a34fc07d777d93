import { expect, test } from 'vitest';
import { watchOf, type Watched, type WatchReason } from './watch.ts';

const minute = (at: number): number => at * 60_000;
const waiting = (part: Partial<Watched> = {}): Watched => ({
  visit: 'v',
  state: 'waiting',
  startsAt: minute(600),
  arrivedAt: minute(590),
  calledAt: null,
  calls: 0,
  spokenAt: null,
  ...part
});
const called = (calls: number, part: Partial<Watched> = {}): Watched =>
  waiting({ state: 'called', calls, calledAt: minute(610), ...part });

test.each<[string, Watched, number, WatchReason | null]>([
  ['a wait of less than the limit past the turn', waiting(), 644, null],
  ['a wait of the limit', waiting(), 645, { code: 'long-wait', minutes: 45, quiet: 55 }],
  [
    'a walk-in counts from the arrival',
    waiting({ startsAt: null }),
    635,
    { code: 'long-wait', minutes: 45, quiet: 45 }
  ],
  ['somebody who was spoken to a moment ago', waiting({ spokenAt: minute(630) }), 649, null],
  ['and twenty minutes later', waiting({ spokenAt: minute(630) }), 650, { code: 'long-wait', minutes: 50, quiet: 20 }],
  ['two calls', called(2), 616, null],
  ['three calls, the last a moment ago', called(3), 614, null],
  ['three calls and the time to answer', called(3), 615, { code: 'no-answer', calls: 3, minutes: 5 }],
  ['one call that stands for long', called(1), 625, { code: 'no-answer', calls: 1, minutes: 15 }],
  ['called, and somebody has spoken to them since', called(3, { spokenAt: minute(614) }), 616, null],
  ['somebody with the provider', waiting({ state: 'with-provider', calls: 3, calledAt: minute(600) }), 700, null],
  ['somebody expected', waiting({ state: 'expected', arrivedAt: null }), 700, null],
  ['a clock that is behind', waiting(), 500, null]
])('[QUE-22] %s', (_, one, now, reason) => {
  expect(watchOf(one, minute(now))).toEqual(reason);
});
