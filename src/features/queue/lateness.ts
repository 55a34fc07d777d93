import { minutesBetween, type Instant, type Minutes } from '#domain/time.ts';
import { arrivalTimeOf } from '#domain/visit/arrival-window.ts';
import { minutesText } from '#ui/format.ts';
import type { StatusHue } from '#ui/Status.svelte';
import { STATE_WORDS } from './refusals.ts';
import type { TodayRow } from './today.ts';

/** A wait, and the other stays where someone should look after it, longer than this [QUE-13]. */
export const LONG_WAIT: Minutes = 15;
/** Called and not yet in the room: they did not hear it. */
export const LONG_CALL: Minutes = 5;

/** The minutes that count for a line, what they count, and from when on they are too many. */
export interface Stay {
  readonly minutes: Minutes;
  readonly lateAfter: Minutes;
  /** `waited`, `late`, …: read aloud with the minutes. */
  readonly of: string;
}

/** How long a line has been where it is; null where nobody waits: before the time of the expected, and at the end [QUE-13]. */
export function stayOf(row: TodayRow, now: Instant): Stay | null {
  switch (row.section) {
    case 'expected':
      return now - row.since < 60_000
        ? null
        : { minutes: minutesBetween(row.since, now), lateAfter: row.grace, of: 'late' };
    case 'waiting':
      return { minutes: minutesBetween(row.arrivedAt ?? row.since, now), lateAfter: LONG_WAIT, of: 'waited' };
    case 'rooms': {
      const lateAfter = row.state === 'called' ? LONG_CALL : row.state === 'with-provider' ? Infinity : LONG_WAIT;
      return {
        minutes: minutesBetween(row.since, now),
        lateAfter,
        of: STATE_WORDS[row.state as keyof typeof STATE_WORDS]
      };
    }
    case 'check-out':
      return { minutes: minutesBetween(row.since, now), lateAfter: LONG_WAIT, of: 'at check-out' };
    case 'done':
      return null;
  }
}

/** How long somebody has been in the house, for the list of arrivals; of who is expected how late they are [ARR-15]. */
export function sinceArrivalOf(row: TodayRow, now: Instant): Stay | null {
  if (row.arrivedAt === null) return stayOf(row, now);
  return { minutes: minutesBetween(row.arrivedAt, now), lateAfter: LONG_WAIT, of: 'here for' };
}

/** How early or late somebody came who is here now; null where they came in time, and for a walk-in [FLAG-3]. */
export function cameOf(row: TodayRow): { readonly hue: StatusHue; readonly word: string } | null {
  const { section, startsAt, arrivedAt, earliest, grace, lateAccept, latePolicy: late } = row;
  if ((section !== 'waiting' && section !== 'rooms') || startsAt === null || arrivedAt === null) return null;
  const came = arrivalTimeOf(startsAt, arrivedAt, { earliest, grace, lateAccept, late });
  if (came.code === 'on-time') return null;
  const isLate = came.code === 'late' || came.code === 'too-late';
  return {
    hue: came.code === 'too-late' ? 'trouble' : isLate ? 'waiting' : 'expected',
    word: `came ${minutesText(came.minutes)} ${isLate ? 'late' : 'early'}`
  };
}

/** The status of a line: a hue and a word; the shape comes with the hue. */
export function statusOf(row: TodayRow, now: Instant): { readonly hue: StatusHue; readonly word: string } {
  switch (row.state) {
    case 'expected':
      return isLate(row, now) ? { hue: 'trouble', word: 'Late' } : { hue: 'expected', word: 'Expected' };
    case 'no-show':
      return { hue: 'trouble', word: 'No-show' };
    case 'waiting':
      return isLate(row, now) ? { hue: 'trouble', word: 'Waiting long' } : { hue: 'waiting', word: 'Waiting' };
    case 'done':
      return { hue: 'waiting', word: STATE_WORDS.done };
    case 'checked-out':
      return { hue: 'done', word: STATE_WORDS['checked-out'] };
    case 'left':
      return { hue: 'trouble', word: row.reason === 'without-being-seen' ? 'Left unseen' : STATE_WORDS.left };
    default:
      return { hue: 'active', word: STATE_WORDS[row.state] };
  }
}

function isLate(row: TodayRow, now: Instant): boolean {
  const stay = stayOf(row, now);
  return stay !== null && stay.minutes > stay.lateAfter;
}
