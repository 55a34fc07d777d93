import { freeRoom } from '#features/queue/free-room.ts';
import { queueWordsFor, type QueueRefusal } from '#features/queue/refusals.ts';
import type { RoomAct, RoomNow } from '#features/queue/rooms.ts';
import { blockRoom, cleanRoom } from '#features/queue/set-room.ts';
import type { Result } from '#domain/result.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { undone } from './run-undo.ts';

/** Says something of a room: free, being made ready, not in use; with an undo. */
export async function runRoom(station: Station, toasts: Toasts, room: RoomNow, act: RoomAct): Promise<void> {
  await tell(toasts, commandOf(station, room, act), {
    refused: queueWordsFor,
    undo: (done) => undone(station, toasts, done),
    done: () => `${room.name} ${WORDS[act.act]}.`
  });
}

const WORDS = { free: 'is free', clean: 'is being made ready', block: 'is not in use' } as const;

function commandOf(station: Station, { room }: RoomNow, act: RoomAct): Promise<Result<Done, QueueRefusal>> {
  switch (act.act) {
    case 'free':
      return freeRoom(station, room);
    case 'clean':
      return cleanRoom(station, room);
    case 'block':
      return blockRoom(station, room, act.reason);
  }
}
