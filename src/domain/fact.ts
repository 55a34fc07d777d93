import type { ClientId, UserId } from './ids.ts';
import type { Stamp } from './time.ts';

/**
 * One thing that happened, as one device wrote it. `at` orders facts across devices (hybrid logical clock); `by` is who.
 * Facts are never changed or taken away: a later fact corrects them, and `fact/voided` takes one back.
 */
export interface Fact<Kind extends string = string, Payload = unknown> {
  readonly kind: Kind;
  readonly at: Stamp;
  readonly by: UserId;
  readonly of: Payload;
}

/** A fact before the station has dated and signed it. */
export interface NewFact<Kind extends string = string, Payload = unknown> {
  readonly kind: Kind;
  readonly of: Payload;
}

/** The facts of a union before the station has dated and signed them: `NewOf<VisitFact>`. */
export type NewOf<F extends Fact> = F extends Fact ? NewFact<F['kind'], F['of']> : never;

/** Names one fact for ever: `<client>.<clock>` of its place in its writer's own log. */
export type FactId = `${number}.${number}`;

/** A fact with its place: which client wrote it, and as its how-manieth in that document. */
export interface Recorded<F extends Fact = Fact> {
  readonly client: ClientId;
  readonly clock: number;
  readonly fact: F;
}

/**
 * Takes back one fact of the same document: undo, or entered in error. The fact stays in the log. Taking back is final [FACT-3]:
 * to have a fact again, it is written again.
 */
export type FactVoided = Fact<'fact/voided', { readonly fact: FactId; readonly reason?: string }>;

export function factId(recorded: Recorded): FactId {
  return `${recorded.client}.${recorded.clock}`;
}

/** The one order of facts, equal on every device: by stamp, then by writer, then by place in the writer's log [FACT-1]. */
export function byTime(a: Recorded, b: Recorded): number {
  return a.fact.at - b.fact.at || a.client - b.client || a.clock - b.clock;
}

/**
 * Facts in order, each once, without those that were taken back and the takings back themselves [FACT-2] [FACT-3]. What every
 * fold begins with. @param facts in any order
 */
export function standing(facts: Iterable<Recorded>): Recorded[] {
  const sorted = [...facts].sort(byTime);
  const voided = new Set<FactId>();
  for (const { fact } of sorted) if (isVoid(fact)) voided.add(fact.of.fact);
  return sorted.filter((recorded, index) => {
    const before = sorted[index - 1];
    // The same fact twice lies side by side: it has one place, and one stamp.
    if (before && before.client === recorded.client && before.clock === recorded.clock) return false;
    return !isVoid(recorded.fact) && (voided.size === 0 || !voided.has(factId(recorded)));
  });
}

export function isVoid(fact: Fact): fact is FactVoided {
  return fact.kind === 'fact/voided' && typeof (fact.of as { fact?: unknown } | null)?.fact === 'string';
}
