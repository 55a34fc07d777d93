import type { VisitId } from '#domain/ids.ts';
import { ok, type Result } from '#domain/result.ts';
import { doneBy } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { arrivingWith } from './check-in.ts';
import type { WalkIn } from './accept-submission.ts';
import type { Arrived } from './mark-arrived.ts';
import { todayDoc } from './today-doc.ts';

/** Marks someone without an appointment as here; they get a ticket of this device [ARR-3]. */
export async function arriveWalkIn(station: Station, { patient, label }: WalkIn): Promise<Result<Arrived, never>> {
  const ticket = await station.newTicket();
  const visit: VisitId = `v-${station.newId()}`;
  const doc = todayDoc(station);
  const { also, isCheckedIn } = await arrivingWith(station, { visit, patient });
  const written = await station.record('arrivals/walk-in', doc, [
    { kind: 'visit/arrived', of: { visit, appointment: null, patient, label, ticket } },
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
