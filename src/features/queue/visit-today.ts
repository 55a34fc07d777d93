import { dayDoc, type DocId } from '#domain/documents.ts';
import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { mayFollow, type StepKind, type Visit } from '#domain/visit/visit.ts';
import type { Station } from '#station/station.ts';

export type VisitRefusal =
  | { readonly code: 'visit/unknown' }
  /** Another desk or tablet was first, or the visit is over. */
  | { readonly code: 'visit/not-now'; readonly state: Visit['state'] };

/** The document of this site's day. */
export function todayDoc(station: Station): DocId {
  return dayDoc(station.device.site, station.today());
}

/** The visit, when the step may be taken now (FLOW-2). */
export async function visitToday(station: Station, id: VisitId, step: StepKind): Promise<Result<Visit, VisitRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  return mayFollow(visit.state, step) ? ok(visit) : err({ code: 'visit/not-now', state: visit.state });
}
