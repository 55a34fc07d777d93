import type { RoomId, VisitId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { roomsOf, type RoomNow } from './rooms.ts';
import { todayDoc, visitToday, type VisitRefusal } from './visit-today.ts';

export type CallRefusal =
  | VisitRefusal
  | { readonly code: 'call/no-such-room' }
  | { readonly code: 'call/room-taken'; readonly room: RoomNow }
  | { readonly code: 'call/room-blocked'; readonly room: RoomNow };

/** Calls a patient to a room; safe to repeat, the board shows the last call [QUE-5]. */
export async function callPatient(station: Station, id: VisitId, room: RoomId): Promise<Result<Done, CallRefusal>> {
  const [visit, rooms] = await Promise.all([visitToday(station, id, 'visit/called'), roomsOf(station)]);
  if (!visit.ok) return visit;

  const wanted = rooms.find((one) => one.room === room);
  if (!wanted) return err({ code: 'call/no-such-room' });
  if (wanted.occupant && wanted.occupant.visit !== id) return err({ code: 'call/room-taken', room: wanted });
  if (wanted.state === 'blocked') return err({ code: 'call/room-blocked', room: wanted });

  const doc = todayDoc(station);
  const written = await station.record('queue/call-patient', doc, [{ kind: 'visit/called', of: { visit: id, room } }]);
  return ok(doneBy('queue/call-patient', doc, written, id));
}
