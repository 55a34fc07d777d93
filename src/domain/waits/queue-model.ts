import type { Instant, Minutes, ZoneId } from '../time.ts';
import { calibration, type Band, type Calibration } from './calibration.ts';
import { ESTIMATORS, resources, type EstimatorId, type QueueView } from './estimators.ts';
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

/** How much a past mistake counts a hundred waits later: about an eighth. */
const FADE = 0.98;
/** Waits an estimator has to have been right or wrong about before its record counts. */
const TRIED = 20;
/** Asked in this order while nobody has been tried. */
const UNTRIED: readonly EstimatorId[] = ['M4', 'M3', 'M1', 'M2', 'M0', 'M5'];

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
  const tracks = new Map<EstimatorId, Track>(
    ESTIMATORS.map(({ id }) => [id, { calibration: calibration(), loss: 0, weight: 0, count: 0 }])
  );

  function saidOf(view: QueueView): readonly Said[] {
    return ESTIMATORS.flatMap(({ id, estimate }) => {
      const raw = estimate(view);
      const track = tracks.get(id);
      return raw === null || !track ? [] : [{ by: id, raw, band: track.calibration.bandOf(raw) }];
    });
  }

  const lossOf = (id: EstimatorId): number => {
    const track = tracks.get(id);
    return !track || track.count < TRIED ? Number.MAX_VALUE : track.loss / track.weight;
  };
  const best = (said: readonly Said[]): WaitEstimate | null => {
    const order = said.toSorted((a, b) => lossOf(a.by) - lossOf(b.by) || UNTRIED.indexOf(a.by) - UNTRIED.indexOf(b.by));
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
      if (waited !== null) for (const one of said) learn(tracks.get(one.by), one, waited);
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
