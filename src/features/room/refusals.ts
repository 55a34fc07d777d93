import type { Words } from '#domain/result.ts';
import type { VisitState } from '#domain/visit/visit.ts';
import type { FreeRoomRefusal } from './free-room.ts';
import type { AskNeedRefusal } from './ask-need.ts';
import type { MoveOnRefusal } from './move-on.ts';
import type { CleanRoomRefusal } from './clean-room.ts';
import type { TakeBackRefusal } from './take-back.ts';

export type RoomRefusal = MoveOnRefusal | AskNeedRefusal | CleanRoomRefusal | FreeRoomRefusal | TakeBackRefusal;

/** What a state is called at the door. */
export const STATE_WORDS: Readonly<Record<VisitState, string>> = {
  waiting: 'Waiting',
  called: 'Called, on the way',
  'in-room': 'In the room',
  ready: 'Ready for provider',
  'with-provider': 'With provider',
  done: 'Done',
  'checked-out': 'Checked out',
  left: 'Left'
};

/** One sentence for each way this tablet can be refused. */
export const roomWords: Words<RoomRefusal> = {
  'room/no-such-visit': () => 'This visit is no longer in today’s list. A desk has taken the arrival back.',
  'room/called-elsewhere': () => 'A desk has called this patient to another room.',
  'room/not-now': ({ state }) => `Someone was first: this visit is now “${STATE_WORDS[state]}”.`,
  'room/need-is-so': ({ isOpen }) => (isOpen ? 'This was asked for already.' : 'Somebody has just dealt with this.'),
  'room/being-cleaned': () => 'This room is shown as being made ready.',
  'room/already-free': () => 'This room is free already.',
  'room/someone-inside': ({ ticket }) => `${ticket} is still shown in this room. Press “Done” first.`,
  'room/changed-since': () => 'This visit has moved on since, so it stays as it is now.'
};

export function roomWordsFor(refusal: RoomRefusal): string {
  const say = roomWords[refusal.code] as (refusal: RoomRefusal) => string; // the code picks its own words
  return say(refusal);
}
