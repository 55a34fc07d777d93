import type { RecallWhy } from '../casework/case-facts.ts';
import { caseDoc, type DocId } from '../documents.ts';
import type { Fact, NewFact } from '../fact.ts';
import type { AppointmentId, CaseId, SiteId, VisitTypeId } from '../ids.ts';
import { plusDays, type LocalDate } from '../time.ts';
import type { Appointment } from './appointment.ts';

/** After which time a patient is called back, by what they came for or missed. Null: not. */
export interface RecallRule {
  readonly visitType: VisitTypeId;
  readonly afterVisitDays: number | null;
  readonly afterNoShowDays: number | null;
}

export type RecallFact = Fact<'recall/ruled', RecallRule>;

/** The recall that follows from a visit: the same case whichever desk opens it, so that two desks open one. */
export function recallOf(appointment: AppointmentId): CaseId {
  return `r-${appointment.toLowerCase().replace(/[^a-z0-9_-]/g, '-')}`.slice(0, 64);
}

/**
 * What is written when a visit is over or was missed, where its type has a rule [RECALL-1]: due so many days after the day of the visit. Null
 * where nothing follows.
 */
export function recallAfter(
  rules: ReadonlyMap<VisitTypeId, RecallRule>,
  {
    appointment,
    patient,
    label,
    visitType,
    at
  }: Pick<Appointment, 'appointment' | 'patient' | 'label' | 'visitType' | 'at'>,
  { why, site, date }: { readonly why: Exclude<RecallWhy, 'by-hand'>; readonly site: SiteId; readonly date: LocalDate }
): { readonly doc: DocId; readonly facts: readonly NewFact[] } | null {
  const rule = rules.get(visitType);
  const days = why === 'no-show' ? rule?.afterNoShowDays : rule?.afterVisitDays;
  if (days === null || days === undefined) return null;
  const id = recallOf(appointment);
  const terms = { case: id, patient, label, site, visitType, practitioner: at.practitioner, due: plusDays(date, days) };
  return { doc: caseDoc(id), facts: [{ kind: 'recall/due', of: { ...terms, why, of: { date, appointment } } }] };
}
