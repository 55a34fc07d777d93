import { dayDoc } from '#domain/documents.ts';
import type { RoomId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Need } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';

export type AskNeedRefusal =
  | { readonly code: 'room/no-such-visit' }
  | { readonly code: 'room/called-elsewhere' }
  /** Another screen was first, and what was wanted is so. */
  | { readonly code: 'room/need-is-so'; readonly isOpen: boolean };

/**
 * Calls for somebody to this room, or says that they came [ROOM-10]. Works without the server. @param wanted whether it is to be open;
 * what the finger saw is said, not "the other way round", so that a tap never undoes another screen's
 */
export async function askNeed(
  station: Station,
  room: RoomId,
  id: VisitId,
  { need, wanted }: { readonly need: Need; readonly wanted: boolean }
): Promise<Result<Done, AskNeedRefusal>> {
  const { site } = station.device;
  const visit = await station.rows.visit(site, station.today(), id);
  if (!visit) return err({ code: 'room/no-such-visit' });
  if (visit.room !== room) return err({ code: 'room/called-elsewhere' });
  if (visit.needs.some((open) => open.need === need) === wanted)
    return err({ code: 'room/need-is-so', isOpen: wanted });

  const doc = dayDoc(site, station.today());
  const kind = wanted ? 'visit/needed' : 'visit/need-met';
  return ok(
    doneBy('room/ask-need', doc, await station.record('room/ask-need', doc, [{ kind, of: { visit: id, need } }]))
  );
}
