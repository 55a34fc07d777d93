import type { RecallWhy, ToScheduleTerms } from '#domain/casework/case-facts.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, plusDays, type LocalDate } from '#domain/time.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from '../note.ts';

export type OpenRefusal =
  | NoteRefusal
  | { readonly code: 'waitlist/no-patient' }
  | { readonly code: 'waitlist/no-type' }
  | { readonly code: 'waitlist/no-such-day' }
  | { readonly code: 'case/unknown' };

/** Recalls lie years ahead: ten, for a colonoscopy. */
const FARTHEST_DAYS = 3_660;

/** Puts a visit on the list of what is to be scheduled: something ordered, or a patient to call back [SCHED-2]. */
export async function openCase(
  station: Station,
  terms: Omit<ToScheduleTerms, 'site'> & { readonly kind: 'order' | 'recall'; readonly why?: RecallWhy }
): Promise<Result<Done, OpenRefusal>> {
  const note = checkNote(terms.note ?? '');
  if (!note.ok) return note;
  const practice = await station.rows.practice();
  if (terms.patient === '') return err({ code: 'waitlist/no-patient' });
  if (!practice.visitTypes.has(terms.visitType)) return err({ code: 'waitlist/no-type' });
  if (!isDue(terms.due, station.today())) return err({ code: 'waitlist/no-such-day' });
  const { kind, why = 'by-hand', note: _, ...rest } = terms;
  const of = { ...rest, site: station.device.site, ...(note.value ? { note: note.value } : {}) };
  const fact = kind === 'order' ? { kind: 'order/placed', of } : { kind: 'recall/due', of: { ...of, why } };
  const doc = caseDoc(terms.case);
  return ok(doneBy('lists/add', doc, await station.record('lists/add', doc, [fact])));
}

/** Takes a case from its list until a day [SCHED-3]. */
export async function hideCase(
  station: Station,
  { case: id, until }: { readonly case: CaseId; readonly until: LocalDate }
): Promise<Result<Done, OpenRefusal>> {
  if (!(await station.rows.case(id))) return err({ code: 'case/unknown' });
  if (!isDue(until, station.today())) return err({ code: 'waitlist/no-such-day' });
  const doc = caseDoc(id);
  const facts = [{ kind: 'case/hidden', of: { case: id, until } }];
  return ok(doneBy('lists/hide', doc, await station.record('lists/hide', doc, facts)));
}

const isDue = (day: LocalDate, today: LocalDate): boolean =>
  isLocalDate(day) && day >= plusDays(today, -FARTHEST_DAYS) && day <= plusDays(today, FARTHEST_DAYS);
