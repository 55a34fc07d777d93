import type { AppointmentRef } from '../casework/case-facts.ts';
import { factId, standing, type Fact, type FactId, type Recorded } from '../fact.ts';
import { deviceOf, type Brand, type DeviceNo } from '../ids.ts';
import type { Instant } from '../time.ts';

export type BatchId = Brand<string, 'BatchId'>;

/** Calls that one desk alone makes until a moment of the server's clock. */
export interface CallBatch {
  readonly batch: BatchId;
  readonly device: DeviceNo;
  readonly calls: readonly AppointmentRef[];
  readonly until: Instant;
}

/** Facts of the day on which the calls are made [DEAL-1]. A desk asks, naming whom it would call in which order; the server's agent deals. */
export type CallFact = Fact<'calls/asked', { readonly calls: readonly AppointmentRef[] }> | Fact<'calls/dealt', Deal>;

/** A batch, and what it answers. */
export interface Deal extends CallBatch {
  readonly ask: FactId;
}

/** How many are dealt at once, for how long, and how many a desk may name: more than are dealt, as others hold some. */
export const BATCH_SIZE = 10;
export const BATCH_MINUTES = 45;
export const MOST_NAMED = 100;

/** All that was dealt on a day, in order. */
export function batchesOf(facts: Iterable<Recorded>): readonly CallBatch[] {
  return [...standing(facts)].flatMap(({ fact }) => {
    if (fact.kind !== 'calls/dealt') return [];
    const { batch, device, calls, until } = fact.of as CallBatch; // its schema says so
    return [{ batch, device, calls, until }];
  });
}

/** Whose a call is at a moment: nobody else makes it [DEAL-2]. Null: nobody's, and whoever is with the server may ask for it. */
export function holderOf(batches: readonly CallBatch[], call: AppointmentRef, now: Instant): CallBatch | null {
  return (
    batches.findLast(({ calls, until }) => now < until && calls.some((one) => one.appointment === call.appointment)) ??
    null
  );
}

/**
 * What the server deals to those who asked and were not answered, in the order they asked [DEAL-1]: of the calls each named the first ten that are in no
 * other desk's batch. What a desk holds already it keeps, and it counts among the ten. @param now by the server's clock @param unheard what was
 * dealt and is not among the facts yet
 */
export function dealCalls(facts: readonly Recorded[], now: Instant, unheard: readonly Deal[] = []): readonly Deal[] {
  const answered = new Set([
    ...unheard.map(({ ask }) => ask),
    ...facts.flatMap(({ fact }) => (fact.kind === 'calls/dealt' ? [(fact.of as Deal).ask] : []))
  ]);
  const batches: CallBatch[] = [...batchesOf(facts), ...unheard];
  const dealt: Deal[] = [];
  for (const recorded of standing(facts)) {
    const { fact } = recorded;
    const ask = factId(recorded);
    if (fact.kind !== 'calls/asked' || answered.has(ask)) continue;
    const device = deviceOf(recorded.client);
    const { calls: named } = fact.of as { readonly calls: readonly AppointmentRef[] }; // its schema says so
    const calls = named
      .filter((call) => (holderOf(batches, call, now)?.device ?? device) === device)
      .slice(0, BATCH_SIZE);
    const batch = { batch: `c-${ask}`, ask, device, calls, until: now + BATCH_MINUTES * 60_000 };
    batches.push(batch);
    dealt.push(batch);
  }
  return dealt;
}
