import type { Minutes } from '../time.ts';
import type { Band } from './calibration.ts';

/** What a patient is told: from–to, in steps of five minutes. */
export interface Quote {
  readonly low: Minutes;
  readonly high: Minutes;
}

const STEP: Minutes = 5;
/** A band from fewer waits than this is told with its upper end one step further. */
const FEW = 20;

/**
 * Rounds a band up to what is said aloud. Nobody is told less than what is left of what they were told before: a number that falls
 * faster than the clock goes, and rises again, is believed by nobody.
 * @param before what was told, and how many minutes ago; null the first time
 */
export function quoteOf(band: Band, before: { readonly told: Quote; readonly ago: Minutes } | null): Quote {
  const left = before
    ? { low: before.told.low - before.ago, high: before.told.high - before.ago }
    : { low: 0, high: 0 };
  const low = up(Math.max(band.likely, left.low, 0));
  const high = up(Math.max(band.high, left.high, 0)) + (band.from < FEW ? STEP : 0);
  return { low, high: Math.max(high, low, STEP) };
}

/** What is left of it `ago` minutes after it was told; null when its time is over. */
export function leftOf(told: Quote, ago: Minutes): Quote | null {
  const high = up(told.high - ago);
  return high <= 0 ? null : { low: up(Math.max(0, told.low - ago)), high };
}

function up(minutes: Minutes): Minutes {
  return Math.ceil(minutes / STEP) * STEP;
}
