import type { Fact } from '../fact.ts';
import type { PatientId } from '../ids.ts';
import type { Cents } from '../money/cents.ts';
import type { LocalDate } from '../time.ts';
import type { CoverageId, CoverageOrder, Payer, PlanType } from './coverage-facts.ts';

/** How the payer was asked. `electronic`: X12 270 and 271. */
export const CHECK_METHODS = ['phone', 'portal', 'electronic'] as const;
export type CheckMethod = (typeof CHECK_METHODS)[number];

/** What a copay is for (X12 EB03). */
export const COPAY_TYPES = ['pcp', 'specialist', 'urgent-care', 'telehealth'] as const;
export type CopayType = (typeof COPAY_TYPES)[number];

/** A sum of a year and how much of it is used. */
export interface Allowance {
  readonly total: Cents;
  /** Null where the payer did not say. */
  readonly met: Cents | null;
}

/** For the person and for the family; absent where the payer did not say. */
export interface Allowances {
  readonly individual?: Allowance;
  readonly family?: Allowance;
}

/** So many visits, units or days, and how many are used. */
export interface BenefitLimit {
  readonly what: string;
  readonly allowed: number;
  /** Null where the payer did not say. */
  readonly used: number | null;
}

/**
 * What a payer said of one coverage, however it was asked: typed by somebody on the phone or read from a 271, it is one thing
 * (product/06, manual verification record). What was not said is absent.
 */
export interface EligibilityCheck {
  readonly method: CheckMethod;
  /** The day it was asked about: that of service, never that of the policy. */
  readonly serviceDate: LocalDate;
  /** Who was asked about whom: an answer about another member number says nothing of this one. */
  readonly payer: Payer;
  readonly member: string;
  /** Number called, or address of the portal. */
  readonly asked?: string;
  readonly rep?: string;
  /** The call's reference number. */
  readonly reference?: string;
  readonly active: boolean;
  readonly effective?: LocalDate;
  readonly term?: LocalDate;
  readonly planType?: PlanType;
  /** The primary care provider the payer has on record. */
  readonly pcp?: string;
  /** Of our own NPI. */
  readonly network?: 'in' | 'out';
  readonly copays: readonly { readonly type: CopayType; readonly amount: Cents }[];
  readonly deductible?: Allowances;
  readonly outOfPocket?: Allowances;
  /** The patient's share, whole percent. */
  readonly coinsurance?: number;
  readonly copayComes?: 'before-deductible' | 'after-deductible';
  /** Services that need an authorization. */
  readonly authorizations: readonly string[];
  readonly referral?: boolean;
  readonly limits: readonly BenefitLimit[];
  /** Which of several the payer takes itself to be. */
  readonly cob?: CoverageOrder;
  readonly claims?: { readonly address?: string; readonly payerId?: string; readonly filingDays?: number };
  readonly notes?: string;
}

/** A payer's answer about one coverage. Each stands for itself; the latest is what counts [COV-8]. */
export type EligibilityFact = Fact<
  'eligibility/verified',
  { readonly patient: PatientId; readonly coverage: CoverageId } & EligibilityCheck
>;
