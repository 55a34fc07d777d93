import type { Instant, Minutes, ZoneId } from '../time.ts';
import { calibration, type Band, type Calibration } from './calibration.ts';
import { ESTIMATORS, resources, type EstimatorId, type QueueView } from './estimators.ts';
import { likeMoments, type Moment } from './like-moments.ts';
import type { Waiting } from './passage.ts';
import { queueState } from './queue-state.ts';

/** What somebody who waits is told, and which estimator said it. */
export interface WaitEstimate extends Band {
  readonly by: EstimatorId;
}

/** What one estimator said of one wait. */
export interface Said {
  readonly by: EstimatorId;
  /** As it is, before it was set right by its past. */
  readonly raw: Minutes;
  readonly band: Band;
}

/** One queue as it goes: it is told what happens, in the order of time, and says how long somebody will wait. */
export interface QueueModel {
  /** Answers every estimator's word for them, which is also what it learns from. */
  arrive(who: Waiting): readonly Said[];
  start(id: string, at: Instant): void;
  end(id: string, at: Instant): void;
  leave(id: string): void;
  /** How long from now, as for one who would come now to their place in line; null for who does not wait here. */
  estimate(id: string, now: Instant): WaitEstimate | null;
  /** How long those ahead and under way will take at least, played forward; 0 where nothing is known of that. */
  atLeast(id: string, now: Instant): Minutes;
  /** Of several answers the one of the estimator that has done best so far; null for none. */
  best(said: readonly Said[]): WaitEstimate | null;
}

/** How much a past mistake counts two hundred waits later: about a third. Chosen on logs that are not those it is judged by (bench/RESULTS.md). */
const FADE = 0.995;
/** How sharply the better ones are preferred: one that is wrong by half as much has 256 times the say. Chosen like `FADE`. */
const SHARPNESS = 8;
/** Waits an estimator has to have been right or wrong about before its record counts. */
const TRIED = 20;
/** Asked in this order while nobody has been tried. */
const UNTRIED: readonly EstimatorId[] = ['M4', 'M3', 'M1', 'M2', 'M0', 'M5', 'M6'];
/** Each with its name: those that look at the queue, and the one that looks at all of them. */
export const ALL: readonly { readonly id: EstimatorId; readonly name: string }[] = [
  ...ESTIMATORS,
  { id: 'M6', name: 'moments before that looked like this one' }
];

const momentOf = (said: readonly Said[]): Moment => new Map(said.map(({ by, raw }) => [by, raw]));

/** One estimator's past in this queue. */
interface Track {
  readonly calibration: Calibration;
  /** Sum of losses, the older the less, and of the weights they had. */
  loss: number;
  weight: number;
  count: number;
}

/** @param zone of the clinic: weekday and hour are the clinic's. */
export function queueModel(zone: ZoneId): QueueModel {
  const state = queueState(zone);
  const asked = new Map<string, readonly Said[]>();
  const moments = likeMoments();
  const tracks = new Map<EstimatorId, Track>(
    ALL.map(({ id }) => [id, { calibration: calibration(), loss: 0, weight: 0, count: 0 }])
  );

  function saidOf(view: QueueView): readonly Said[] {
    const alone = ESTIMATORS.flatMap(({ id, estimate }): Said[] => {
      const raw = estimate(view);
      const track = tracks.get(id);
      return raw === null || !track ? [] : [{ by: id, raw, band: track.calibration.bandOf(raw) }];
    });
    const band = moments.bandOf(momentOf(alone));
    return band ? [...alone, { by: 'M6', raw: band.likely, band }] : alone;
  }

  const lossOf = (id: EstimatorId): number => {
    const track = tracks.get(id);
    return !track || track.count < TRIED ? Number.MAX_VALUE : track.loss / track.weight;
  };
  const best = (said: readonly Said[]): WaitEstimate | null => {
    const order = said.toSorted((a, b) => lossOf(a.by) - lossOf(b.by) || UNTRIED.indexOf(a.by) - UNTRIED.indexOf(b.by));
    const tried = order.filter(({ by }) => lossOf(by) < Number.MAX_VALUE);
    if (tried[0]) return { ...blendOf(tried, lossOf), by: tried[0].by };
    return order[0] ? { ...order[0].band, by: order[0].by } : null;
  };

  return {
    best,
    arrive: (who) => {
      state.arrive(who);
      const said = saidOf(state.viewFor(who, who.arrivedAt));
      asked.set(who.id, said);
      return said;
    },
    start: (id, at) => {
      const waited = state.start(id, at);
      const said = asked.get(id) ?? [];
      asked.delete(id);
      if (waited === null) return;
      for (const one of said) learn(tracks.get(one.by), one, waited);
      moments.learn(momentOf(said), waited);
    },
    end: state.end,
    leave: (id) => {
      state.leave(id);
      asked.delete(id);
    },
    estimate: (id, now) => {
      const who = state.waiting.get(id);
      return who ? best(saidOf(state.viewFor(who, now))) : null;
    },
    atLeast: (id, now) => {
      const who = state.waiting.get(id);
      return (who && resources.estimate(state.viewFor(who, now))) ?? 0;
    }
  };
}

/** Of several bands one, in which each has the say that its record gives it [WAIT-3]. */
export function blendOf(said: readonly Said[], lossOf: (id: EstimatorId) => number): Band {
  const least = Math.max(Math.min(...said.map(({ by }) => lossOf(by))), Number.MIN_VALUE);
  const says = said.map(({ by, band }) => ({ band, weight: (least / Math.max(lossOf(by), least)) ** SHARPNESS }));
  const whole = says.reduce((sum, { weight }) => sum + weight, 0);
  const of = (pick: (band: Band) => number): number =>
    says.reduce((sum, { band, weight }) => sum + weight * pick(band), 0) / whole;
  return {
    likely: of(({ likely }) => likely),
    high: of(({ high }) => high),
    from: Math.min(...said.map(({ band }) => band.from))
  };
}

/** To promise too little is twice as bad as to promise too much: who was told ten minutes and waits twenty is angry. */
export function lossOfWait(told: Minutes, waited: Minutes): number {
  return waited > told ? 2 * (waited - told) : told - waited;
}

function learn(track: Track | undefined, { raw, band }: Said, waited: Minutes): void {
  if (!track) return;
  track.loss = track.loss * FADE + lossOfWait(band.likely, waited);
  track.weight = track.weight * FADE + 1;
  track.count++;
  track.calibration.learn(raw, waited);
}
