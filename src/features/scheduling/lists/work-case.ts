import type { Attempt } from '#domain/casework/attempts.ts';
import type { AppointmentRef, CloseReason } from '#domain/casework/case-facts.ts';
import { isOpen } from '#domain/casework/case.ts';
import { caseDoc } from '#domain/documents.ts';
import type { CaseId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkNote, type NoteRefusal } from '../note.ts';

export type CaseRefusal = NoteRefusal | { readonly code: 'case/unknown' } | { readonly code: 'case/closed' };

/** Takes a case off its list, with why [CASE-2]. `settled` is for one that two desks closed with two bookings [CASE-3]. */
export async function closeCase(
  station: Station,
  {
    case: id,
    reason,
    booked
  }: { readonly case: CaseId; readonly reason: CloseReason; readonly booked?: AppointmentRef }
): Promise<Result<Done, CaseRefusal>> {
  const found = await station.rows.case(id);
  if (!found) return err({ code: 'case/unknown' });
  if (!isOpen(found)) return err({ code: 'case/closed' });
  const doc = caseDoc(id);
  const of = { case: id, reason, ...(booked ? { booked } : {}) };
  return ok(doneBy('case/close', doc, await station.record('case/close', doc, [{ kind: 'case/closed', of }])));
}

/** Writes down that somebody tried to reach the patient of a case, and what came of it [CASE-2]. */
export async function logCaseAttempt(
  station: Station,
  { case: id, channel, outcome, note: typed }: { readonly case: CaseId } & Pick<Attempt, 'channel' | 'outcome' | 'note'>
): Promise<Result<Done, CaseRefusal>> {
  const note = checkNote(typed);
  if (!note.ok) return note;
  const found = await station.rows.case(id);
  if (!found) return err({ code: 'case/unknown' });
  const doc = caseDoc(id);
  const of = { case: id, channel, outcome, ...(note.value ? { note: note.value } : {}) };
  return ok(doneBy('case/attempt', doc, await station.record('case/attempt', doc, [{ kind: 'case/attempted', of }])));
}
