import type { Fact } from './fact.ts';

type EntityKind = 'appointment' | 'offer' | 'visit' | 'room' | 'submission';

/** The thing a fact speaks of, as a key within its document. A late fact refolds only that thing (DESIGN.md §2). */
export type EntityKey = `${EntityKind}:${string}` | 'document';

/**
 * The entity of a day or inbox document that a fact names; `document` for kinds folded as a whole (practice, patient, case,
 * board, arrivals). Null for a fact that does not say what it is about: it is kept and folded into nothing. `fact/voided` touches what its
 * target names [FACT-9]; only its document can say what that is.
 */
export function entityOf(fact: Fact): EntityKey | null {
  const of = typeof fact.of === 'object' && fact.of !== null ? (fact.of as Readonly<Record<string, unknown>>) : {};
  switch (fact.kind.slice(0, Math.max(0, fact.kind.indexOf('/')))) {
    case 'appointment':
      return named('appointment', of['appointment']);
    case 'slot':
      return named('offer', of['offer']);
    case 'visit':
      return named('visit', of['visit']);
    case 'room':
      // A room of the practice, or one day's use of it.
      return fact.kind === 'room/added' ? 'document' : named('room', of['room']);
    case 'submission':
      return named('submission', of['submission']);
    default:
      return 'document';
  }
}

function named(kind: EntityKind, id: unknown): EntityKey | null {
  return typeof id === 'string' ? `${kind}:${id}` : null;
}
