import type { NewOf } from '#domain/fact.ts';
import type { UserId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { CheckLine } from '#domain/visit/check-in-rules.ts';
import { needsInterpreter } from '#domain/patient/flags.ts';
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

/**
 * What is written with an arrival: the checking-in where there is nothing to ask, so that one key does both [CHK-3], and the call for an interpreter of
 * who needs one at every visit [FLAG-5]; and how much of what was told is to be settled.
 */
export async function arrivingWith(
  station: Station,
  of: CheckListOf
): Promise<{ readonly also: readonly WithArrival[]; readonly isCheckedIn: boolean; readonly toSettle: number }> {
  const list = await checkListOf(station, station.rows, of);
  const toSettle = list?.proposals.filter(({ reason }) => reason !== 'same').length ?? 0;
  const isCheckedIn = list !== null && hasNothingToAsk(list.items);
  const also: WithArrival[] = isCheckedIn ? [checkedIn(of.visit)] : [];
  if (list && needsInterpreter(list.patient) && !list.visit)
    also.push({ kind: 'visit/needed', of: { visit: of.visit, need: 'interpreter' } });
  return { also, isCheckedIn, toSettle };
}

/** What is written with an arrival: that there was nothing to ask, and that an interpreter is called for [FLAG-5]. */
type WithArrival = NewCheckIn | Extract<NewOf<VisitFact>, { kind: 'visit/needed' }>;
type NewCheckIn = Extract<NewOf<VisitFact>, { kind: 'visit/checked-in' }>;

function checkedIn(visit: VisitId): NewCheckIn {
  return { kind: 'visit/checked-in', of: { visit } };
}
