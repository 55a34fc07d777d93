import type { NewOf } from '#domain/fact.ts';
import type { UserId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import { hasNothingToAsk, openLines } from '#domain/visit/check-in.ts';
import type { VisitFact } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { checkListOf, type CheckListOf } from './check-list.ts';
import { todayDoc } from './today-doc.ts';

export type CheckInRefusal =
  | { readonly code: 'check/not-here' }
  | { readonly code: 'check/no-record' }
  | { readonly code: 'check/already'; readonly by: UserId }
  | { readonly code: 'check/open'; readonly lines: readonly CheckLine[] };

/** Says that the front desk has all it needs of a patient who is here [CHK-2]. Where the patient is stays as it is [CHK-6]. */
export async function checkIn(station: Station, id: VisitId): Promise<Result<Done, CheckInRefusal>> {
  const visit = await station.rows.visit(station.device.site, station.today(), id);
  if (!visit || visit.state === 'left' || visit.state === 'checked-out') return err({ code: 'check/not-here' });
  if (visit.checkedIn) return err({ code: 'check/already', by: visit.checkedIn.by });
  const list = await checkListOf(station, station.rows, visit);
  if (!list) return err({ code: 'check/no-record' });
  const open = openLines(list.items);
  if (open.length > 0) return err({ code: 'check/open', lines: open.map(({ line }) => line) });

  const doc = todayDoc(station);
  const written = await station.record('arrivals/check-in', doc, [checkedIn(id)]);
  return ok(doneBy('arrivals/check-in', doc, written));
}

/** The checking-in that goes with an arrival where there is nothing to ask: one key does both [CHK-3]. Nothing where there is. */
export async function checkInOnArrival(station: Station, of: CheckListOf): Promise<readonly NewCheckIn[]> {
  return (await arrivingWith(station, of)).also;
}

/** The same, and how much of what was told is to be settled. */
export async function arrivingWith(
  station: Station,
  of: CheckListOf
): Promise<{ readonly also: readonly NewCheckIn[]; readonly toSettle: number }> {
  const list = await checkListOf(station, station.rows, of);
  const toSettle = list?.proposals.filter(({ reason }) => reason !== 'same').length ?? 0;
  return { also: list && hasNothingToAsk(list.items) ? [checkedIn(of.visit)] : [], toSettle };
}

type NewCheckIn = Extract<NewOf<VisitFact>, { kind: 'visit/checked-in' }>;

function checkedIn(visit: VisitId): NewCheckIn {
  return { kind: 'visit/checked-in', of: { visit } };
}
