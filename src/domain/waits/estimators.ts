import type { Instant, Minutes } from '../time.ts';
import type { Waiting } from './passage.ts';

/** What is known of a queue at one moment, for one person who waits in it. Nothing of it lies in the future. */
export interface QueueView {
  readonly now: Instant;
  readonly own: Waiting;
  /** Those whose turn comes before, the next one first. */
  readonly ahead: readonly Waiting[];
  readonly inService: readonly { readonly startedAt: Instant; readonly type: string }[];
  /** The latest to be served, the last one last; no more than the model keeps. */
  readonly served: readonly { readonly arrivedAt: Instant; readonly startedAt: Instant }[];
  /** How many were served at one time of late: providers, rooms or desks at work; at least 1. */
  readonly servers: number;
  /** Minutes that services of this type took, of late; those of all types while there are too few. */
  durations(type: string): readonly Minutes[];
  /** Waits of those who came at this hour of this weekday with as many ahead of them, in the last eight weeks. */
  waitsLikeThis(): readonly Minutes[];
}

export type EstimatorId = 'M0' | 'M1' | 'M2' | 'M3' | 'M4' | 'M5' | 'M6';

/** A way to say how long somebody will wait; null where it has nothing to go by. Named as in the specification of flow. */
export interface Estimator {
  readonly id: EstimatorId;
  readonly name: string;
  readonly estimate: (view: QueueView) => Minutes | null;
}

const MINUTE = 60_000;
/** Starts whose mean distance says how fast a queue moves. */
const RECENT_STARTS = 10;
/** A pause between two starts that is so many times the usual one is a night or a lunch, and says nothing of the pace. */
const PAUSE = 4;
/** Waits of the same hour and place in line that have to be known before they are believed. */
const ENOUGH_HISTORY = 50;

const longestWait: Estimator = {
  id: 'M0',
  name: 'longest wait in the queue now',
  estimate: ({ now, ahead }) => Math.max(0, ...ahead.map(({ arrivedAt }) => now - arrivedAt)) / MINUTE
};

const lastServed: Estimator = {
  id: 'M1',
  name: 'wait of the last to be served',
  estimate: ({ served }) => {
    const last = served.at(-1);
    return last ? (last.startedAt - last.arrivedAt) / MINUTE : null;
  }
};

const headOfLine: Estimator = {
  id: 'M2',
  name: 'wait so far of the head of the line',
  estimate: ({ now, ahead: [head] }) => (head ? (now - head.arrivedAt) / MINUTE : 0)
};

const queueLength: Estimator = {
  id: 'M3',
  name: 'number ahead times the pace of the queue',
  estimate: ({ ahead, served }) => {
    const pace = paceOf(served.slice(-RECENT_STARTS - 1).map(({ startedAt }) => startedAt));
    return pace === null ? null : ahead.length * pace;
  }
};

export const resources: Estimator = {
  id: 'M4',
  name: 'services under way and ahead, played forward',
  estimate: (view) => {
    const durations = view.durations(view.own.type);
    if (durations.length === 0) return null;
    const free = view.inService.map(({ startedAt, type }) =>
      remaining(view.durations(type), (view.now - startedAt) / MINUTE)
    );
    while (free.length < view.servers) free.push(0);
    for (const { type } of view.ahead) takeFirst(free, mean(view.durations(type)));
    const untilBooked = view.own.bookedFor === null ? 0 : (view.own.bookedFor - view.now) / MINUTE;
    return Math.max(Math.min(...free), untilBooked, 0);
  }
};

const likeBefore: Estimator = {
  id: 'M5',
  name: 'same weekday, hour and place in line before',
  estimate: (view) => {
    const waits = view.waitsLikeThis();
    return waits.length < ENOUGH_HISTORY ? null : mean(waits);
  }
};

/** Every estimator, in the order of the specification (M0 to M5). */
export const ESTIMATORS: readonly Estimator[] = [
  longestWait,
  lastServed,
  headOfLine,
  queueLength,
  resources,
  likeBefore
];

/** Mean minutes between starts, pauses left out; null where nothing is known. */
function paceOf(starts: readonly Instant[]): Minutes | null {
  const gaps = starts.slice(1).map((at, index) => (at - (starts[index] ?? at)) / MINUTE);
  if (gaps.length === 0) return null;
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return mean(gaps.filter((gap) => gap <= PAUSE * usual || gap <= 1));
}

/** Minutes a service will go on, given how long it has: the mean of those that took longer still; none left, a tenth of all. */
function remaining(durations: readonly Minutes[], elapsed: Minutes): Minutes {
  const longer = durations.filter((minutes) => minutes > elapsed);
  return longer.length > 0 ? mean(longer) - elapsed : mean(durations) / 10;
}

/** Whoever is free first serves the next for `minutes`. */
function takeFirst(free: Minutes[], minutes: Minutes): void {
  const first = free.indexOf(Math.min(...free));
  free[first] = (free[first] ?? 0) + minutes;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
