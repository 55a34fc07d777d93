import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Words } from '#domain/result.ts';
import { BOOKING_ROLES } from '#domain/scheduling/conflict-rules.ts';
import type { OverlapPolicy, TypeRules } from '#domain/scheduling/plan-facts.ts';
import type { Profile } from '#domain/scheduling/profiles.ts';
import type { RecallRule } from '#domain/scheduling/recall.ts';
import type { UnconfirmedPolicy } from '#domain/scheduling/unconfirmed.ts';
import type { ArrivalWindow, LatePolicy } from '#domain/visit/arrival-window.ts';
import { dayText, languageText } from '#ui/format.ts';
import type { OfficeRefusal } from './change-offices.ts';
import type { FlowFormRefusal } from './flow-forms.ts';
import type { ProfileRefusal } from './profile-form.ts';
import { positionsText, type RuleFormRefusal } from './rule-forms.ts';
import type { WouldConflict } from './would-conflict.ts';

export type RuleRefusal = RuleFormRefusal | ProfileRefusal | FlowFormRefusal | OfficeRefusal;

const WORDS: Words<RuleRefusal> = {
  'rules/bad-minutes': ({ what, least, most }) => `${what}: a whole number from ${least} to ${most}.`,
  'rules/grace-too-long': () => 'Who is on time is not too late: “on time” is no longer than “taken late”.',
  'rules/bad-number': ({ what, most }) => `${what}: a whole number up to ${most.toLocaleString('en-US')}, or nothing.`,
  'rules/no-provider': () => 'Choose a provider.',
  'rules/bad-positions': () => 'Type minutes of the hour and how many may begin there, like “0 x 2, 30 x 1”.',
  'rules/no-types': () => 'Choose at least one visit type that may overlap.',
  'profile/too-long': ({ word }) => `“${word.slice(0, 20)}…” is longer than 120 characters. Is a comma missing?`,
  'profile/too-many': () => 'Up to 50 skills, 50 payers and 20 languages.',
  'office/no-name': () => 'Type a name of up to 120 characters.',
  'office/name-taken': () => 'Another office has that name.',
  'office/no-zone': () => 'Choose the time zone it goes by.',
  'office/no-day': () => 'Choose the first day on which it is closed.',
  'office/last': () => 'There would be no office left on that day. Add another one first.',
  'rules/not-yours': () => 'Only a manager may change the practice.'
};

export function wordsFor(refusal: RuleRefusal): string {
  const say = WORDS[refusal.code] as (refusal: RuleRefusal) => string; // the code picks its own words
  return say(refusal);
}

/** What becomes of a visit that nobody confirms [RULE-10]. */
export const UNCONFIRMED_WORDS: Readonly<Record<UnconfirmedPolicy, string>> = {
  keep: 'Keep the visit',
  overbook: 'Let its time be booked once more',
  release: 'Give its time to others'
};

/** What is done with who comes too late. */
export const LATE_WORDS: Readonly<Record<LatePolicy, string>> = {
  see: 'Is seen all the same',
  'wait-for-gap': 'Waits for a gap, like a walk-in',
  rebook: 'Gets another time'
};

/** A visit type's arrival window in a line [ARR-12]. */
export function windowText({ earliest, grace, lateAccept, late }: ArrivalWindow): string {
  const after = LATE_WORDS[late].toLowerCase();
  return `From ${earliest} min before, on time until ${grace} after, taken until ${lateAccept}; later: ${after}`;
}

/** A visit type's rules in a line; `No rules` where there are none. */
export function rulesText(rules: TypeRules | undefined): string {
  if (!rules) return 'No rules';
  const { dailyCap, intervalDays, before, after, referral, authorization } = rules;
  const parts = [
    dailyCap !== null && `at most ${dailyCap} a provider’s day`,
    intervalDays !== null && `not again for ${intervalDays} days`,
    before > 0 && `${before} min free before`,
    after > 0 && `${after} min free after`,
    referral && 'needs a referral',
    authorization && 'needs an authorization'
  ].filter((part) => part !== false);
  return parts.length > 0 ? sentence(parts.join(', ')) : 'No rules';
}

export function overlapText(policy: OverlapPolicy, practice: Practice): string {
  const { maxConcurrent, mayOverlap, maxPerSession, positions, needsReason, tellsProvider } = policy;
  if (maxConcurrent <= 1) return 'Never twice';
  const types = mayOverlap?.map((type) => practice.visitTypes.get(type)?.name ?? type).join(', ');
  const parts = [
    `up to ${maxConcurrent} at once`,
    types !== undefined && `with ${types}`,
    maxPerSession !== null && `${maxPerSession} a session`,
    positions.length > 0 && `beginning at ${positionsText(positions)}`,
    needsReason && 'with a reason',
    tellsProvider === true && 'and they are told'
  ].filter((part) => part !== false);
  return sentence(parts.join(', '));
}

/** Who may let a conflict stand, in a line [RULE-6]. */
export function overrideText(may: readonly StaffRole[]): string {
  if (may.length === 0) return 'Nobody: another time has to be chosen';
  if (BOOKING_ROLES.every((role) => may.includes(role))) return 'Anyone who books, with a reason';
  return `${sentence(
    BOOKING_ROLES.filter((role) => may.includes(role))
      .map((role) => ROLE_NAMES[role])
      .join(', ')
  )}, with a reason`;
}

/** When patients are called back, in a line [RULE-7]. */
export function recallText(rule: RecallRule | undefined): string {
  if (!rule) return 'No recall';
  const { afterVisitDays, afterNoShowDays } = rule;
  const parts = [
    afterVisitDays !== null && `${daysText(afterVisitDays)} after the visit`,
    afterNoShowDays !== null && `${daysText(afterNoShowDays)} after a missed one`
  ].filter((part) => part !== false);
  return parts.length > 0 ? sentence(parts.join(', ')) : 'No recall';
}

/** What somebody can do, speaks and accepts, in a line [RULE-9]. */
export function profileText(profile: Profile | undefined, kind: Profile['kind']): string {
  const { skills = [], languages = [], payers = null } = profile ?? {};
  const spoken = languages.map(languageText).join(', ');
  const parts = [
    skills.join(', '),
    spoken === '' ? '' : `${kind === 'staff' ? 'interprets' : 'speaks'} ${spoken}`,
    payers === null ? '' : `only ${payers.join(', ')}`
  ].filter(Boolean);
  return parts.length > 0 ? sentence(parts.join('; ')) : 'Nothing said';
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days.toLocaleString('en-US')} days`;
}

/** What the roles that book are called here. */
export const ROLE_NAMES: Readonly<Record<StaffRole, string>> = {
  clerk: 'front desk',
  assistant: 'office assistant',
  biller: 'biller',
  coordinator: 'coordinator',
  clinical: 'clinical staff',
  manager: 'manager',
  'privacy-officer': 'privacy officer'
};

export function conflictText({ count, first }: WouldConflict): string {
  if (count === 0 || first === null) return 'No visit of the next 30 days would be in conflict.';
  const visits = count === 1 ? '1 visit' : `${count.toLocaleString('en-US')} visits`;
  return `${visits} in the next 30 days would be in conflict, the first on ${dayText(first)}. They stay as they are, and are shown.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
