import { factId, type FactId, type Recorded } from '../fact.ts';
import type { PatientId, UserId } from '../ids.ts';
import { writtenTo, type Register } from '../register.ts';
import { instantOf, type Instant, type LocalDate } from '../time.ts';
import {
  COVERAGE_ORDERS,
  type CoverageFact,
  type CoverageField,
  type CoverageId,
  type CoverageSaid,
  type WithdrawnReason
} from './coverage-facts.ts';
import type { EligibilityCheck } from './eligibility-facts.ts';
import type { MspAnswers } from './msp.ts';

/** Fields that decide who is billed and as whom: two desks that differ in one are asked about [COV-2]. */
export const HIGH_RISK_OF_COVERAGE: ReadonlySet<CoverageField> = new Set<CoverageField>([
  'kind',
  'order',
  'payer',
  'member',
  'subscriber',
  'period',
  'injury'
]);

export interface CoverageFork {
  readonly coverage: CoverageId;
  readonly field: CoverageField;
  readonly values: readonly unknown[];
  readonly facts: readonly FactId[];
}

/** Who said something, and when. */
export interface Said {
  readonly by: UserId;
  readonly at: Instant;
}

export interface CardsBefore extends NonNullable<CoverageSaid['cards']> {
  readonly since: Instant;
  readonly until: Instant;
}

/** One coverage, as its facts say it is. */
export interface Coverage extends CoverageSaid {
  readonly coverage: CoverageId;
  /** The record it was written to, which is where it is changed: not the survivor's where two were merged. */
  readonly patient: PatientId;
  readonly added: Said;
  /** The last to write anything of it. */
  readonly changed: Said;
  /** Pictures of the card that were replaced by others, the newest first, and from when to when they were the card's. Absent: none were. */
  readonly cardsBefore?: readonly CardsBefore[];
  /** The answers of its payer, the newest first. */
  readonly checks: readonly (EligibilityCheck & Said)[];
}

/** All that a record says of who pays. */
export interface Coverages {
  /** In the order they pay, then the newest first; ended ones too. Cases come first. */
  readonly list: readonly Coverage[];
  readonly withdrawn: readonly (Coverage & { readonly reason: WithdrawnReason; readonly taken: Said })[];
  /** Open questions, at most one a field of a coverage. The later of a fork's values stands meanwhile. */
  readonly forks: readonly CoverageFork[];
  /** The last word on paying without insurance; absent where none was said. */
  readonly selfPay?: Said & { readonly pays: boolean; readonly note?: string };
  /** The last answers to who pays before Medicare. */
  readonly msp?: Said & { readonly answers: MspAnswers };
}

interface Growing {
  said: Coverage;
  readonly registers: Map<CoverageField, Register>;
  readonly first: FactId;
  withdrawn: (Said & { readonly reason: WithdrawnReason }) | null;
  /** When the pictures of the card were said that stand; undefined: with the coverage. */
  cardsSince?: Instant;
}

/** What the facts of a record say of who pays; null where they say nothing. @param facts standing ones, in order */
export function coveragesIn(facts: readonly Recorded[]): Coverages | null {
  const all = new Map<CoverageId, Growing>();
  let selfPay: Coverages['selfPay'];
  let msp: Coverages['msp'];
  for (const recorded of facts) {
    const fact = recorded.fact as CoverageFact; // another kind falls through
    const said = { by: fact.by, at: instantOf(fact.at) };
    if (fact.kind === 'coverage/added') {
      const { patient, coverage, ...of } = fact.of;
      if (all.has(coverage)) continue;
      const grown = { ...of, coverage, patient, added: said, changed: said, checks: [] };
      all.set(coverage, { said: grown, registers: new Map(), first: factId(recorded), withdrawn: null });
    } else if (fact.kind === 'coverage/self-pay-said') {
      selfPay = { ...said, pays: fact.of.pays, ...(fact.of.note === undefined ? {} : { note: fact.of.note }) };
    } else if (fact.kind === 'coverage/msp-asked') {
      msp = { ...said, answers: fact.of.answers };
    } else {
      const one = all.get((fact.of as { readonly coverage?: CoverageId }).coverage ?? '');
      if (one) step(one, fact, recorded, said);
    }
  }
  if (all.size === 0 && !selfPay && !msp) return null;
  const every = [...all.values()];
  return {
    list: every.filter(({ withdrawn }) => !withdrawn).map(({ said }) => said).sort(inTurn), // prettier-ignore
    withdrawn: every.flatMap(({ said, withdrawn }) => {
      if (!withdrawn) return [];
      const { reason, ...taken } = withdrawn;
      return [{ ...said, reason, taken }];
    }),
    forks: every.filter(({ withdrawn }) => !withdrawn).flatMap(forksOf),
    ...(selfPay ? { selfPay } : {}),
    ...(msp ? { msp } : {})
  };
}

function step(one: Growing, fact: CoverageFact, recorded: Recorded, said: Said): void {
  if (fact.kind === 'coverage/changed') {
    const { field, from, to } = fact.of;
    const value = one.said[field] ?? null;
    const register = one.registers.get(field) ?? { value, writer: one.first, split: null };
    const isHighRisk = HIGH_RISK_OF_COVERAGE.has(field);
    const next = writtenTo(register, { from, to, id: factId(recorded), isHighRisk });
    if (next === register) return;
    one.registers.set(field, next);
    const before = field === 'cards' ? cardsBefore(one, said.at) : {};
    one.said = withField({ ...one.said, ...before, changed: said }, field, next.value);
  } else if (fact.kind === 'coverage/withdrawn') {
    one.withdrawn ??= { ...said, reason: fact.of.reason };
  } else if (fact.kind === 'eligibility/verified') {
    const { patient: _, coverage: __, ...check } = fact.of;
    one.said = { ...one.said, checks: [{ ...check, ...said }, ...one.said.checks] };
  }
}

/** The pictures that stood until now, kept with their days [COV-12]. */
function cardsBefore(one: Growing, until: Instant): Pick<Coverage, 'cardsBefore'> {
  const since = one.cardsSince ?? one.said.added.at;
  one.cardsSince = until;
  const { cards, cardsBefore: older = [] } = one.said;
  return cards ? { cardsBefore: [{ ...cards, since, until }, ...older] } : {};
}

/** Fields that every coverage has; of the others null takes the field away. */
const NEEDED: ReadonlySet<CoverageField> = new Set<CoverageField>(['kind', 'period', 'payer', 'member', 'subscriber']);

function withField(coverage: Coverage, field: CoverageField, to: unknown): Coverage {
  if (to !== null || field === 'order') return { ...coverage, [field]: to };
  if (NEEDED.has(field)) return coverage;
  const { [field]: _, ...rest } = coverage;
  return rest as Coverage; // what may be absent is
}

function forksOf({ said, registers }: Growing): readonly CoverageFork[] {
  return [...registers].flatMap(([field, { split }]) => (split ? [{ coverage: said.coverage, field, ...split }] : []));
}

const rank = ({ order }: Coverage): number => (order === null ? -1 : COVERAGE_ORDERS.indexOf(order));

function inTurn(a: Coverage, b: Coverage): number {
  const started = (one: Coverage): string => one.period.start ?? '';
  return (
    rank(a) - rank(b) ||
    started(b).localeCompare(started(a)) ||
    b.added.at - a.added.at ||
    a.coverage.localeCompare(b.coverage)
  );
}

/** Whether it is good on a day, as far as its own dates say. */
export function isGoodOn({ period: { start, end } }: Pick<CoverageSaid, 'period'>, day: LocalDate): boolean {
  return (start === null || start <= day) && (end === null || day <= end);
}

/** The coverages that are good on a day, in the order they pay. */
export function coveringOn(coverages: Coverages | undefined, day: LocalDate): readonly Coverage[] {
  return (coverages?.list ?? []).filter((one) => isGoodOn(one, day));
}
