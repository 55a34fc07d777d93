import type { Fact } from '#domain/fact.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { ConflictClass, Override } from '#domain/scheduling/appointment-facts.ts';
import { CONFLICT_WORDS, WEIGHTIEST } from '#domain/scheduling/conflict-rules.ts';
import { beyondEveryWord, type RulingHistory } from '#domain/scheduling/ruling-history.ts';
import { instantOf } from '#domain/time.ts';

/** The classes that a fact says it was booked over; null for any other fact. It may be anything: it was not checked yet. */
export function classesOver(fact: unknown): readonly ConflictClass[] | null {
  const { kind, of } = (fact ?? {}) as Partial<Fact>;
  if (kind !== 'appointment/booked' && kind !== 'appointment/moved') return null;
  const classes = (of as { readonly over?: Partial<Override> | null } | null)?.over?.classes;
  return Array.isArray(classes) ? WEIGHTIEST.filter((one) => classes.includes(one)) : null;
}

/** Why a booking over conflicts is not its signer's to make [RULE-8], in words; null when it is. */
export function beyondRole(history: RulingHistory, role: StaffRole, fact: unknown): string | null {
  const classes = classesOver(fact);
  if (classes === null) return null;
  const [worst] = beyondEveryWord(history, role, classes, instantOf((fact as Fact).at));
  if (worst === undefined) return null;
  return `It was booked over something that is not this person’s to let stand: ${CONFLICT_WORDS[worst].toLowerCase()}. Book another time, or ask a manager.`;
}
