import type { Instant } from '#domain/time.ts';

/** How often something may happen: so many a second, and a burst on top [CON-6]. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => Instant;
  #left: number;
  #last: Instant;

  constructor(perSecond: number, burst: number, now: () => Instant) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#left = burst;
    this.#last = now();
  }

  /** Takes one; false when there is none left. */
  take(): boolean {
    if (this.#burst === Infinity) return true;
    const now = this.#now();
    this.#left = Math.min(this.#burst, this.#left + (Math.max(0, now - this.#last) / 1000) * this.#perSecond);
    this.#last = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
