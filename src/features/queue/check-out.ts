import type { NewFact } from '#domain/fact.ts';
import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { maySign } from '#domain/practice/roles.ts';
import { recallAfter } from '#domain/scheduling/recall.ts';
import { mayFollow, type Visit } from '#domain/visit/visit.ts';
import { doneTogether, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { verbsOf } from '#station/verbs.ts';
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
  const recall = await recallFor(station, visit);
  const parts = [{ doc, facts }, ...(recall ? [recall] : [])];
  return ok(doneTogether('queue/check-out', parts, await station.recordTogether('queue/check-out', parts), id));
}

/** What the visit's type asks for once it is over [RECALL-1]; null for a walk-in, whose type nobody said, and for whoever may not ask for it. */
async function recallFor(station: Station, { appointment: id }: Visit): Promise<ReturnType<typeof recallAfter>> {
  if (id === null) return null;
  const { site } = station.device;
  const date = station.today();
  const [practice, appointment] = await Promise.all([
    station.rows.practice(),
    station.rows.appointment(site, date, id)
  ]);
  if (!maySign(verbsOf(station.user, practice), 'recall/due', 'case')) return null;
  return appointment ? recallAfter(practice.plan.recalls, appointment, { why: 'after-visit', site, date }) : null;
}
