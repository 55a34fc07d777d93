import type { Outcome } from './run.ts';

/** What must come about now and then, or the runs prove less than they seem to (RELIABILITY §5). */
export const SOMETIMES = [
  'ack lost after commit',
  'a conflict between desks is shown',
  'double booking offline',
  'booked while offline',
  'leader died holding outbox',
  'leader lock stolen from a frozen tab',
  'epoch bump with unsent facts',
  'frames replayed',
  'duplicate frame re-acked',
  'refused E_GAP',
  'refused E_CARD',
  'refused E_DISK',
  'refused E_DUP',
  'refused E_VERB',
  'refused E_SCHEMA',
  'server died before in a commit',
  'server died torn in a commit',
  'server died on-disk in a commit',
  'server died told in a commit',
  'a commit landed and nobody heard',
  'a no that names no fact',
  'given again: taken',
  'pushed: ack',
  'device full while saving',
  'revoked with unsent facts',
  'evicted with unsent facts',
  'a second tab was open when something was saved'
] as const;

/** Of those, what comes about in two seeds of a hundred or less. */
export const RARE: readonly (typeof SOMETIMES)[number][] = [
  'double booking offline',
  'leader lock stolen from a frozen tab',
  'refused E_GAP',
  'a no that names no fact'
];

/** A page of figures over many runs. */
export function reportOf(outcomes: readonly Outcome[], ms: number): string {
  const counters = new Map<string, number>(SOMETIMES.map((name) => [name, 0]));
  for (const outcome of outcomes)
    for (const [name, times] of outcome.counters) counters.set(name, (counters.get(name) ?? 0) + times);
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  const lines = [...counters]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `  ${name.padEnd(52)} ${times}`);
  const never = [...counters].filter(([, times]) => times === 0).map(([name]) => name);
  const waits = outcomes.flatMap(({ emptyAfterMs }) => emptyAfterMs);
  return [
    'sometimes:',
    ...lines,
    never.length > 0 ? `never: ${never.join('; ')}` : '',
    `all sent after everything was mended (P9): p50 ${inSeconds(waits, 0.5)}, p99 ${inSeconds(waits, 0.99)}, at most ${inSeconds(waits, 1)}, of ${waits.length}`,
    `${outcomes.length} seeds, ${failed} failed, ${sum(({ events }) => events)} events, ${sum(({ facts }) => facts)} facts,`,
    `${(ms / 1000).toFixed(1)} s, ${((outcomes.length * 1000) / ms).toFixed(1)} seeds/s, of one core ${((outcomes.length * 1000) / sum(({ realMs }) => realMs)).toFixed(1)} seeds/s`
  ].join('\n');
}

/** The wait that a share of all is not above. */
export function percentile(waits: readonly number[], share: number): number {
  return waits.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(waits.length * share) - 1)] ?? 0;
}

const inSeconds = (waits: readonly number[], share: number): string =>
  `${(percentile(waits, share) / 1000).toFixed(1)} s`;
