import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

/** Notes that somebody spoke to a patient who waits or was called: they are here [QUE-22]. */
export async function spokeTo(station: Station, id: VisitId): Promise<Result<Done, VisitRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  if (visit.state !== 'waiting' && visit.state !== 'called') return err({ code: 'visit/not-now', state: visit.state });

  const doc = todayDoc(station);
  const written = await station.record('queue/spoke-to', doc, [{ kind: 'visit/spoken-to', of: { visit: id } }]);
  return ok(doneBy('queue/spoke-to', doc, written));
}
