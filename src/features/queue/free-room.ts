import type { RoomId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { roomsOf, type RoomNow } from './rooms.ts';
import { todayDoc } from './visit-today.ts';

export type FreeRoomRefusal =
  | { readonly code: 'room/unknown' }
  | { readonly code: 'room/already-free' }
  | { readonly code: 'room/someone-inside'; readonly room: RoomNow };

/** Says that a room can take the next patient. Refused while someone is in it: their visit moves on first [QUE-7]. */
export async function freeRoom(station: Station, room: RoomId): Promise<Result<Done, FreeRoomRefusal>> {
  const now = (await roomsOf(station)).find((one) => one.room === room);
  if (!now) return err({ code: 'room/unknown' });
  if (now.state === 'free') return err({ code: 'room/already-free' });
  if (now.occupant) return err({ code: 'room/someone-inside', room: now });

  const doc = todayDoc(station);
  const written = await station.record('queue/free-room', doc, [{ kind: 'room/freed', of: { room } }]);
  return ok(doneBy('queue/free-room', doc, written));
}
