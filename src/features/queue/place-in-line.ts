import type { VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { instantAt } from '#domain/time.ts';
import { byTurn, turnBefore, type InLine } from '#domain/visit/turn.ts';
import type { PlaceReason } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { todayDoc, type VisitRefusal } from './visit-today.ts';

export type PlaceRefusal =
  | VisitRefusal
  /** The one they were to stand before has been called, or has left. */
  | { readonly code: 'place/not-in-line' };

/**
 * Puts somebody who waits at another place in line, and says why [QUE-21]. @param before whom they are to stand before; null for the end.
 * Who is clinically urgent stands before all others, whoever `before` names.
 */
export async function placeInLine(
  station: Station,
  id: VisitId,
  { reason, before }: { readonly reason: PlaceReason; readonly before: VisitId | null }
): Promise<Result<Done, PlaceRefusal>> {
  const { site } = station.device;
  const visit = await station.rows.visit(site, station.today(), id);
  if (!visit) return err({ code: 'visit/unknown' });
  if (visit.state !== 'waiting') return err({ code: 'visit/not-now', state: visit.state });

  const others = (await waitingLine(station)).filter((other) => other.visit !== id);
  const turn = reason === 'clinical' ? station.now() : turnBefore(others, before);
  if (turn === null) return err({ code: 'place/not-in-line' });

  const doc = todayDoc(station);
  const of = { visit: id, turn, before: reason === 'clinical' ? null : before, reason };
  return ok(
    doneBy('queue/place-in-line', doc, await station.record('queue/place-in-line', doc, [{ kind: 'visit/placed', of }]))
  );
}

/** Who waits now, the next one first. */
async function waitingLine(station: Station): Promise<readonly InLine[]> {
  const { rows, zone } = station;
  const { site } = station.device;
  const date = station.today();
  const [visits, appointments] = await Promise.all([rows.visits(site, date), rows.appointments(site, date)]);
  const starts = new Map(appointments.map((one) => [one.appointment, instantAt(date, one.at.start, zone)]));
  const inLine = ({ visit, appointment, arrivedAt, placed }: Visit): InLine => ({
    visit,
    arrivedAt,
    startsAt: appointment === null ? null : (starts.get(appointment) ?? null),
    placedFor: placed?.reason ?? null,
    placedAt: placed?.at ?? null,
    placedTurn: placed?.turn ?? null
  });
  return visits
    .filter(({ state }) => state === 'waiting')
    .map(inLine)
    .sort(byTurn);
}
