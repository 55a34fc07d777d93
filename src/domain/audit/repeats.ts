import type { Instant } from '../time.ts';
import type { AuditNote } from './audit-facts.ts';

/** A view that is still the same one: coming back to a screen, a row that changed under it. Milliseconds. */
export const SAME_VIEW_MS = 60_000;
const MOST = 500;

/** Tells whether the same was seen a moment ago; a screen that is drawn again is not a new look [AUD-7]. */
export function repeats(): (note: AuditNote, now: Instant) => boolean {
  /** In the order of the last look, the latest last. */
  const seen = new Map<string, Instant>();
  return ({ action, refs, fields = [], verdict = 'done' }, now) => {
    const key = JSON.stringify([action, refs, fields, verdict]);
    const last = seen.get(key);
    const isRepeat = last !== undefined && Math.abs(now - last) < SAME_VIEW_MS;
    // From the first look, not the last: who stays all day is written down again every minute they look.
    if (isRepeat) return true;
    seen.delete(key);
    seen.set(key, now);
    const [oldest] = seen.keys();
    if (seen.size > MOST && oldest !== undefined) seen.delete(oldest);
    return false;
  };
}
