import { byTime, type Recorded } from '../fact.ts';
import type { UserId } from '../ids.ts';
import { instantOf, type Instant } from '../time.ts';
import type { AlarmFact } from './alarm-facts.ts';
import type { StaffVerb } from './practice-facts.ts';

export type Alarm = Extract<AlarmFact, { kind: 'alarm/raised' }>['of'] & {
  readonly at: Instant;
  readonly closed: { readonly by: UserId; readonly at: Instant } | null;
};

/** So long nobody can put an alarm away (SECURITY.md §1.1, emergency access). Milliseconds. */
export const ALARM_STANDS_MS = 24 * 3_600_000;

/**
 * Folds all alarms. Told twice it is one; closed too soon it is not closed, and taken back by `fact/voided` it stands: whatever a
 * device or a manager says [GLASS-6]. @param facts in any order
 */
export function alarmsOf(facts: readonly Recorded[]): ReadonlyMap<string, Alarm> {
  const alarms = new Map<string, Alarm>();
  const told = facts.filter(({ fact }) => fact.kind === 'alarm/raised' || fact.kind === 'alarm/closed').sort(byTime);
  for (const { fact } of told) alarmWith(alarms, fact as AlarmFact); // it is one of the two
  return alarms;
}

function alarmWith(alarms: Map<string, Alarm>, known: AlarmFact): void {
  if (known.kind === 'alarm/raised') {
    if (!alarms.has(known.of.alarm)) alarms.set(known.of.alarm, { ...known.of, at: instantOf(known.at), closed: null });
  } else {
    const alarm = alarms.get(known.of.alarm);
    const at = instantOf(known.at);
    if (alarm && !alarm.closed && mayClose(alarm, at))
      alarms.set(alarm.alarm, { ...alarm, closed: { by: known.by, at } });
  }
}

export function mayClose({ at }: Pick<Alarm, 'at'>, now: Instant): boolean {
  return now - at >= ALARM_STANDS_MS;
}

/** Those that still stand, the latest first. */
export function standingAlarms(alarms: ReadonlyMap<string, Alarm>): readonly Alarm[] {
  return [...alarms.values()].filter(({ closed }) => !closed).sort((a, b) => b.at - a.at);
}

/** Whose business alarms are: managers, and who looks after the access log. */
export function isOverseer(verbs: ReadonlySet<StaffVerb> | undefined): boolean {
  return verbs?.has('people') === true || verbs?.has('audit') === true;
}
