import type { RoomId } from '#domain/ids.ts';

const ROOM = 'anteroom.room';

/** The room this tablet hangs in, as it was last told. */
export function keptRoom(): RoomId | null {
  return localStorage.getItem(ROOM);
}

export function keepRoom(room: RoomId | null): void {
  if (room === null) localStorage.removeItem(ROOM);
  else localStorage.setItem(ROOM, room);
}
