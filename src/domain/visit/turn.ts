import type { VisitId } from '../ids.ts';
import { minutesBetween, type Instant, type Minutes } from '../time.ts';
import { USUAL_WINDOW, type LatePolicy } from './arrival-window.ts';
import type { PlaceReason } from './visit-facts.ts';

/** What an appointment is worth against a walk-in: 9:20 goes before a walk-in of 9:05 (product/13-board-flow.md, order). */
const CREDIT: Minutes = 15;
const MINUTE_MS = 60_000;

/** What the order of a waiting room rests on, of one person in it. */
export interface InLine {
  readonly visit: VisitId;
  /** The appointment's time; null for a walk-in. */
  readonly startsAt: Instant | null;
  readonly arrivedAt: Instant | null;
  /** Until when after the time nobody is late, and until when who is late loses the minutes alone; the usual where nothing is said. */
  readonly grace?: Minutes;
  readonly lateAccept?: Minutes;
  /** Where who is late is seen all the same, they lose no more than the minutes. */
  readonly latePolicy?: LatePolicy;
  /** Why, when, and to which turn a person put them; null while nobody did. */
  readonly placedFor: PlaceReason | null;
  readonly placedAt: Instant | null;
  readonly placedTurn: Instant | null;
}

/** The order of a waiting room: who is to be called first comes first [QUE-2]. Total, and the same on every device. */
export function byTurn(a: InLine, b: InLine): number {
  return (
    rankOf(a) - rankOf(b) ||
    turnOf(a) - turnOf(b) ||
    Number(a.placedAt === null) - Number(b.placedAt === null) ||
    (a.placedAt ?? 0) - (b.placedAt ?? 0) ||
    Number(a.startsAt === null) - Number(b.startsAt === null) ||
    arrivalOf(a) - arrivalOf(b) ||
    (a.visit < b.visit ? -1 : 1)
  );
}

/** When it is somebody's turn, all others being equal [QUE-2]. Nobody is starved: a turn never moves with who comes later. */
export function turnOf(one: InLine): Instant {
  if (one.placedTurn !== null) return one.placedTurn;
  const arrivedAt = arrivalOf(one);
  if (one.startsAt === null) return arrivedAt + CREDIT * MINUTE_MS;
  const { grace, lateAccept, late } = USUAL_WINDOW;
  const past = arrivedAt - one.startsAt;
  if (past <= (one.grace ?? grace) * MINUTE_MS) return one.startsAt;
  const isSeen = (one.latePolicy ?? late) === 'see';
  return isSeen || past <= (one.lateAccept ?? lateAccept) * MINUTE_MS ? arrivedAt : arrivedAt + CREDIT * MINUTE_MS;
}

/** Clinical urgency goes before everything that is only fair. */
function rankOf({ placedFor }: InLine): number {
  return placedFor === 'clinical' ? 0 : 1;
}

function arrivalOf({ arrivedAt }: InLine): Instant {
  return arrivedAt ?? 0;
}

/** Why one stands directly before another: each has its words on screen [QUE-20]. */
export type TurnReason =
  | { readonly code: 'clinical'; readonly at: Instant }
  /** A person moved this one up. */
  | { readonly code: 'placed'; readonly for: PlaceReason; readonly at: Instant }
  /** A person moved the next one back. */
  | { readonly code: 'next-placed'; readonly for: PlaceReason; readonly at: Instant }
  /** The next one was due no later, and came late. */
  | { readonly code: 'next-late'; readonly minutes: Minutes }
  /** Both booked. */
  | { readonly code: 'earlier-time'; readonly mine: Instant; readonly theirs: Instant }
  /** Booked for the same time. */
  | { readonly code: 'same-time'; readonly mine: Instant }
  | { readonly code: 'appointment-first'; readonly mine: Instant; readonly arrived: Instant }
  /** A walk-in who has waited longer than an appointment is worth. */
  | { readonly code: 'waited-longer'; readonly arrived: Instant; readonly theirs: Instant }
  | { readonly code: 'came-first'; readonly arrived: Instant };

/** Why `one` stands before `next`, who is to come after it by `byTurn` [QUE-20]. */
export function whyBefore(one: InLine, next: InLine): TurnReason {
  const arrived = arrivalOf(one);
  if (one.placedFor !== null && one.placedAt !== null) {
    if (one.placedFor === 'clinical') return { code: 'clinical', at: one.placedAt };
    if (byTurn(unplaced(one), next) > 0) return { code: 'placed', for: one.placedFor, at: one.placedAt };
  }
  if (next.placedFor !== null && next.placedAt !== null && byTurn(one, unplaced(next)) > 0)
    return { code: 'next-placed', for: next.placedFor, at: next.placedAt };
  const [mine, theirs] = [one.startsAt, next.startsAt];
  if (
    theirs !== null &&
    arrivalOf(next) - theirs > (next.grace ?? USUAL_WINDOW.grace) * MINUTE_MS &&
    theirs <= (mine ?? arrived)
  )
    return { code: 'next-late', minutes: minutesBetween(theirs, arrivalOf(next)) };
  if (mine !== null && theirs !== null && mine < theirs) return { code: 'earlier-time', mine, theirs };
  if (mine !== null && mine === theirs) return { code: 'same-time', mine };
  if (mine !== null && theirs === null && arrivalOf(next) < arrived)
    return { code: 'appointment-first', mine, arrived: arrivalOf(next) };
  if (mine === null && theirs !== null) return { code: 'waited-longer', arrived, theirs };
  return { code: 'came-first', arrived };
}

function unplaced(one: InLine): InLine {
  return { ...one, placedFor: null, placedAt: null, placedTurn: null };
}

/**
 * The turn that puts somebody directly before another, or behind the last [QUE-21].
 * @param line the others who wait, in order
 * @param before null for the end of the line; null comes back for one who is not in it
 */
export function turnBefore(line: readonly InLine[], before: VisitId | null): Instant | null {
  if (before === null) {
    const last = line.at(-1);
    return last ? turnOf(last) + MINUTE_MS : 0;
  }
  const at = line.findIndex(({ visit }) => visit === before);
  const next = line[at];
  if (!next) return null;
  const turn = turnOf(next);
  const previous = line[at - 1];
  const midst =
    previous && rankOf(previous) === rankOf(next) ? Math.floor((turnOf(previous) + turn) / 2) : turn - MINUTE_MS;
  // Of two that a person put at one turn the earlier word goes first, so that this one must come before it.
  return Math.min(midst, next.placedAt === null ? turn : turn - 1);
}
