import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

/**
 * Takes back that a patient left or was checked out: they are where they were before [QUE-11]. People come back from the car
 * park, long after the undo has gone.
 */
export async function bringBack(station: Station, id: VisitId): Promise<Result<void, VisitRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  if (visit.state !== 'left' && visit.state !== 'checked-out')
    return err({ code: 'visit/not-now', state: visit.state });

  await station.record('queue/bring-back', todayDoc(station), [{ kind: 'fact/voided', of: { fact: visit.last } }]);
  return ok();
}
