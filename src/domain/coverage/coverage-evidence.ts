import type { Evidence, Looked } from '../patient/evidence.ts';
import type { LocalDate } from '../time.ts';
import { clashesIn } from './clashes.ts';
import { coveringOn, type Coverage, type Coverages } from './coverages.ts';

/** What check-in has to know of who pays on a day [CHK-8]. */
export interface CoverageLooked {
  /** Null where the record says nothing: then a card that was seen is all there is. */
  readonly isThere: boolean | null;
  /** Of several that pay, the one that was looked at longest ago. */
  readonly evidence: Evidence | null;
  /** One of them is good for a month at a time (Medicaid). */
  readonly isMonthly: boolean;
  /** Two desks wrote different things of one that pays, or two cannot both be so. */
  readonly isInDoubt: boolean;
}

/** @param day on which somebody has to pay */
export function coverageLooked(patient: Looked & { readonly coverages?: Coverages }, day: LocalDate): CoverageLooked {
  const { coverages, evidence: all = {} } = patient;
  const paying = coveringOn(coverages, day);
  const whole = all['coverage'] ?? null;
  if (paying.length === 0) {
    const { selfPay } = coverages ?? {};
    const alone: Evidence | null = selfPay?.pays ? { how: 'asked', at: selfPay.at, by: selfPay.by } : null;
    const ended = coverages?.list ?? [];
    const isThere = alone ? true : ended.length > 0 ? false : null;
    return {
      isThere,
      evidence: latest([alone, whole, ...ofKind(all), ...ended.map(ownEvidence)]),
      isMonthly: false,
      isInDoubt: false
    };
  }
  const evidence = paying
    .map((one) => latest([whole, all[`coverage:${one.coverage}`] ?? null, ownEvidence(one), payersEvidence(one)]))
    .reduce((oldest, one) => (oldest && one && oldest.at <= one.at ? oldest : one));
  return {
    isThere: true,
    evidence,
    isMonthly: paying.some(({ plan }) => plan?.type === 'medicaid'),
    isInDoubt: isInDoubt(coverages, paying)
  };
}

/** Whether somebody has to decide first what is so of one of these. */
export function isInDoubt(coverages: Coverages | undefined, some: readonly Pick<Coverage, 'coverage'>[]): boolean {
  const asked = new Set(some.map(({ coverage }) => coverage));
  return (
    (coverages?.forks ?? []).some(({ coverage }) => asked.has(coverage)) ||
    clashesIn(coverages?.list ?? []).some((clash) => clash.coverages.every((one) => asked.has(one)))
  );
}

/** Writing it down is looking at it, unless a device wrote it in its own name. */
function ownEvidence({ changed: { at, by } }: Coverage): Evidence {
  return { how: by.startsWith('device:') ? 'received' : 'entered', at, by };
}

function payersEvidence({ checks: [check] }: Coverage): Evidence | null {
  return check ? { how: 'payer', at: check.at, by: check.by } : null;
}

function ofKind(all: Readonly<Record<string, Evidence>>): readonly Evidence[] {
  return Object.entries(all).flatMap(([field, one]) => (field.startsWith('coverage:') ? [one] : []));
}

function latest(some: readonly (Evidence | null)[]): Evidence | null {
  return some.reduce((last, one) => (last && (!one || last.at >= one.at) ? last : one), null);
}
