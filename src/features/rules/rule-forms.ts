import type { VisitTypeId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { OverlapPolicy, TypeRules } from '#domain/scheduling/plan-facts.ts';
import type { RecallRule } from '#domain/scheduling/recall.ts';

export type RuleFormRefusal =
  | { readonly code: 'rules/bad-number'; readonly what: string; readonly most: number }
  | { readonly code: 'rules/no-provider' }
  | { readonly code: 'rules/bad-positions' }
  | { readonly code: 'rules/no-types' };

/** A visit type's rules as they are typed. */
export interface TypeRulesForm {
  readonly dailyCap: string;
  readonly intervalDays: string;
  readonly before: string;
  readonly after: string;
  readonly referral: boolean;
  readonly authorization: boolean;
}

export function typeRulesForm(rules: TypeRules | undefined): TypeRulesForm {
  const text = (value: number | null | undefined): string => (value ? String(value) : '');
  return {
    dailyCap: text(rules?.dailyCap),
    intervalDays: text(rules?.intervalDays),
    before: text(rules?.before),
    after: text(rules?.after),
    referral: rules?.referral ?? false,
    authorization: rules?.authorization ?? false
  };
}

/** The rules that are meant [RULE-1]. What the form does not show, the rooms and people a type takes, stays. */
export function typeRulesFrom(
  visitType: VisitTypeId,
  form: TypeRulesForm,
  was: TypeRules | undefined
): Result<TypeRules, RuleFormRefusal> {
  const numbers = {
    dailyCap: whole(form.dailyCap, 'The most a day', 1_000),
    intervalDays: whole(form.intervalDays, 'The days between', 3_660),
    before: whole(form.before, 'The minutes before', 240),
    after: whole(form.after, 'The minutes after', 240)
  };
  for (const number of Object.values(numbers)) if (!number.ok) return number;
  const value = (key: keyof typeof numbers): number | null => (numbers[key].ok ? numbers[key].value : null);
  return ok({
    visitType,
    segments: was?.segments ?? [],
    before: value('before') ?? 0,
    after: value('after') ?? 0,
    dailyCap: value('dailyCap'),
    intervalDays: value('intervalDays'),
    referral: form.referral,
    authorization: form.authorization
  });
}

/** When patients are called back for a visit type, as it is typed: days. */
export interface RecallForm {
  readonly afterVisit: string;
  readonly afterNoShow: string;
}

export function recallForm(rule: RecallRule | undefined): RecallForm {
  const text = (days: number | null | undefined): string => (days ? String(days) : '');
  return { afterVisit: text(rule?.afterVisitDays), afterNoShow: text(rule?.afterNoShowDays) };
}

/** The rule that is meant [RULE-7]: nothing typed is no recall. */
export function recallFrom(visitType: VisitTypeId, form: RecallForm): Result<RecallRule, RuleFormRefusal> {
  const afterVisit = whole(form.afterVisit, 'The days after the visit', 3_660);
  if (!afterVisit.ok) return afterVisit;
  const afterNoShow = whole(form.afterNoShow, 'The days after a missed visit', 3_660);
  if (!afterNoShow.ok) return afterNoShow;
  return ok({ visitType, afterVisitDays: afterVisit.value, afterNoShowDays: afterNoShow.value });
}

/** Where a second visit may begin: anywhere, at the top of the hour only, or as a wave of two at the hour and one at half past. */
export type Positions = 'any' | 'top' | 'wave' | 'own';

/** How far a provider may be booked twice, as it is typed. */
export interface OverlapForm {
  readonly practitioner: string;
  /** '' is every type that has no policy of its own. */
  readonly visitType: string;
  readonly maxConcurrent: string;
  /** Null: any type. */
  readonly mayOverlap: readonly VisitTypeId[] | null;
  readonly maxPerSession: string;
  readonly positions: Positions;
  /** `0 x 2, 30 x 1`: minutes of the hour and how many may begin there. */
  readonly own: string;
  readonly needsReason: boolean;
  readonly tellsProvider: boolean;
}

const TOP: OverlapPolicy['positions'] = [{ minute: 0, starts: 2 }];
const WAVE: OverlapPolicy['positions'] = [
  { minute: 0, starts: 2 },
  { minute: 30, starts: 1 }
];

export function overlapForm(policy: OverlapPolicy | undefined): OverlapForm {
  const positions = policy?.positions ?? [];
  const same = (to: OverlapPolicy['positions']): boolean => positionsText(to) === positionsText(positions);
  return {
    practitioner: policy?.practitioner ?? '',
    visitType: policy?.visitType ?? '',
    maxConcurrent: String(policy?.maxConcurrent ?? 2),
    mayOverlap: policy?.mayOverlap ?? null,
    maxPerSession: policy?.maxPerSession ? String(policy.maxPerSession) : '',
    positions: positions.length === 0 ? 'any' : same(TOP) ? 'top' : same(WAVE) ? 'wave' : 'own',
    own: positionsText(positions),
    needsReason: policy?.needsReason ?? true,
    tellsProvider: policy?.tellsProvider ?? false
  };
}

/** The policy that is meant [RULE-2]. */
export function overlapFrom(form: OverlapForm): Result<OverlapPolicy, RuleFormRefusal> {
  if (form.practitioner === '') return err({ code: 'rules/no-provider' });
  const most = whole(form.maxConcurrent, 'How many at once', 20);
  if (!most.ok) return most;
  if (most.value === null) return err({ code: 'rules/bad-number', what: 'How many at once', most: 20 });
  const session = whole(form.maxPerSession, 'The most a session', 1_000);
  if (!session.ok) return session;
  if (form.mayOverlap?.length === 0) return err({ code: 'rules/no-types' });
  const positions =
    form.positions === 'own' ? positionsFrom(form.own) : { any: [], top: TOP, wave: WAVE }[form.positions];
  if (!positions) return err({ code: 'rules/bad-positions' });
  return ok({
    practitioner: form.practitioner,
    visitType: form.visitType === '' ? null : form.visitType,
    maxConcurrent: most.value,
    mayOverlap: form.mayOverlap,
    maxPerSession: session.value,
    positions,
    needsReason: form.needsReason,
    ...(form.tellsProvider ? { tellsProvider: true } : {})
  });
}

export function positionsText(positions: OverlapPolicy['positions']): string {
  return positions.map(({ minute, starts }) => `${minute} x ${starts}`).join(', ');
}

function positionsFrom(text: string): OverlapPolicy['positions'] | null {
  const parts = text.split(',').map((part) => /^\s*:?(\d{1,2})\s*[x×]\s*(\d{1,2})\s*$/.exec(part));
  const positions = parts.flatMap((match) => (match ? [{ minute: Number(match[1]), starts: Number(match[2]) }] : []));
  const isWhole = positions.length === parts.length && positions.length <= 12;
  const isUnique = new Set(positions.map(({ minute }) => minute)).size === positions.length;
  return isWhole && isUnique && positions.every(({ minute, starts }) => minute < 60 && starts > 0) ? positions : null;
}

/** Null when nothing is typed: no such rule. */
export function whole(text: string, what: string, most: number): Result<number | null, RuleFormRefusal> {
  const typed = text.trim();
  if (typed === '' || typed === '0') return ok(null);
  const value = /^\d{1,5}$/.test(typed) ? Number(typed) : NaN;
  return value >= 1 && value <= most ? ok(value) : err({ code: 'rules/bad-number', what, most });
}
