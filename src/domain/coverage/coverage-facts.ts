import type { Fact } from '../fact.ts';
import type { CaseId, PatientId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { EligibilityFact } from './eligibility-facts.ts';
import type { MspAnswers } from './msp.ts';

/** Names one coverage of one person for ever; evidence speaks of it as `coverage:<id>`. */
export type CoverageId = string;

/** Which of them pays first. FHIR R4 Coverage.order 1 to 3; X12 SBR01 P, S, T. */
export const COVERAGE_ORDERS = ['primary', 'secondary', 'tertiary'] as const;
export type CoverageOrder = (typeof COVERAGE_ORDERS)[number];

/** `health` pays for any visit in its order; the other two pay for one injury alone, a case. */
export const COVERAGE_KINDS = ['health', 'workers-comp', 'auto'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

/** X12 EB04, insurance type, as far as a front office tells them apart. */
export const PLAN_TYPES = ['ppo', 'hmo', 'pos', 'epo', 'medicare', 'medicare-advantage', 'medicaid', 'tricare', 'other'] as const; // prettier-ignore
export type PlanType = (typeof PLAN_TYPES)[number];

/** The patient's relationship to the subscriber: FHIR R4 subscriber-relationship, X12 PAT01. */
export const RELATIONSHIPS = ['self', 'spouse', 'child', 'parent', 'other'] as const;
export type SubscriberRelationship = (typeof RELATIONSHIPS)[number];

export interface Payer {
  readonly name: string;
  /** As claims name it (X12 NM109 with PI); empty when not known. */
  readonly id: string;
}

/** In whose name the coverage is. */
export interface Subscriber {
  readonly relationship: SubscriberRelationship;
  /** For `self` the patient's own, and then absent unless somebody wrote down how the card has it [COV-14]. */
  readonly name?: { readonly family: string; readonly given: string };
  readonly birthDate?: LocalDate;
}

/** Days it is good, both included; null where nobody knows, or it has no end. */
export interface CoveragePeriod {
  readonly start: LocalDate | null;
  readonly end: LocalDate | null;
}

/** What a case policy is about: one injury (workers' compensation, auto). */
export interface Injury {
  /** X12 REF*Y4. */
  readonly claim: string;
  readonly date: LocalDate;
  readonly adjuster?: string;
  readonly adjusterPhone?: string;
  readonly employer?: string;
  /** Two letters: whose law it goes by. */
  readonly state?: string;
}

/** Everything that is said of one coverage. FHIR R4 Coverage. */
export interface CoverageSaid {
  readonly kind: CoverageKind;
  /** Null for a case policy: it comes before all others, for its injury alone. */
  readonly order: CoverageOrder | null;
  readonly period: CoveragePeriod;
  readonly payer: Payer;
  readonly plan?: { readonly type: PlanType; readonly name?: string };
  /** Empty for a case that goes by its claim number. */
  readonly member: string;
  readonly group?: string;
  /** What a pharmacy needs of the card. */
  readonly pharmacy?: { readonly bin?: string; readonly pcn?: string; readonly group?: string };
  readonly subscriber: Subscriber;
  /** As it is printed on the card: `PCP $25 / SPEC $50`. */
  readonly copay?: string;
  /** The payer's number for offices, from the back of the card. */
  readonly phone?: string;
  /** Pictures of the card among the patient's documents. */
  readonly cards?: { readonly front?: CaseId; readonly back?: CaseId };
  readonly injury?: Injury;
}

export type CoverageField = keyof CoverageSaid;

/** Each of them, in the order a person reads them. */
export const COVERAGE_FIELDS = ['kind', 'order', 'payer', 'plan', 'member', 'group', 'subscriber', 'period', 'injury', 'copay', 'phone', 'pharmacy', 'cards'] as const satisfies readonly CoverageField[]; // prettier-ignore

/** One field set to a new value, naming the value it replaced [COV-2]. */
export type CoverageChange = {
  readonly [F in CoverageField]: {
    readonly patient: PatientId;
    readonly coverage: CoverageId;
    readonly field: F;
    readonly from: CoverageSaid[F] | null;
    readonly to: CoverageSaid[F] | null;
  };
}[CoverageField];

/** Why a coverage is taken out of the list: it never was this person's. One that ended is kept with its end. */
export type WithdrawnReason = 'entered-in-error' | 'wrong-patient' | 'duplicate';

/** Facts of a `patient/<id>` document about who pays. */
export type CoverageFact =
  | Fact<'coverage/added', { readonly patient: PatientId; readonly coverage: CoverageId } & CoverageSaid>
  | Fact<'coverage/changed', CoverageChange>
  | Fact<
      'coverage/withdrawn',
      { readonly patient: PatientId; readonly coverage: CoverageId; readonly reason: WithdrawnReason }
    >
  /** The patient pays without insurance, or no longer; said again it replaces what was said. */
  | Fact<'coverage/self-pay-said', { readonly patient: PatientId; readonly pays: boolean; readonly note?: string }>
  /** What a Medicare patient answered to who has to pay before Medicare (42 CFR 411 subparts C to H). */
  | Fact<'coverage/msp-asked', { readonly patient: PatientId; readonly answers: MspAnswers }>
  | EligibilityFact;
