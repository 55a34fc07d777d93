import { dayDoc } from '#domain/documents.ts';
import type { RoomId, TicketCode } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { doneBy, type Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { standingOf } from './room-now.ts';

export type CleanRoomRefusal =
  | { readonly code: 'room/being-cleaned' }
  /** Somebody is in it whose visit is not done. */
  | { readonly code: 'room/someone-inside'; readonly ticket: TicketCode };

/** Says that somebody makes this room ready, so that nobody else comes to do it [ROOM-11]. */
export async function cleanRoom(station: Station, room: RoomId): Promise<Result<Done, CleanRoomRefusal>> {
  const { site } = station.device;
  const { state, visit } = await standingOf(station.rows, site, station.today(), room);
  if (state === 'cleaning') return err({ code: 'room/being-cleaned' });
  if (state === 'taken' && visit) return err({ code: 'room/someone-inside', ticket: visit.ticket });

  const doc = dayDoc(site, station.today());
  const written = await station.record('room/clean-room', doc, [{ kind: 'room/cleaning', of: { room } }]);
  return ok(doneBy('room/clean-room', doc, written));
}
