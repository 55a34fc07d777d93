import type { Words } from '#domain/result.ts';
import type { VisitState } from '#domain/visit/visit.ts';
import { nameText } from '#ui/format.ts';
import type { AskNeedRefusal } from './ask-need.ts';
import type { CallRefusal } from './call-patient.ts';
import type { CheckOutRefusal } from './check-out.ts';
import type { FreeRoomRefusal } from './free-room.ts';
import type { JoinRefusal } from './join-visits.ts';
import type { MoveOnRefusal } from './move-on.ts';
import type { SetRoomRefusal } from './set-room.ts';
import type { PlaceRefusal } from './place-in-line.ts';
import type { RoomNow } from './rooms.ts';
import type { TakeBackRefusal } from './take-back.ts';
import type { TellDelayRefusal } from './tell-delay.ts';
import type { VisitRefusal } from './visit-today.ts';

export type QueueRefusal =
  | VisitRefusal
  | CallRefusal
  | MoveOnRefusal
  | AskNeedRefusal
  | CheckOutRefusal
  | FreeRoomRefusal
  | JoinRefusal
  | PlaceRefusal
  | SetRoomRefusal
  | TakeBackRefusal
  | TellDelayRefusal;

/** What a state is called at the desk. */
export const STATE_WORDS: Readonly<Record<VisitState, string>> = {
  waiting: 'Waiting',
  called: 'Called',
  'in-room': 'In room',
  ready: 'Ready',
  'with-provider': 'With provider',
  done: 'Check-out',
  'checked-out': 'Checked out',
  left: 'Left'
};

/** One sentence for each way a change of the queue can be refused. */
export const queueWords: Words<QueueRefusal> = {
  'visit/unknown': () => 'This visit is no longer in today’s list. Someone has taken the arrival back.',
  'visit/not-now': ({ state }) => `Another desk was first: this visit is now “${STATE_WORDS[state]}”.`,
  'visit/no-room': () => 'No room is known for this visit. Call the patient to a room first.',
  'call/no-such-room': () => 'This room is not one of this site’s any more. Choose another.',
  'call/room-taken': ({ room }) => `${room.name} is taken by ${whoIn(room)}. Choose another room.`,
  'call/room-blocked': ({ room }) => `${room.name} is not in use. Say that it is free first, or choose another room.`,
  'place/not-in-line': () => 'The one they were to stand before no longer waits. Choose again.',
  'delay/no-such-appointment': () => 'This appointment does not hold any more. Nothing was noted.',
  'check-out/not-seen': () => 'This patient has not been seen. If they are leaving, choose “Left”.',
  'join/changed-since': () => 'One of the two visits has moved on. Look at the list again.',
  'room/unknown': () => 'This room is not one of this site’s any more.',
  'room/already-free': () => 'That room is free already.',
  'room/someone-inside': ({ room }) => `${whoIn(room)} is shown in ${room.name}. Mark that visit done first.`,
  'room/being-cleaned': () => 'That room is shown as being made ready.',
  'room/blocked-already': () => 'That room is out of use already.',
  'need/is-so': ({ isOpen }) => (isOpen ? 'This was asked for already.' : 'Somebody has just dealt with this.'),
  'undo/changed-since': () => 'This visit has moved on since, so it stays as it is now.'
};

export function queueWordsFor(refusal: QueueRefusal): string {
  const say = queueWords[refusal.code] as (refusal: QueueRefusal) => string; // the code picks its own words
  return say(refusal);
}

function whoIn(room: RoomNow): string {
  return room.occupant ? `${nameText(room.occupant.label)} (${room.occupant.ticket})` : 'someone';
}
