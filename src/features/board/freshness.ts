import type { Instant } from '#domain/time.ts';

/** From here on the screen says how old it is … */
export const TELL_AGE_MS = 10_000;
/** … and from here on it no longer shows what may be wrong [BRD-3]. */
export const STALE_MS = 60_000;
/** A board that was just switched on waits this long for a first word before it sends people to reception. */
const STARTING_MS = 5_000;

export type Freshness =
  | { readonly kind: 'starting' }
  | { readonly kind: 'fresh' }
  | { readonly kind: 'ageing'; readonly seconds: number }
  | { readonly kind: 'stale' };

/** The board looks at its clock this often: between two looks it may have gone that far before it was set back. */
export const TICK_MS = 1_000;
/** A clock that is so far behind what it said before was set back; less is a correction by the server's. */
const SET_BACK_MS = 2_000;

/**
 * How far a board may be believed, asked again and again. A clock that is set back while the link is cut does not make the picture younger: what it went back is added to
 * the age until the next sign of life. One that is set forward makes it older than it is, which is the safe side.
 */
export function freshnessWatch(openedAt: Instant): (heardAt: Instant | null, now: Instant) => Freshness {
  let [before, wentBack, lastHeard] = [openedAt, 0, null as Instant | null];
  return (heardAt, now) => {
    if (heardAt !== lastHeard) wentBack = 0;
    else if (now < before) wentBack += before - now + TICK_MS;
    [before, lastHeard] = [now, heardAt];
    return freshness(heardAt, openedAt, now + wentBack);
  };
}

/** @param heardAt the server's last sign of life, null before the first */
export function freshness(heardAt: Instant | null, openedAt: Instant, now: Instant): Freshness {
  if (heardAt === null) return { kind: now - openedAt < STARTING_MS ? 'starting' : 'stale' };
  const age = now - heardAt;
  // Heard in what this clock calls the future: it was set back, and nobody knows how old the picture is.
  if (age > STALE_MS || age < -SET_BACK_MS) return { kind: 'stale' };
  return age >= TELL_AGE_MS ? { kind: 'ageing', seconds: Math.floor(age / 1000) } : { kind: 'fresh' };
}
