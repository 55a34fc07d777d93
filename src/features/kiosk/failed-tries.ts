import type { Instant } from '#domain/time.ts';

const WINDOW_MS = 10 * 60_000;
const MAX_IN_WINDOW = 5;

/**
 * Whether this kiosk still looks codes up: not after five that failed within ten minutes, whoever held them up [KIO-6]. It then
 * only takes names, which tells a guesser nothing.
 */
export function mayLookUp(failures: readonly Instant[], now: Instant): boolean {
  return failures.filter((at) => now - at < WINDOW_MS).length < MAX_IN_WINDOW;
}

/** The failures that still count, with one more. */
export function withFailure(failures: readonly Instant[], now: Instant): readonly Instant[] {
  return [...failures.filter((at) => now - at < WINDOW_MS), now];
}
