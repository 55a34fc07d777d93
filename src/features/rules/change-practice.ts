import { practiceDoc } from '#domain/documents.ts';
import type { NewOf } from '#domain/fact.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import type { Act } from '#domain/practice/acts.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { ConflictFact } from '#domain/scheduling/conflict-rules.ts';
import type { PlanFact } from '#domain/scheduling/plan-facts.ts';
import type { NoShowFact } from '#domain/scheduling/no-shows.ts';
import type { UnconfirmedFact } from '#domain/scheduling/unconfirmed.ts';
import type { ProfileFact } from '#domain/scheduling/profiles.ts';
import type { RecallFact } from '#domain/scheduling/recall.ts';
import type { ArrivalWindowFact } from '#domain/visit/arrival-window.ts';
import type { CheckInRuleFact } from '#domain/visit/check-in-rules.ts';
import type { FlowLimitsFact } from '#domain/visit/flow-limits.ts';
import type { Station } from '#station/station.ts';
import { may } from '#station/verbs.ts';

/** What a manager may say of the practice on this page. */
export type PracticeChange = Extract<
  | NewOf<PracticeFact>
  | NewOf<PlanFact>
  | NewOf<ProfileFact>
  | NewOf<UnconfirmedFact>
  | NewOf<NoShowFact>
  | NewOf<RecallFact>
  | NewOf<ConflictFact>
  | NewOf<CheckInRuleFact>
  | NewOf<ArrivalWindowFact>
  | NewOf<FlowLimitsFact>,
  {
    kind:
      | 'visit-type/ruled'
      | 'overlap/allowed'
      | 'profile/said'
      | 'unconfirmed/ruled'
      | 'no-show/ruled'
      | 'recall/ruled'
      | 'conflict/ruled'
      | 'site-hours/set'
      | 'hours/set'
      | 'device/added'
      | 'site/closed'
      | 'room/added'
      | 'area/added'
      | 'practitioner/waited-for'
      | 'block/placed'
      | 'block/removed'
      | 'check-in/ruled'
      | 'arrival/ruled'
      | 'flow/ruled';
  }
>;

export type ChangeRefusal = { readonly code: 'rules/not-yours' };

const COMMANDS = {
  'visit-type/ruled': 'practice/rule-visit-type',
  'overlap/allowed': 'practice/allow-overlap',
  'profile/said': 'practice/say-profile',
  'unconfirmed/ruled': 'practice/rule-unconfirmed',
  'no-show/ruled': 'practice/rule-no-shows',
  'recall/ruled': 'practice/rule-recall',
  'conflict/ruled': 'practice/rule-conflict',
  'site-hours/set': 'practice/set-site-hours',
  'hours/set': 'practice/set-hours',
  'device/added': 'practice/add-device',
  'site/closed': 'practice/close-office',
  'room/added': 'practice/add-room',
  'area/added': 'practice/add-area',
  'practitioner/waited-for': 'practice/say-waiting-area',
  'block/placed': 'practice/close',
  'block/removed': 'practice/open',
  'check-in/ruled': 'practice/rule-check-in',
  'arrival/ruled': 'practice/rule-arrivals',
  'flow/ruled': 'practice/rule-flow'
} as const satisfies Record<PracticeChange['kind'], Act>;

/** Says something of the practice from now on [RULE-4]: the later word counts, and every desk has it. */
export async function changePractice(station: Station, change: PracticeChange): Promise<Result<void, ChangeRefusal>> {
  const act = COMMANDS[change.kind];
  if (!(await may(station, act))) return err({ code: 'rules/not-yours' });
  await station.record(act, practiceDoc, [change]);
  return ok();
}
