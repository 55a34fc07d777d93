import type { VisitId } from '../ids.ts';
import { minutesBetween, type Instant, type Minutes } from '../time.ts';

/** Called this often and still not in the room: they have probably gone [QUE-22]. */
export const CALLS_UNANSWERED = 3;
/** After the last of those calls, which wants its time to be answered. */
export const ANSWER_TIME: Minutes = 5;
/** A call that stands for this long is as good as unanswered, however few there were. */
export const LONG_CALLED: Minutes = 15;
/** Past their turn for this long, and nobody has spoken to them for `LONG_QUIET`: people leave then, and say nothing [QUE-22]. */
export const LONG_WATCHED: Minutes = 45;
export const LONG_QUIET: Minutes = 20;

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
export function watchOf(one: Watched, now: Instant): WatchReason | null {
  const { arrivedAt, calledAt, startsAt, spokenAt, calls } = one;
  if (one.state === 'called' && calledAt !== null) {
    const minutes = minutesBetween(Math.max(calledAt, spokenAt ?? 0), now);
    const isUnanswered = minutes >= LONG_CALLED || (calls >= CALLS_UNANSWERED && minutes >= ANSWER_TIME);
    return isUnanswered ? { code: 'no-answer', calls, minutes } : null;
  }
  if (one.state !== 'waiting' || arrivedAt === null) return null;
  const minutes = minutesBetween(Math.max(arrivedAt, startsAt ?? 0), now);
  const quiet = minutesBetween(Math.max(arrivedAt, spokenAt ?? 0, calledAt ?? 0), now);
  return minutes >= LONG_WATCHED && quiet >= LONG_QUIET ? { code: 'long-wait', minutes, quiet } : null;
}
