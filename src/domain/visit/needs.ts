import type { Recorded } from '../fact.ts';
import { instantOf, type Instant } from '../time.ts';
import type { Need, VisitFact } from './visit-facts.ts';

/** In the order they are shown, everywhere: a hand finds a token by its place. */
export const NEEDS: readonly Need[] = ['nurse', 'provider', 'interpreter', 'lab', 'ekg'];

export const NEED_WORDS: Readonly<Record<Need, string>> = {
  nurse: 'Nurse',
  provider: 'Provider',
  interpreter: 'Interpreter',
  lab: 'Lab',
  ekg: 'EKG'
};

/** A need that nobody has met yet. */
export interface OpenNeed {
  readonly need: Need;
  /** When it was first asked for. */
  readonly since: Instant;
}

export type NeedFact = Extract<VisitFact, { kind: 'visit/needed' | 'visit/need-met' }>;

/**
 * The needs after one more fact [FLOW-12]. A fact says what is wanted, not that a token was turned over: two tablets that ask for the same
 * at the same moment, apart, ask once, where two turns would have taken it back. Who came met what had been asked until then.
 */
export function needsAfter(needs: readonly OpenNeed[], { fact }: Recorded<NeedFact>): readonly OpenNeed[] {
  const { need } = fact.of;
  if (fact.kind === 'visit/need-met') return needs.filter((open) => open.need !== need);
  if (needs.some((open) => open.need === need)) return needs;
  const asked = [...needs, { need, since: instantOf(fact.at) }];
  return NEEDS.flatMap((one) => asked.find((open) => open.need === one) ?? []);
}
