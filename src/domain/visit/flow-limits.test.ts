import { expect, test } from 'vitest';
import type { Recorded } from '../fact.ts';
import { clientIdOf } from '../ids.ts';
import { stampAt } from '../time.ts';
import { isToBeTold, latenessOf } from './delay.ts';
import { flowLimitsOf, USUAL_LIMITS, type FlowLimits } from './flow-limits.ts';
import { watchOf } from './watch.ts';

const minute = (at: number): number => at * 60_000;

function ruled(...all: readonly Partial<FlowLimits>[]): Recorded[] {
  return all.map((of, clock) => ({
    client: clientIdOf(7, 0),
    clock,
    fact: { kind: 'flow/ruled', of, at: stampAt(clock), by: 'u-ada' }
  }));
}

test('[QUE-25] the limits are the usual ones until a practice sets its own; the later word counts', () => {
  expect(flowLimitsOf([])).toEqual(USUAL_LIMITS);
  const own = { ...USUAL_LIMITS, longQuiet: 10 };
  expect(flowLimitsOf(ruled({ ...own, longQuiet: 30 }, own))).toEqual(own);
  // A limit that a later version knows and this writer did not stays as usual.
  expect(flowLimitsOf(ruled({ lateFrom: 30 }))).toEqual({ ...USUAL_LIMITS, lateFrom: 30 });
});

test('[QUE-25] what the desk is asked about goes by the practice’s limits', () => {
  const strict = { ...USUAL_LIMITS, longWatched: 20, longQuiet: 10, callsUnanswered: 1, answerTime: 2, lateFrom: 5 };
  const waits = {
    visit: 'v-1',
    state: 'waiting',
    startsAt: null,
    arrivedAt: 0,
    calledAt: null,
    calls: 0,
    spokenAt: null
  };
  expect(watchOf(waits, minute(25))).toBeNull();
  expect(watchOf(waits, minute(25), strict)).toMatchObject({ code: 'long-wait', minutes: 25 });
  const called = { ...waits, state: 'called', calledAt: minute(20), calls: 1 };
  expect(watchOf(called, minute(23))).toBeNull();
  expect(watchOf(called, minute(23), strict)).toMatchObject({ code: 'no-answer' });

  const appointment = {
    appointment: 'a',
    status: 'booked',
    at: { practitioner: 'p-kim', start: 0, minutes: 20 }
  } as const;
  const day = {
    appointments: [appointment],
    visit: () => ({ state: 'waiting' as const, arrivedAt: Date.UTC(2026, 10, 20) }),
    date: '2026-11-20',
    zone: 'UTC',
    now: Date.UTC(2026, 10, 20, 0, 8)
  } as const;
  expect([...latenessOf(day)]).toEqual([]);
  expect([...latenessOf({ ...day, limits: strict })]).toEqual([['p-kim', 8]]);
  expect(isToBeTold(25, { minutes: 15, at: 0, isTold: true }, 0)).toBe(false);
  expect(isToBeTold(25, { minutes: 15, at: 0, isTold: true }, 0, { ...USUAL_LIMITS, toldAgain: 10 })).toBe(true);
});
