import type { Fact } from '../domain/fact.ts';
import { UP_CASTS } from './vocabulary.ts';

/**
 * A fact as this schema would have written it [VER-3]. Only what reads facts asks: what is stored, sent and hashed is what its writer
 * wrote, byte for byte, or the writer's own copy would differ from everybody's.
 */
export function asWrittenNow(fact: Fact): Fact {
  const casts = UP_CASTS.get(fact.kind);
  if (!casts) return fact;
  return { ...fact, of: casts.reduce((of, cast) => cast(of), fact.of as Readonly<Record<string, unknown>>) }; // checked to be an object
}
