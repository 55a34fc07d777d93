import type { VisitId } from '../ids.ts';
import { minutesBetween, type Instant, type Minutes } from '../time.ts';
import { USUAL_LIMITS, type FlowLimits } from './flow-limits.ts';

/** Of one person here, what the watch looks at. */
export interface Watched {
  readonly visit: VisitId;
  readonly state: string;
  /** The appointment's time; null for a walk-in. */
  readonly startsAt: Instant | null;
  readonly arrivedAt: Instant | null;
  readonly calledAt: Instant | null;
  readonly calls: number;
  /** When a desk last said that somebody spoke to them. */
  readonly spokenAt: Instant | null;
}

export type WatchReason =
  | { readonly code: 'no-answer'; readonly calls: number; readonly minutes: Minutes }
  /** @property quiet minutes since anybody spoke to them */
  | { readonly code: 'long-wait'; readonly minutes: Minutes; readonly quiet: Minutes };

/** Why somebody should be looked for, before they are one who left without being seen; null while nothing speaks for it [QUE-22]. */
export function watchOf(one: Watched, now: Instant, limits: FlowLimits = USUAL_LIMITS): WatchReason | null {
  const { arrivedAt, calledAt, startsAt, spokenAt, calls } = one;
  if (one.state === 'called' && calledAt !== null) {
    const minutes = minutesBetween(Math.max(calledAt, spokenAt ?? 0), now);
    const isUnanswered =
      minutes >= limits.longCalled || (calls >= limits.callsUnanswered && minutes >= limits.answerTime);
    return isUnanswered ? { code: 'no-answer', calls, minutes } : null;
  }
  if (one.state !== 'waiting' || arrivedAt === null) return null;
  const minutes = minutesBetween(Math.max(arrivedAt, startsAt ?? 0), now);
  const quiet = minutesBetween(Math.max(arrivedAt, spokenAt ?? 0, calledAt ?? 0), now);
  return minutes >= limits.longWatched && quiet >= limits.longQuiet ? { code: 'long-wait', minutes, quiet } : null;
}
