import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Need } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

export type AskNeedRefusal =
  | VisitRefusal
  /** Another screen was first, and what was wanted is so. */
  | { readonly code: 'need/is-so'; readonly isOpen: boolean };

/** Calls for somebody to a patient, or says that they came [QUE-18]. @param wanted whether it is to be open */
export async function askNeed(
  station: Station,
  id: VisitId,
  need: Need,
  wanted: boolean
): Promise<Result<Done, AskNeedRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  if (visit.state === 'done' || visit.state === 'checked-out' || visit.state === 'left')
    return err({ code: 'visit/not-now', state: visit.state });
  if (visit.needs.some((open) => open.need === need) === wanted) return err({ code: 'need/is-so', isOpen: wanted });

  const doc = todayDoc(station);
  const kind = wanted ? 'visit/needed' : 'visit/need-met';
  const written = await station.record('queue/ask-need', doc, [{ kind, of: { visit: id, need } }]);
  return ok(doneBy('queue/ask-need', doc, written));
}
