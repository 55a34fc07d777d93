import { expect, test } from 'vitest';
import { clinicLog } from '#tests/fixtures/clinic-log.ts';
import type { Instant } from '../time.ts';
import { backTest } from './back-test.ts';
import { calibration, quantile } from './calibration.ts';
import { ESTIMATORS, type EstimatorId, type QueueView } from './estimators.ts';
import type { Passage, Waiting } from './passage.ts';
import { likeMoments } from './like-moments.ts';
import { blendOf, lossOfWait, queueModel } from './queue-model.ts';
import { quoteOf } from './quote.ts';

const NINE = Date.parse('2026-11-23T14:00:00Z');
const at = (minute: number): Instant => NINE + minute * 60_000;
const one = (id: string, arrived: number, booked: number | null = null): Waiting => ({
  id,
  type: 'any',
  arrivedAt: at(arrived),
  bookedFor: booked === null ? null : at(booked)
});

const view = (part: Partial<QueueView>): QueueView => ({
  now: at(60),
  own: one('own', 60),
  ahead: [],
  inService: [],
  served: [],
  servers: 1,
  durations: () => [],
  waitsLikeThis: () => [],
  ...part
});

const starts = (...minutes: number[]) =>
  minutes.map((minute) => ({ arrivedAt: at(minute - 12), startedAt: at(minute) }));

test.each<[string, EstimatorId, Partial<QueueView>, number | null]>([
  ['nobody ahead', 'M0', {}, 0],
  ['the longest, not the first', 'M0', { ahead: [one('a', 50), one('b', 35)] }, 25],
  ['nobody served yet', 'M1', {}, null],
  ['the last served', 'M1', { served: starts(40, 50) }, 12],
  ['the head of the line', 'M2', { ahead: [one('a', 50), one('b', 35)] }, 10],
  ['nobody ahead', 'M2', {}, 0],
  ['one start tells no pace', 'M3', { ahead: [one('a', 50)], served: starts(50) }, null],
  ['two ahead, one every ten minutes', 'M3', { ahead: [one('a', 50), one('b', 55)], served: starts(30, 40, 50) }, 20],
  ['a lunch is no pace', 'M3', { ahead: [one('a', 50)], served: starts(0, 10, 20, 110, 120) }, 10],
  ['nothing known of services', 'M4', {}, null],
  ['somebody is free', 'M4', { durations: () => [20], servers: 2, inService: [{ startedAt: at(50), type: 'any' }] }, 0],
  ['half a service to go', 'M4', { durations: () => [20], inService: [{ startedAt: at(50), type: 'any' }] }, 10],
  [
    'half a service to go, and one ahead',
    'M4',
    { durations: () => [20], inService: [{ startedAt: at(50), type: 'any' }], ahead: [one('a', 55)] },
    30
  ],
  ['came early for a booked time', 'M4', { durations: () => [20], own: one('own', 60, 75) }, 15],
  [
    'longer than any before: soon done',
    'M4',
    { durations: () => [20], inService: [{ startedAt: at(0), type: 'any' }] },
    2
  ],
  ['too little history', 'M5', { waitsLikeThis: () => Array.from({ length: 49 }, () => 7) }, null],
  ['enough history', 'M5', { waitsLikeThis: () => Array.from({ length: 50 }, () => 7) }, 7]
])('[WAIT-1] %s: %s', (_, id, part, expected) => {
  const estimate = ESTIMATORS.find((estimator) => estimator.id === id)?.estimate(view(part));
  expect(estimate === null ? null : Number(estimate?.toFixed(6))).toBe(expected);
});

test('[WAIT-2] an estimator that says half of what comes is set right', () => {
  const past = calibration();
  for (let i = 0; i < 200; i++) past.learn(5 + (i % 20), 2 * (5 + (i % 20)));
  expect(Math.abs(past.bandOf(10).likely - 20)).toBeLessThanOrEqual(3);
  expect(past.bandOf(10).high).toBeGreaterThanOrEqual(past.bandOf(10).likely);
});

test('[WAIT-2] one that is right but for a delay is set right beyond what it has said before', () => {
  const past = calibration();
  for (let i = 0; i < 200; i++) past.learn(i % 30, (i % 30) + 10);
  expect(past.bandOf(60).likely).toBeCloseTo(70);
});

test('[WAIT-2] four of five stay below the upper end, whatever the waits look like', () => {
  const past = calibration();
  const waits = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 400) ** 2 / 1000);
  for (const waited of waits) past.learn(12, waited);
  const sorted = waits.toSorted((a, b) => a - b);
  expect(past.bandOf(12).high).toBeGreaterThanOrEqual(quantile(sorted, 0.6));
});

test('[WAIT-2] below twenty answers the band is wide, and says on how many it rests', () => {
  const past = calibration();
  for (let i = 0; i < 19; i++) past.learn(10, 10);
  expect(past.bandOf(10)).toEqual({ likely: 10, high: 30, from: 19 });
});

type QuoteCase = [string, Parameters<typeof quoteOf>[0], Parameters<typeof quoteOf>[1], [number, number]];
test.each<QuoteCase>([
  ['rounded up', { likely: 11, high: 21, from: 60 }, null, [15, 25]],
  ['never nothing', { likely: 0, high: 0, from: 60 }, null, [0, 5]],
  ['few waits known: wider', { likely: 11, high: 21, from: 3 }, null, [15, 30]],
  [
    'not below what is left of the promise',
    { likely: 2, high: 4, from: 60 },
    { told: { low: 20, high: 30 }, ago: 8 },
    [15, 25]
  ],
  [
    'a promise that has run out binds nobody',
    { likely: 2, high: 4, from: 60 },
    { told: { low: 20, high: 30 }, ago: 90 },
    [5, 5]
  ],
  ['worse than promised is said', { likely: 41, high: 52, from: 60 }, { told: { low: 20, high: 30 }, ago: 8 }, [45, 55]]
])('[WAIT-4] %s', (_, band, before, [low, high]) => {
  expect(quoteOf(band, before)).toEqual({ low, high });
});

test('[WAIT-3] a wait promised too short counts twice', () => {
  expect([lossOfWait(10, 20), lossOfWait(20, 10), lossOfWait(10, 10)]).toEqual([20, 10, 0]);
});

test('[WAIT-3] the one that has foretold best speaks', () => {
  const model = queueModel('America/New_York');
  // One is served every ten minutes, each for exactly ten, and each arrives as the one before starts: playing forward knows it.
  for (let i = 0; i < 60; i++) {
    model.arrive(one(`v${i}`, i * 10));
    if (i > 0) model.end(`v${i - 1}`, at(i * 10 + 10));
    model.start(`v${i}`, at(i * 10 + 10));
  }
  model.arrive(one('next', 600));
  const estimate = model.estimate('next', at(600));
  expect(estimate?.likely).toBeCloseTo(10, 0);
  expect(model.estimate('nobody', at(600))).toBeNull();
});

test('[WAIT-8] those ahead, played forward, say below what a wait will not stay', () => {
  const model = queueModel('America/New_York');
  for (let i = 0; i < 20; i++) {
    model.arrive(one(`v${i}`, i * 20));
    model.start(`v${i}`, at(i * 20));
    model.end(`v${i}`, at(i * 20 + 20));
  }
  model.arrive(one('in', 400));
  model.start('in', at(400));
  model.arrive(one('first', 401));
  model.arrive(one('second', 402));
  // Fifteen of twenty minutes are left of the one in the room, and twenty more for the one ahead.
  expect([model.atLeast('first', at(405)), model.atLeast('second', at(405))]).toEqual([15, 35]);
  expect(model.atLeast('nobody', at(405))).toBe(0);
});

test('[WAIT-8] a call that was taken back serves nobody', () => {
  const model = queueModel('America/New_York');
  model.arrive(one('a', 0));
  model.start('a', at(0));
  model.end('a', at(20));
  model.arrive(one('b', 20));
  model.start('b', at(20));
  model.arrive(one('c', 21));
  expect(model.atLeast('c', at(25))).toBe(15);
  model.leave('b');
  model.arrive(one('b', 20));
  // Nobody is in the room: the one ahead goes in now, and stays twenty minutes.
  expect(model.atLeast('c', at(25))).toBe(20);
});

test('[WAIT-5] what came later changes nothing that was told before', () => {
  const log = clinicLog(7, 12);
  const cut = log.length - 40;
  const early = backTest(log.slice(0, cut), 'America/New_York');
  const changed = log.map((passage, index): Passage =>
    index < cut ? passage : { ...passage, startedAt: null, endedAt: null, leftAt: passage.arrivedAt + 1 }
  );
  expect(backTest(changed, 'America/New_York').chosen.waits).toBe(early.chosen.waits);
});

test('[WAIT-5] who is never served counts as unserved and as no wait', () => {
  const left = clinicLog(3, 3).map((passage) => ({
    ...passage,
    startedAt: null,
    endedAt: null,
    leftAt: passage.arrivedAt
  }));
  const result = backTest(left, 'America/New_York');
  expect([result.unserved, result.chosen.waits]).toEqual([left.length, 0]);
});

test.each([1, 2])('[WAIT-6] invented days of a practice, seed %i', (seed) => {
  const { chosen, raw } = backTest(clinicLog(seed, 60), 'America/New_York');
  const rule = raw.find(({ by }) => by === 'M3')?.meanError ?? 0;
  expect(chosen.waits).toBeGreaterThan(2_500);
  expect(chosen.underestimated).toBeLessThanOrEqual(0.2);
  expect(chosen.meanError).toBeLessThanOrEqual(0.75 * rule);
});

test('[WAIT-1] what followed the moments that looked like this one is told, where single estimators see two kinds of wait', () => {
  const moments = likeMoments();
  const at = (m0: number, m1: number) =>
    new Map(
      (
        [
          ['M0', m0],
          ['M1', m1],
          ['M2', 0],
          ['M3', 5],
          ['M4', 5]
        ] as const
      ).map(([id, said]) => [id, said])
    );
  // A wait is long when M0 and M1 agree, whatever they say: neither alone tells anything.
  for (let i = 0; i < 200; i++) {
    const [m0, m1] = [i % 2 === 0 ? 0 : 20, Math.floor(i / 2) % 2 === 0 ? 0 : 20];
    moments.learn(at(m0, m1), m0 === m1 ? 40 : 5);
  }
  expect(
    [moments.bandOf(at(0, 0)), moments.bandOf(at(20, 0)), moments.bandOf(at(20, 20))].map((one) => one?.likely)
  ).toEqual([40, 5, 40]);
  expect(moments.bandOf(new Map([['M0', 3]]))).toBeNull();
});

test('[WAIT-3] two that have done equally well have the same say; one that has been wrong by half as much decides', () => {
  const band = (likely: number) => ({ likely, high: likely + 10, from: 40 });
  const said = [
    { by: 'M1', raw: 10, band: band(10) },
    { by: 'M2', raw: 20, band: band(20) }
  ] as const;
  expect(blendOf(said, () => 3)).toEqual({ likely: 15, high: 25, from: 40 });
  expect(blendOf(said, (by) => (by === 'M1' ? 2 : 4)).likely).toBeCloseTo(10 + 10 / 257);
  // Never wrong so far, or not yet: no division by nothing.
  expect(blendOf(said, () => 0).likely).toBe(15);
  expect(blendOf(said, (by) => (by === 'M1' ? 0 : 4)).likely).toBe(10);
});
