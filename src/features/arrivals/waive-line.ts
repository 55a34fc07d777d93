import type { VisitId } from '#domain/ids.ts';
import { mayDo } from '#domain/practice/acts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { verbsOf } from '#station/verbs.ts';
import { todayDoc } from './today-doc.ts';
import { MOST_REASON } from './verify-line.ts';

export type WaiveRefusal =
  | { readonly code: 'waive/not-yours' }
  | { readonly code: 'check/not-here' }
  | { readonly code: 'check/reason'; readonly most: number };

/** Does without a line for this visit, for a reason; the next visit asks again [CHK-5]. */
export async function waiveLine(
  station: Station,
  { visit: id, line, reason }: { readonly visit: VisitId; readonly line: CheckLine; readonly reason: string }
): Promise<Result<Done, WaiveRefusal>> {
  const [visit, practice] = await Promise.all([
    station.rows.visit(station.device.site, station.today(), id),
    station.rows.practice()
  ]);
  if (!mayDo(verbsOf(station.user, practice), 'check-in/waive-line')) return err({ code: 'waive/not-yours' });
  if (!visit) return err({ code: 'check/not-here' });
  const said = reason.trim();
  if (!said || said.length > MOST_REASON) return err({ code: 'check/reason', most: MOST_REASON });

  const doc = todayDoc(station);
  const of = { visit: id, line, reason: said };
  const written = await station.record('check-in/waive-line', doc, [{ kind: 'visit/line-waived', of }]);
  return ok(doneBy('check-in/waive-line', doc, written));
}
