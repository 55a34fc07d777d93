import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { arrivingWith } from './check-in.ts';
import { alreadyToday, type TwiceRefusal } from './known-visits.ts';
import type { WalkIn } from './accept-submission.ts';
import type { Arrived } from './mark-arrived.ts';
import { todayDoc } from './today-doc.ts';

/**
 * Marks someone without an appointment as here; they get a ticket of this device [ARR-3]. Who is on today's list already is refused once, so that somebody looks
 * before a second visit is made [ARR-19].
 */
export async function arriveWalkIn(
  station: Station,
  { patient, label, instead, anyway }: WalkIn
): Promise<Result<Arrived, TwiceRefusal>> {
  const twice = anyway ? null : await alreadyToday(station, patient);
  if (twice) return err(twice);
  const ticket = await station.newTicket();
  const visit: VisitId = `v-${station.newId()}`;
  const doc = todayDoc(station);
  const { also, isCheckedIn } = await arrivingWith(station, { visit, patient });
  const written = await station.record('arrivals/walk-in', doc, [
    { kind: 'visit/arrived', of: { visit, appointment: null, patient, label, ticket, ...(instead && { instead }) } },
    ...also
  ]);
  return ok({
    visit,
    ticket,
    isCheckedIn,
    toSettle: 0,
    done: doneBy('arrivals/walk-in', doc, written, visit)
  });
}
