import type { VisitId } from '#domain/ids.ts';
import type { NoShowReason } from '#domain/scheduling/appointment-facts.ts';
import type { Instant } from '#domain/time.ts';
import { minutesBetween } from '#domain/time.ts';
import { BLOCK_WORDS } from '#domain/visit/turnover.ts';
import type { LeaveReason, UnseenWhy } from '#domain/visit/visit-facts.ts';
import type { ListChoice } from '#ui/ChoiceList.svelte';
import { minutesText, nameText } from '#ui/format.ts';
import type { RoomNow } from './rooms.ts';
import type { TodayRow } from './today.ts';
import { PLACE_WORDS } from './turn-words.ts';

/** One question with its answers, each on a digit. */
export interface Question {
  readonly label: string;
  readonly choices: readonly ListChoice[];
}

export const LEAVE_WORDS: Readonly<Record<LeaveReason, string>> = {
  'without-being-seen': 'Left without being seen',
  rescheduled: 'Will come another day',
  'sent-elsewhere': 'Sent elsewhere',
  joined: 'One visit with another',
  other: 'Other reason'
};

export const NO_SHOW_WORDS: Readonly<Record<NoShowReason, string>> = {
  'no-call': 'Did not come, did not call',
  'called-late': 'Called too late to cancel',
  'wrong-day': 'Came on the wrong day',
  'left-before': 'Came and left before being seen',
  unknown: 'Not known',
  illness: 'Was ill',
  transport: 'Had no transport',
  disaster: 'Storm or disaster'
};

/** Free rooms have the first digits [QUE-6]. */
export function roomQuestion(rooms: readonly RoomNow[], now: Instant): Question {
  return {
    label: rooms.length > 0 ? 'Call to which room?' : 'This site has no rooms yet',
    choices: rooms.map((room) => ({ value: room.room, label: room.name, ...stateOf(room, now) }))
  };
}

function stateOf(
  { state, occupant, since, blockedFor }: RoomNow,
  now: Instant
): Pick<ListChoice, 'detail' | 'hue' | 'disabled'> {
  const time = since === null ? '' : ` ${minutesText(minutesBetween(since, now))}`;
  switch (state) {
    case 'free':
      return { detail: 'Free', hue: 'done' };
    case 'left':
      return { detail: `Left${time}`, hue: 'waiting' };
    case 'cleaning':
      return { detail: `Being made ready${time}`, hue: 'waiting' };
    case 'blocked':
      return { detail: blockedFor ? BLOCK_WORDS[blockedFor] : 'Not in use', hue: 'trouble', disabled: true };
    case 'taken':
      return { detail: `${occupant?.ticket ?? 'Taken'}${time}`, hue: 'active', disabled: true };
  }
}

/** Why first, and then where: what is clinically urgent goes before all and asks no more [QUE-21]. */
export const placeWhyQuestion: Question = { label: 'Why change the turn?', choices: choicesOf(PLACE_WORDS) };

/** For the end of the line: no visit has this id. */
export const AT_THE_END = '';

/** Whom they are to stand before; those who are urgent stand before all. @param line who waits, in order */
export function placeWhereQuestion(line: readonly TodayRow[], mover: VisitId): Question {
  const others = line.filter(({ visit, placedFor }) => visit !== mover && placedFor !== 'clinical');
  return {
    label: 'Which place in line?',
    choices: [
      ...others.map((row) => ({ value: row.visit, label: `Before ${nameText(row)}`, detail: row.ticket ?? '' })),
      { value: AT_THE_END, label: 'At the end' }
    ]
  };
}

export const UNSEEN_WORDS: Readonly<Record<UnseenWhy, string>> = {
  'waited-too-long': 'Left unseen: waited too long',
  'no-answer': 'Left unseen: did not answer the calls'
};

/** A reason, and after a space why somebody left unseen. */
export const leaveQuestion: Question = {
  label: 'Why did they leave?',
  choices: [
    // A visit is joined where both are seen beside each other.
    ...choicesOf(LEAVE_WORDS).filter(({ value }) => value !== 'joined'),
    ...choicesOf(UNSEEN_WORDS).map(({ value, label }) => ({ value: `without-being-seen ${value}`, label }))
  ]
};

/** `left-before` belongs to those who are here: they are marked as left. */
export const noShowQuestion: Question = {
  label: 'No-show: why?',
  choices: choicesOf(NO_SHOW_WORDS).filter(({ value }) => value !== 'left-before')
};

function choicesOf(words: Readonly<Record<string, string>>): readonly ListChoice[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
