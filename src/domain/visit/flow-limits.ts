import { standing, type Fact, type Recorded } from '../fact.ts';
import type { Minutes } from '../time.ts';

/** From when on the desk is asked to look after something, in minutes; what a practice may set [QUE-25]. */
export interface FlowLimits {
  /** Past their turn for this long, and quiet: they may have left [QUE-22]. Null: longer than nine in ten waited here before. */
  readonly longWatched: Minutes | null;
  /** Nobody has spoken to them for this long. */
  readonly longQuiet: Minutes;
  /** Called so often and not in the room: they have probably gone. A count. */
  readonly callsUnanswered: number;
  /** After the last of those calls, which wants its time to be answered. */
  readonly answerTime: Minutes;
  /** One call that stands for this long is as good as unanswered. */
  readonly longCalled: Minutes;
  /** A provider who is late by this much: the waiting room is told, and the desk asked to tell people [QUE-24]. */
  readonly lateFrom: Minutes;
  /** Who comes within this time is told too. */
  readonly toldAhead: Minutes;
  /** Told again once it has grown by this much, and who was not reached is tried again after as long. */
  readonly toldAgain: Minutes;
  /** An empty room that nobody has made free for this long [QUE-23]. */
  readonly longTurnover: Minutes;
}

/** As a practice begins (product/13-board-flow.md). */
export const USUAL_LIMITS: FlowLimits = {
  longWatched: null,
  longQuiet: 20,
  callsUnanswered: 3,
  answerTime: 5,
  longCalled: 15,
  lateFrom: 15,
  toldAhead: 60,
  toldAgain: 15,
  longTurnover: 15
};

/** Where the practice says nothing and too few have waited here to go by, minutes past their turn. */
export const USUAL_WATCHED: Minutes = 45;

/** What each is called where it is set, in the order it is shown. */
export const LIMIT_WORDS: Readonly<Record<keyof FlowLimits, string>> = {
  longWatched: 'Somebody may have left: minutes past their turn (empty: more than 9 in 10 waited here)',
  longQuiet: 'and minutes since anybody spoke to them',
  callsUnanswered: 'Calls without an answer',
  answerTime: 'Minutes to answer the last of them',
  longCalled: 'Minutes for a single call',
  lateFrom: 'A provider is late from (minutes)',
  toldAhead: 'Told ahead: minutes before the visit',
  toldAgain: 'Told again after (minutes)',
  longTurnover: 'Minutes for a room to be made ready'
};

export const LIMITS = Object.keys(USUAL_LIMITS) as readonly (keyof FlowLimits)[]; // the record has these keys and no others
/** Longer is never. */
export const MOST_LIMIT = 480;

/** A fact of the `practice` document: the limits from now on, all of them. */
export type FlowLimitsFact = Fact<'flow/ruled', FlowLimits>;

/** The limits as last set. */
export function flowLimitsOf(facts: readonly Recorded[]): FlowLimits {
  let limits = USUAL_LIMITS;
  const ours = facts.filter(({ fact: { kind } }) => kind === 'flow/ruled' || kind === 'fact/voided');
  for (const { fact } of standing(ours)) {
    const { kind, of } = fact as FlowLimitsFact; // what is left is one
    if (kind === 'flow/ruled') limits = { ...USUAL_LIMITS, ...of };
  }
  return limits;
}
