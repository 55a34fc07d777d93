import type { NewFact, Recorded } from '#domain/fact.ts';
import { dealCalls, type Deal } from '#domain/scheduling/calls.ts';
import type { Instant } from '#domain/time.ts';

/** Deals patients to call to the desks of an office that asked for them, as facts for the day's document [DEAL-1]. */
export class CallDealer {
  /** Written, and perhaps not heard of yet: what one desk has just been dealt is no other's. */
  readonly #dealt: Deal[] = [];

  next(facts: readonly Recorded[], now: Instant): readonly NewFact[] {
    const deals = dealCalls(facts, now, this.#dealt);
    this.#dealt.push(...deals);
    return deals.map((of) => ({ kind: 'calls/dealt', of }));
  }
}
