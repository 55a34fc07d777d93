import type { Instant } from '#domain/time.ts';

/** Free tries before waiting begins, the first wait, and the longest. */
const FREE = 5;
const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;
const FORGET_MS = 15 * 60_000;
const MAX_KEYS = 10_000;

/**
 * Slows guessing down, for one key (a name and an address, an address) and never for everybody: a stranger must not be able to
 * lock the staff out (SECURITY T18) [PPL-4].
 */
export class BackOff {
  readonly #now: () => Instant;
  #failures = new Map<string, { count: number; last: Instant }>();

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** Milliseconds until the next try is heard; 0 for now. */
  waitMs(key: string): number {
    const known = this.#failures.get(key);
    if (!known || known.count < FREE) return 0;
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** (known.count - FREE));
    return Math.max(0, known.last + wait - this.#now());
  }

  failed(key: string): void {
    const now = this.#now();
    const known = this.#failures.get(key);
    const count = known && now - known.last < FORGET_MS ? known.count + 1 : 1;
    this.#failures.delete(key); // to the end: the map is in order of last use
    this.#failures.set(key, { count, last: now });
    if (this.#failures.size > MAX_KEYS) this.#failures.delete(this.#failures.keys().next().value ?? '');
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
