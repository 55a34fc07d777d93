import { standing, type Recorded } from '../fact.ts';
import { instantOf, type Instant } from '../time.ts';
import type { VisitFact } from './visit-facts.ts';

/** When a room was last freed, from its facts of the day; null when it was not, or that was taken back. */
export function freedAtFrom(facts: Iterable<Recorded>): Instant | null {
  let freedAt: Instant | null = null;
  for (const { fact } of standing(facts)) {
    if ((fact as VisitFact).kind === 'room/freed') freedAt = instantOf(fact.at);
  }
  return freedAt;
}
