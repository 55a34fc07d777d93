import { minutesBetween, type Instant, type Minutes } from '../time.ts';
import type { RoomStanding } from './room.ts';
import type { BlockReason } from './visit-facts.ts';

export const BLOCK_WORDS: Readonly<Record<BlockReason, string>> = {
  repair: 'Repair',
  infection: 'Closed after an infection',
  'other-use': 'Used for something else'
};

/** How long a room has stood since its patient left, while it waits to be made ready or is being made so; null otherwise [ROOM-11]. */
export function turnoverOf({ state, leftAt }: Pick<RoomStanding, 'state' | 'leftAt'>, now: Instant): Minutes | null {
  if (leftAt === null || (state !== 'left' && state !== 'cleaning')) return null;
  return minutesBetween(leftAt, now);
}
