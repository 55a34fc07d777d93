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

/** How far a board may be believed. @param heardAt the server's last sign of life, null before the first */
export function freshness(heardAt: Instant | null, openedAt: Instant, now: Instant): Freshness {
  if (heardAt === null) return { kind: now - openedAt < STARTING_MS ? 'starting' : 'stale' };
  const age = now - heardAt;
  if (age > STALE_MS) return { kind: 'stale' };
  return age >= TELL_AGE_MS ? { kind: 'ageing', seconds: Math.floor(age / 1000) } : { kind: 'fresh' };
}
