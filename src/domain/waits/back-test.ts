import type { Instant, Minutes, ZoneId } from '../time.ts';
import type { EstimatorId } from './estimators.ts';
import type { Passage } from './passage.ts';
import { ALL, queueModel, type QueueModel, type Said, type WaitEstimate } from './queue-model.ts';
import { quoteOf } from './quote.ts';

/** How well waits were foretold. Shares are of `waits`; minutes are means. */
export interface Score {
  readonly waits: number;
  /** Mean distance between the middle of the band and the wait. */
  readonly meanError: Minutes;
  /** Share that waited longer than the band's upper end, as it is told (rounded up to five minutes). */
  readonly underestimated: number;
  /** Share that waited no longer than the middle of the band: 0.5 where it is well calibrated. */
  readonly withinLikely: number;
}

export interface QueueReport {
  readonly queue: string;
  readonly chosen: Score;
  /** Which estimator spoke how often. */
  readonly spoke: Readonly<Partial<Record<EstimatorId, number>>>;
}

export interface BackTest {
  readonly passages: number;
  /** Who left without being served: nothing can be said of their wait. */
  readonly unserved: number;
  /** The estimator chosen for each queue at each moment by what it had foretold until then. */
  readonly chosen: Score;
  /** Each estimator alone, set right by its own past. */
  readonly alone: readonly (Score & { readonly by: EstimatorId; readonly name: string })[];
  /** Each estimator as it is, without calibration: `M3` is the queue-length rule. */
  readonly raw: readonly { readonly by: EstimatorId; readonly waits: number; readonly meanError: Minutes }[];
  readonly queues: readonly QueueReport[];
}

const MINUTE = 60_000;
/** Waits at the beginning of each queue from which is learned and which do not count. */
export const WARM_UP = 30;

type EventKind = 'end' | 'arrive' | 'start' | 'leave';
const ORDER: Readonly<Record<EventKind, number>> = { end: 0, arrive: 1, start: 2, leave: 3 };

interface Happening {
  readonly kind: EventKind;
  readonly passage: Passage;
  readonly at: Instant;
}

/** A log played forward piece by piece, and the queues as it leaves them. */
export interface Replay {
  /** What comes after all that was taken before: a day, or the whole log. */
  take(passages: readonly Passage[]): void;
  result(): BackTest;
  /** A queue with all that it has learned; one nobody has waited in yet has learned nothing. */
  queue(name: string): QueueModel;
}

/**
 * Plays a clinic's log forward: everybody is told on arrival how long it will take, by what was known at that moment and never by what
 * came later, and it is counted how right that was.
 */
export function backTest(passages: Iterable<Passage>, zone: ZoneId): BackTest {
  const whole = replay(zone);
  whole.take([...passages]);
  return whole.result();
}

/** @param zone of the clinic: weekday and hour are the clinic's. */
export function replay(zone: ZoneId): Replay {
  const models = new Map<string, QueueModel>();
  const queues = new Map<string, { tally: Tally; seen: number }>();
  const total = tally();
  const told = new Map<string, Told>();
  const counts = { passages: 0, unserved: 0 };

  function modelOf(name: string): QueueModel {
    const model = models.get(name) ?? queueModel(zone);
    models.set(name, model);
    return model;
  }

  function happen({ kind, passage, at }: Happening): void {
    const queue = queues.get(passage.queue) ?? { tally: tally(), seen: 0 };
    queues.set(passage.queue, queue);
    const model = modelOf(passage.queue);
    if (kind === 'arrive') {
      const said = model.arrive(passage);
      told.set(passage.id, { said, estimate: model.best(said) });
    } else if (kind === 'start') {
      model.start(passage.id, at);
      const answer = told.get(passage.id);
      told.delete(passage.id);
      if (++queue.seen <= WARM_UP || !answer) return;
      const waited = Math.max(0, at - passage.arrivedAt) / MINUTE;
      for (const one of [total, queue.tally]) count(one, answer, waited);
    } else if (kind === 'end') model.end(passage.id, at);
    else {
      model.leave(passage.id);
      told.delete(passage.id);
    }
  }

  return {
    queue: modelOf,
    take: (passages) => {
      counts.passages += passages.length;
      counts.unserved += passages.filter(({ startedAt }) => startedAt === null).length;
      for (const event of happeningsOf(passages)) happen(event);
    },
    result: () => ({
      ...counts,
      chosen: scoreOf(total.chosen),
      alone: ALL.map(({ id, name }) => ({ by: id, name, ...scoreOf(total.alone.get(id) ?? sums()) })),
      raw: ALL.map(({ id }) => {
        const { waits, meanError } = scoreOf(total.raw.get(id) ?? sums());
        return { by: id, waits, meanError };
      }),
      queues: [...queues].map(([queue, { tally: own }]) => ({
        queue,
        chosen: scoreOf(own.chosen),
        spoke: Object.fromEntries(own.spoke)
      }))
    })
  };
}

function happeningsOf(passages: readonly Passage[]): readonly Happening[] {
  const events = passages.flatMap((passage) => {
    const { arrivedAt, startedAt, endedAt, leftAt } = passage;
    const at = (kind: EventKind, when: Instant | null) => (when === null ? [] : [{ kind, passage, at: when }]);
    return [...at('arrive', arrivedAt), ...at('start', startedAt), ...at('end', endedAt), ...at('leave', leftAt)];
  });
  return events.sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
}

/** What somebody was told on arrival, and what each estimator said. */
interface Told {
  readonly estimate: WaitEstimate | null;
  readonly said: readonly Said[];
}

interface Sums {
  waits: number;
  error: number;
  under: number;
  within: number;
}

interface Tally {
  readonly chosen: Sums;
  readonly alone: Map<EstimatorId, Sums>;
  readonly raw: Map<EstimatorId, Sums>;
  readonly spoke: Map<EstimatorId, number>;
}

function tally(): Tally {
  return { chosen: sums(), alone: new Map(), raw: new Map(), spoke: new Map() };
}

function sums(): Sums {
  return { waits: 0, error: 0, under: 0, within: 0 };
}

function count({ chosen, alone, raw, spoke }: Tally, { estimate, said }: Told, waited: Minutes): void {
  if (estimate) {
    add(chosen, estimate.likely, quoteOf(estimate, null).high, waited);
    spoke.set(estimate.by, (spoke.get(estimate.by) ?? 0) + 1);
  }
  for (const one of said) {
    add(of(alone, one.by), one.band.likely, quoteOf(one.band, null).high, waited);
    add(of(raw, one.by), one.raw, one.raw, waited);
  }
}

function of(map: Map<EstimatorId, Sums>, id: EstimatorId): Sums {
  const known = map.get(id) ?? sums();
  map.set(id, known);
  return known;
}

function add(sum: Sums, likely: Minutes, high: Minutes, waited: Minutes): void {
  sum.waits++;
  sum.error += Math.abs(likely - waited);
  if (waited > high) sum.under++;
  if (waited <= likely) sum.within++;
}

function scoreOf({ waits, error, under, within }: Sums): Score {
  const share = (value: number): number => (waits === 0 ? 0 : value / waits);
  return { waits, meanError: share(error), underestimated: share(under), withinLikely: share(within) };
}
