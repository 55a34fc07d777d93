import type { Minutes } from '../time.ts';

/** Half of the waits end by `likely`, four of five by `high` (as far as the past goes). */
export interface Band {
  readonly likely: Minutes;
  readonly high: Minutes;
  /** Past waits it rests on. */
  readonly from: number;
}

/** What an estimator said and what came of it, of late. */
export interface Calibration {
  learn(said: Minutes, waited: Minutes): void;
  /** What came of it when it said about as much before. */
  bandOf(said: Minutes): Band;
}

/** Answers remembered: the last few weeks of one queue. */
const KEPT = 400;
/** A band from fewer would be chance: it is made wide instead. */
const ENOUGH = 20;
/** Of the past answers the nearest fifth count, within these bounds. */
const NEAREST = { least: 20, share: 0.2, most: 60 };

/** How much a past mistake counts a hundred answers later: about an eighth. */
const FADE = 0.98;

type Reading = 'waits' | 'errors';

interface Answer {
  readonly said: Minutes;
  readonly waited: Minutes;
}

/**
 * Sets an estimator right by its own past, with nothing assumed of how waits are spread: of the past answers nearest to this one it
 * takes either the waits that followed them, or by how much they were wrong, whichever has come nearer of late. The first forgives an
 * estimator that is of the wrong scale, the second one that is right but for a delay.
 */
export function calibration(): Calibration {
  const inOrder: Answer[] = [];
  const oldestFirst: Answer[] = [];
  const loss: Record<Reading, number> = { waits: 0, errors: 0 };
  const nearest = (said: Minutes, reading: Reading): readonly Minutes[] =>
    around(inOrder, said, Math.min(NEAREST.most, Math.max(NEAREST.least, Math.floor(inOrder.length * NEAREST.share))))
      .map((then) => (reading === 'waits' ? then.waited : Math.max(0, said + then.waited - then.said)))
      .sort((a, b) => a - b);
  return {
    learn: (said, waited) => {
      if (inOrder.length >= ENOUGH)
        for (const reading of ['waits', 'errors'] as const)
          loss[reading] = loss[reading] * FADE + Math.abs(waited - quantile(nearest(said, reading), 0.5));
      const answer = { said, waited };
      oldestFirst.push(answer);
      inOrder.splice(placeOf(inOrder, said), 0, answer);
      const tooOld = oldestFirst.length > KEPT ? oldestFirst.shift() : undefined;
      if (tooOld) inOrder.splice(inOrder.indexOf(tooOld), 1);
    },
    bandOf: (said) => {
      if (inOrder.length < ENOUGH) return { likely: said, high: said * 2 + 10, from: inOrder.length };
      const near = nearest(said, loss.waits < loss.errors ? 'waits' : 'errors');
      return { likely: quantile(near, 0.5), high: bound(near, 0.8), from: near.length };
    }
  };
}

/** Where a value belongs behind all that are no greater: of equal ones the newest is the last. */
function placeOf(inOrder: readonly Answer[], said: Minutes): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inOrder[middle]?.said ?? Infinity) <= said) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The `count` answers nearest to `said`; of those below and at it the newest first. */
function around(inOrder: readonly Answer[], said: Minutes, count: number): readonly Answer[] {
  let high = placeOf(inOrder, said);
  let low = high;
  while (high - low < Math.min(count, inOrder.length)) {
    const below = said - (inOrder[low - 1]?.said ?? -Infinity);
    const above = (inOrder[high]?.said ?? Infinity) - said;
    if (below <= above) low--;
    else high++;
  }
  return inOrder.slice(low, high);
}

/**
 * What a next value stays below with at least that probability, if it comes as the given ones did: one further along than the plain
 * quantile (the bound of conformal prediction; Vovk, Gammerman and Shafer).
 * @param sorted ascending, not empty
 */
export function bound(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length, Math.ceil((sorted.length + 1) * share)) - 1] ?? 0;
}

/** @param sorted ascending, not empty. Between two values it goes in proportion (Hyndman & Fan, type 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
