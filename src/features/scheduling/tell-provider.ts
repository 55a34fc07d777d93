import { caseDoc, type DocId } from '#domain/documents.ts';
import type { FactId, NewFact } from '#domain/fact.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Override } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { noticeFor } from '#domain/scheduling/provider-notice.ts';
import { visitAt, type Place } from './place.ts';

/** A visit as it will stand: where it goes, whose it is, and what it was let stand over. */
export interface Placed extends Omit<Place, 'over' | 'reason'> {
  readonly label: Appointment['label'];
  readonly seen: Override | null;
  /** Its last fact, for a visit that stood before. */
  readonly since?: FactId;
}

/** What goes into the same commit as a visit that comes to stand over others of its provider: nothing, or the message to them [MSG-1]. */
export function toldProvider(
  { plan }: Pick<Practice, 'plan'>,
  day: readonly Appointment[],
  { label, seen, since, ...place }: Placed
): readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[] {
  const visit = { ...visitAt(place), label, ...(seen ? { over: seen } : {}) };
  const told = noticeFor(plan, day, visit, place, since);
  return told ? [{ doc: caseDoc(told.case), facts: [{ kind: 'notice/written', of: told }] }] : [];
}
