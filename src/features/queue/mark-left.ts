import type { VisitId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import type { LeaveReason, UnseenWhy } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, visitToday, type VisitRefusal } from './visit-today.ts';

/** Notes that a patient left before check-out, and why [QUE-10]. */
export async function markLeft(
  station: Station,
  id: VisitId,
  reason: LeaveReason,
  why?: UnseenWhy
): Promise<Result<Done, VisitRefusal>> {
  const visit = await visitToday(station, id, 'visit/left');
  if (!visit.ok) return visit;

  const doc = todayDoc(station);
  const written = await station.record('queue/mark-left', doc, [
    { kind: 'visit/left', of: { visit: id, reason, ...(why && { why }) } }
  ]);
  return ok(doneBy('queue/mark-left', doc, written, id));
}
