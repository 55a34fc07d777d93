import { minuteOfDayOf, type Instant, type ZoneId } from '#domain/time.ts';
import { whyBefore, type InLine, type TurnReason } from '#domain/visit/turn.ts';
import type { PlaceReason } from '#domain/visit/visit-facts.ts';
import { clockText, minutesText } from '#ui/format.ts';

export const PLACE_WORDS: Readonly<Record<PlaceReason, string>> = {
  clinical: 'Clinically urgent: first of all',
  'cannot-wait': 'Cannot sit and wait',
  'provider-asked': 'The provider asked for it',
  agreed: 'They agreed to change places',
  'stepped-out': 'Stepped out for a while',
  mistake: 'Put right after a mistake'
};

interface Person extends InLine {
  readonly family: string;
}

/** `before Okafor: booked for 9:20 am, theirs is 9:40 am`; empty for the last in line [QUE-20]. */
export function turnWordsOf(one: Person, next: Person | undefined, zone: ZoneId): string {
  if (!next) return one.placedFor === null || one.placedAt === null ? '' : movedText(one.placedFor, one.placedAt, zone);
  const whom = next.family || 'the next';
  return `before ${whom}: ${reasonText(whyBefore(one, next), whom, zone)}`;
}

function reasonText(why: TurnReason, whom: string, zone: ZoneId): string {
  const clock = (at: Instant): string => clockText(minuteOfDayOf(at, zone));
  switch (why.code) {
    case 'clinical':
      return `clinically urgent, said at ${clock(why.at)}`;
    case 'placed':
      return movedText(why.for, why.at, zone);
    case 'next-placed':
      return `${whom} ${movedText(why.for, why.at, zone)}`;
    case 'next-late':
      return `${whom} came ${minutesText(why.minutes)} late`;
    case 'earlier-time':
      return `booked for ${clock(why.mine)}, theirs is ${clock(why.theirs)}`;
    case 'same-time':
      return `both booked for ${clock(why.mine)}, came first`;
    case 'appointment-first':
      return `appointment ${clock(why.mine)} before walk-in ${clock(why.arrived)}`;
    case 'waited-longer':
      return `here since ${clock(why.arrived)}, theirs is for ${clock(why.theirs)}`;
    case 'came-first':
      return `here since ${clock(why.arrived)}, came first`;
  }
}

function movedText(reason: PlaceReason, at: Instant, zone: ZoneId): string {
  return `moved at ${clockText(minuteOfDayOf(at, zone))}: ${PLACE_WORDS[reason].toLowerCase()}`;
}
