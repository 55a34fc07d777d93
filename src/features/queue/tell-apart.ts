import { err, ok, type Result } from '#domain/result.ts';
import { otherOf, type TwoVisits } from '#domain/visit/two-visits.ts';
import type { ApartWhy } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import type { JoinRefusal } from './join-visits.ts';
import { todayDoc } from './visit-today.ts';

/** Says that two visits which look like one person's stay two, so that no desk asks again [ARR-20]. Neither is changed by it. */
export async function tellApart(station: Station, two: TwoVisits, why: ApartWhy): Promise<Result<Done, JoinRefusal>> {
  const { visit } = two.goes;
  const other = otherOf(two);
  const found = await station.rows.visit(station.device.site, station.today(), visit);
  if (!found || other === null || found.state === 'left') return err({ code: 'join/changed-since' });
  const doc = todayDoc(station);
  const written = await station.record('queue/tell-apart', doc, [
    { kind: 'visit/told-apart', of: { visit, other, why } }
  ]);
  return ok(doneBy('queue/tell-apart', doc, written));
}
