import { ok, type Result } from '#domain/result.ts';
import { MOST_CHECK_DAYS, type CheckInRuleFact, type CheckLine, type CheckNeed } from '#domain/visit/check-in-rules.ts';
import { whole, type RuleFormRefusal } from './rule-forms.ts';

/** A line's rule as it is typed. */
export interface CheckRuleForm {
  readonly need: CheckNeed;
  /** Nothing: for ever. */
  readonly days: string;
  readonly eachYear: boolean;
}

/** What the form says of a line [CHK-4]. */
export function readCheckRule(line: CheckLine, form: CheckRuleForm): Result<CheckInRuleFact['of'], RuleFormRefusal> {
  const days = whole(form.days, 'Days', MOST_CHECK_DAYS);
  if (!days.ok) return days;
  return ok({ line, need: form.need, days: days.value, eachYear: form.eachYear });
}
