import { dayDoc } from '#domain/documents.ts';
import type { RoomId, TicketCode } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { standingOf } from './room-now.ts';

export type FreeRoomRefusal =
  | { readonly code: 'room/already-free' }
  /** Somebody is in it whose visit is not done. */
  | { readonly code: 'room/someone-inside'; readonly ticket: TicketCode };

/** Says that this room can take the next patient [ROOM-4]. Not while someone is shown in it: their visit moves on first. */
export async function freeRoom(station: Station, room: RoomId): Promise<Result<Done, FreeRoomRefusal>> {
  const { site } = station.device;
  const { state, visit } = await standingOf(station.rows, site, station.today(), room);
  if (state === 'free') return err({ code: 'room/already-free' });
  if (state === 'taken' && visit) return err({ code: 'room/someone-inside', ticket: visit.ticket });

  const doc = dayDoc(site, station.today());
  return ok(
    doneBy('room/free-room', doc, await station.record('room/free-room', doc, [{ kind: 'room/freed', of: { room } }]))
  );
}
