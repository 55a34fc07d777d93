import { localDateOf, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import { isSameNumber } from './clashes.ts';
import type { Coverage, Said } from './coverages.ts';
import type { EligibilityCheck } from './eligibility-facts.ts';

/**
 * How a coverage stands with its payer (product/06): `verified` by the payer's own system, `manual` by phone or portal, `stale` too long ago,
 * `inactive`, `unchecked`.
 */
export type EligibilityState = 'verified' | 'manual' | 'stale' | 'inactive' | 'unchecked';

export interface Eligibility {
  readonly state: EligibilityState;
  /** The latest answer; null where nobody has asked. */
  readonly check: (EligibilityCheck & Said) | null;
  /** Whole days since it was asked, by the clinic's calendar; null without an answer. */
  readonly daysAgo: number | null;
  /** Why an answer no longer counts. `other-card`: it was about another member number or payer. */
  readonly why: 'days' | 'month' | 'other-card' | null;
}

/** Days that an answer is good for, within its month. */
export const ELIGIBLE_DAYS = 30;

/**
 * The badge of one coverage [COV-9]. Plans change with the month, so an answer of another month is stale however young it is. An answer never
 * hides what the card says.
 */
export function eligibilityOf(
  coverage: Coverage,
  { now, zone }: { readonly now: Instant; readonly zone: ZoneId }
): Eligibility {
  const [check] = coverage.checks;
  if (!check) return { state: 'unchecked', check: null, daysAgo: null, why: null };
  const [today, asked] = [localDateOf(now, zone), localDateOf(check.at, zone)];
  const daysAgo = Math.max(0, Math.round((Date.parse(today) - Date.parse(asked)) / 86_400_000));
  const known = { check, daysAgo };
  if (!isSameNumber(check, coverage)) return { ...known, state: 'stale', why: 'other-card' };
  if (!check.active || (check.term !== undefined && check.term < today))
    return { ...known, state: 'inactive', why: null };
  if (daysAgo > ELIGIBLE_DAYS) return { ...known, state: 'stale', why: 'days' };
  if (isOtherMonth(asked, today)) return { ...known, state: 'stale', why: 'month' };
  return { ...known, state: check.method === 'electronic' ? 'verified' : 'manual', why: null };
}

function isOtherMonth(asked: LocalDate, today: LocalDate): boolean {
  return asked.slice(0, 7) < today.slice(0, 7);
}
