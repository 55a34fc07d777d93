import type { RoomId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { BlockReason } from '#domain/visit/visit-facts.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { roomsOf, type RoomNow } from './rooms.ts';
import { todayDoc } from './visit-today.ts';

export type SetRoomRefusal =
  | { readonly code: 'room/unknown' }
  | { readonly code: 'room/being-cleaned' }
  | { readonly code: 'room/blocked-already' }
  | { readonly code: 'room/someone-inside'; readonly room: RoomNow };

/** Says that somebody makes a room ready. Refused while someone is in it [QUE-7]. */
export async function cleanRoom(station: Station, room: RoomId): Promise<Result<Done, SetRoomRefusal>> {
  const now = await emptyRoom(station, room);
  if (!now.ok) return now;
  if (now.value.state === 'cleaning') return err({ code: 'room/being-cleaned' });

  const doc = todayDoc(station);
  const written = await station.record('queue/clean-room', doc, [{ kind: 'room/cleaning', of: { room } }]);
  return ok(doneBy('queue/clean-room', doc, written));
}

/** Takes a room out of use until somebody says that it is free. Refused while someone is in it [QUE-19]. */
export async function blockRoom(
  station: Station,
  room: RoomId,
  reason: BlockReason
): Promise<Result<Done, SetRoomRefusal>> {
  const now = await emptyRoom(station, room);
  if (!now.ok) return now;
  if (now.value.state === 'blocked') return err({ code: 'room/blocked-already' });

  const doc = todayDoc(station);
  const written = await station.record('queue/block-room', doc, [{ kind: 'room/blocked', of: { room, reason } }]);
  return ok(doneBy('queue/block-room', doc, written));
}

async function emptyRoom(station: Station, room: RoomId): Promise<Result<RoomNow, SetRoomRefusal>> {
  const now = (await roomsOf(station)).find((one) => one.room === room);
  if (!now) return err({ code: 'room/unknown' });
  return now.occupant ? err({ code: 'room/someone-inside', room: now }) : ok(now);
}
