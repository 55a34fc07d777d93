import type { NewFact } from '#domain/fact.ts';
import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { mayFollow } from '#domain/visit/visit.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

export type CheckOutRefusal = VisitRefusal | { readonly code: 'check-out/not-seen' };

/** Checks a patient out. Someone still shown in a room is marked done on the way: the desk sees them stand here [QUE-9]. */
export async function checkOut(station: Station, id: VisitId): Promise<Result<Done, CheckOutRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  if (visit.state === 'waiting') return err({ code: 'check-out/not-seen' });

  const out: NewFact = { kind: 'visit/checked-out', of: { visit: id } };
  const facts = mayFollow(visit.state, 'visit/done')
    ? [{ kind: 'visit/done', of: { visit: id } }, out]
    : mayFollow(visit.state, 'visit/checked-out')
      ? [out]
      : null;
  if (!facts) return err({ code: 'visit/not-now', state: visit.state });

  const doc = todayDoc(station);
  return ok(doneBy('queue/check-out', doc, await station.record('queue/check-out', doc, facts), id));
}
