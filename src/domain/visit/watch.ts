import type { VisitId } from '../ids.ts';
import { minutesBetween, type Instant, type Minutes } from '../time.ts';
import { USUAL_LIMITS, USUAL_WATCHED, type FlowLimits } from './flow-limits.ts';

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
  /** @property quiet minutes since anybody spoke to them @property than the minutes it is longer than, and whose they are */
  | {
      readonly code: 'long-wait';
      readonly minutes: Minutes;
      readonly quiet: Minutes;
      readonly than: { readonly by: 'practice' | 'history' | 'usual'; readonly minutes: Minutes };
    };

/**
 * Why somebody should be looked for, before they are one who left without being seen; null while nothing speaks for it [QUE-22].
 * @param past minutes past their turn that nine in ten of this clinic's own last weeks were called within; null while too few were
 */
export function watchOf(
  one: Watched,
  now: Instant,
  limits: FlowLimits = USUAL_LIMITS,
  past: Minutes | null = null
): WatchReason | null {
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
  const than = watchedFrom(limits, past);
  // Before their turn nobody has waited past it, however short others' waits are.
  const isLong = minutes > 0 && minutes >= than.minutes;
  return isLong && quiet >= limits.longQuiet ? { code: 'long-wait', minutes, quiet, than } : null;
}

/** What the practice says; else its own history; else what practices begin with. */
function watchedFrom(
  { longWatched }: FlowLimits,
  past: Minutes | null
): Extract<WatchReason, { than: object }>['than'] {
  if (longWatched !== null) return { by: 'practice', minutes: longWatched };
  return past === null ? { by: 'usual', minutes: USUAL_WATCHED } : { by: 'history', minutes: past };
}
