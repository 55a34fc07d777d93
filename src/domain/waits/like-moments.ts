import type { Minutes } from '../time.ts';
import { bound, quantile, type Band } from './calibration.ts';
import type { EstimatorId } from './estimators.ts';

/** What the estimators said at one moment, as they are. */
export type Moment = ReadonlyMap<EstimatorId, Minutes>;

/** The moments before that looked most like this one, and the waits that followed them. */
export interface LikeMoments {
  learn(moment: Moment, waited: Minutes): void;
  /** Null while too few moments are known. */
  bandOf(moment: Moment): Band | null;
}

/** What a moment is compared by; M5 rests on hours and weekdays, and is mostly silent. */
const SEEN_BY: readonly EstimatorId[] = ['M0', 'M1', 'M2', 'M3', 'M4'];
/** Moments remembered: the last few weeks of one queue. */
const KEPT = 400;
const ENOUGH = 40;
/** Of the past moments the nearest eighth count, within these bounds. */
const NEAREST = { least: 20, share: 0.125, most: 40 };

interface Past {
  readonly moment: Moment;
  readonly waited: Minutes;
}

/**
 * Waits are often of two kinds, a short one and a long one, and which it will be no single estimator knows; all of them together know it better. So the past is searched for moments in which they all said
 * about the same, each measured by how much it usually differs (nearest neighbours; Fix and Hodges 1951), and what followed those moments is told.
 */
export function likeMoments(): LikeMoments {
  const past: Past[] = [];
  return {
    learn: (moment, waited) => {
      if (!SEEN_BY.every((id) => moment.has(id))) return;
      past.push({ moment, waited });
      if (past.length > KEPT) past.shift();
    },
    bandOf: (moment) => {
      if (past.length < ENOUGH || !SEEN_BY.every((id) => moment.has(id))) return null;
      const spread = SEEN_BY.map((id) => [id, spreadOf(past, id)] as const);
      const apart = (one: Past): number =>
        spread.reduce((sum, [id, by]) => sum + Math.abs((one.moment.get(id) ?? 0) - (moment.get(id) ?? 0)) / by, 0);
      const count = Math.max(NEAREST.least, Math.min(NEAREST.most, Math.floor(past.length * NEAREST.share)));
      const nearest = past
        .map((one) => ({ waited: one.waited, apart: apart(one) }))
        .sort((a, b) => a.apart - b.apart)
        .slice(0, count)
        .map(({ waited }) => waited)
        .sort((a, b) => a - b);
      return { likely: quantile(nearest, 0.5), high: bound(nearest, 0.8), from: nearest.length };
    }
  };
}

/** Mean distance from the mean; never 0, where an estimator has said one thing all along. */
function spreadOf(past: readonly Past[], id: EstimatorId): number {
  const said = past.map(({ moment }) => moment.get(id) ?? 0);
  const mean = said.reduce((sum, one) => sum + one, 0) / said.length;
  return said.reduce((sum, one) => sum + Math.abs(one - mean), 0) / said.length || 1;
}
