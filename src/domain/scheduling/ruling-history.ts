import type { Fact, Recorded } from '../fact.ts';
import { standing } from '../fact.ts';
import type { StaffRole } from '../practice/practice-facts.ts';
import { instantOf, type Instant } from '../time.ts';
import type { ConflictClass } from './appointment-facts.ts';
import { CONFLICT_RULES, type ConflictFact } from './conflict-rules.ts';

/** All that a practice ever said of who may let a conflict stand, in order; what it took back is not in it. */
export type RulingHistory = readonly ConflictFact[];

/** A desk may be without the server for so long (`GRACE_MS` of the vault), and books by what it last heard. */
const UNHEARD_MS = 72 * 3_600_000;

/** @param facts of the practice's document, in any order */
export function rulingHistory(facts: Iterable<Recorded>): RulingHistory {
  return standing([...facts].filter(({ fact }) => COUNTED.has(fact.kind))).map(({ fact }) => fact as ConflictFact); // of that kind alone
}
const COUNTED: ReadonlySet<string> = new Set<Fact['kind']>(['conflict/ruled', 'fact/voided']);

/**
 * The classes that a role could not let stand by any word of the practice that a desk may have gone by [RULE-8]: those that stood at any time from
 * three days before it was booked until now. [Note: why so mild] Offline a desk goes by what it heard last, and the patient has been told yes. What a
 * practice allows less of from today is kept at once by every desk that hears of it; here it counts against who could not but know.
 */
export function beyondEveryWord(
  history: RulingHistory,
  role: StaffRole,
  classes: readonly ConflictClass[],
  bookedAt: Instant
): readonly ConflictClass[] {
  const since = bookedAt - UNHEARD_MS;
  return classes.filter((one) => !wordsSince(history, one, since).some((may) => may.includes(role)));
}

/** What stood then, and what has been said since. */
function wordsSince(history: RulingHistory, one: ConflictClass, since: number): readonly (readonly StaffRole[])[] {
  const beginning = CONFLICT_RULES[one].mayOverride ?? [];
  const said = history.filter(({ of }) => of.conflict === one);
  const before = said.findLast(({ at }) => instantOf(at) <= since);
  const after = said.filter(({ at }) => instantOf(at) > since);
  return [before?.of.mayOverride ?? beginning, ...after.map(({ of }) => of.mayOverride)];
}
