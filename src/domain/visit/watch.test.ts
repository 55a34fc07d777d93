import { expect, test } from 'vitest';
import { USUAL_LIMITS } from './flow-limits.ts';
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

const USUAL = { by: 'usual', minutes: 45 } as const;

test.each<[string, Watched, number, WatchReason | null]>([
  ['a wait of less than the limit past the turn', waiting(), 644, null],
  ['a wait of the limit', waiting(), 645, { code: 'long-wait', minutes: 45, quiet: 55, than: USUAL }],
  [
    'a walk-in counts from the arrival',
    waiting({ startsAt: null }),
    635,
    { code: 'long-wait', minutes: 45, quiet: 45, than: USUAL }
  ],
  ['somebody who was spoken to a moment ago', waiting({ spokenAt: minute(630) }), 649, null],
  [
    'and twenty minutes later',
    waiting({ spokenAt: minute(630) }),
    650,
    { code: 'long-wait', minutes: 50, quiet: 20, than: USUAL }
  ],
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

test.each<[string, number | null, number | null, object]>([
  ['the practice’s limit, where it has one', 60, 30, { by: 'practice', minutes: 60 }],
  ['else nine in ten of its own last weeks', null, 30, { by: 'history', minutes: 30 }],
  ['else the usual one', null, null, { by: 'usual', minutes: 45 }]
])('[QUE-22] a wait is long by %s', (_, longWatched, past, than) => {
  const limits = { ...USUAL_LIMITS, longWatched };
  const { minutes } = than as { minutes: number };
  expect(watchOf(waiting(), minute(600 + minutes - 1), limits, past)).toBeNull();
  expect(watchOf(waiting(), minute(600 + minutes), limits, past)).toMatchObject({ minutes, than });
  // However short others' waits are: whoever was spoken to just now is here.
  expect(watchOf(waiting({ spokenAt: minute(595) }), minute(601), limits, 0)).toBeNull();
  // Nor is who came half an hour early looked for before their time.
  const early = waiting({ arrivedAt: minute(560) });
  expect(watchOf(early, minute(590), { ...limits, longWatched: null }, 0)).toBeNull();
  expect(watchOf(early, minute(601), { ...limits, longWatched: null }, 0)).toMatchObject({ minutes: 1 });
});
