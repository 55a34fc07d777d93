import type { VisitId } from '#domain/ids.ts';
import type { PatientFlag } from '#domain/patient/flags.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

/** Says what is to be known of a patient at this visit alone, or that it no longer holds [FLAG-2]. */
export async function flagVisit(
  station: Station,
  id: VisitId,
  flag: PatientFlag,
  on: boolean
): Promise<Result<Done, VisitRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  const doc = todayDoc(station);
  const written = await station.record('queue/flag-visit', doc, [
    { kind: 'visit/flagged', of: { visit: id, flag, on } }
  ]);
  return ok(doneBy('queue/flag-visit', doc, written));
}
