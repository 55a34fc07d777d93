import type { Fact } from './fact.ts';

/** The thing a fact speaks of, as a key within its document. A late fact refolds only that thing (DESIGN.md §2). */
export type EntityKey = `${'appointment' | 'visit' | 'room' | 'submission'}:${string}` | 'document';

/**
 * The entities of a day or inbox document that a fact names; `document` for kinds folded as a whole (practice, patient, board,
 * arrivals). A fact of an unknown kind names nothing and is kept. `fact/voided` names what its target named: see `standing`.
 */
export function entityOf(fact: Fact): EntityKey | null {
  const of = fact.of as Record<string, unknown> | null;
  const kind = fact.kind.slice(0, fact.kind.indexOf('/'));
  switch (kind) {
    case 'appointment':
      return named('appointment', of?.['appointment']);
    case 'visit':
      return named('visit', of?.['visit']);
    case 'room':
      return of && 'area' in of ? 'document' : named('room', of?.['room']);
    case 'submission':
      return named('submission', of?.['submission']);
    default:
      return 'document';
  }
}

function named(kind: 'appointment' | 'visit' | 'room' | 'submission', id: unknown): EntityKey | null {
  return typeof id === 'string' ? `${kind}:${id}` : null;
}
