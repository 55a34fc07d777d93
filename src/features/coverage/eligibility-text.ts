import type { Coverage } from '#domain/coverage/coverages.ts';
import { COVERAGE_ORDERS, PLAN_TYPES } from '#domain/coverage/coverage-facts.ts';
import {
  CHECK_METHODS,
  COPAY_TYPES,
  type Allowance,
  type Allowances,
  type CopayType,
  type EligibilityCheck
} from '#domain/coverage/eligibility-facts.ts';
import { centsFrom, type Cents } from '#domain/money/cents.ts';
import { hasCardNumber } from '#domain/money/card-guard.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { cleanLine, cleanText, LONGEST_NAME } from '#domain/text.ts';
import { isLocalDate, type LocalDate } from '#domain/time.ts';

/** What is typed while a payer is on the phone, or its portal is open. */
export interface EligibilityText {
  readonly method: string;
  readonly serviceDate: string;
  readonly asked: string;
  readonly rep: string;
  readonly reference: string;
  readonly active: string;
  readonly effective: string;
  readonly term: string;
  readonly planType: string;
  readonly pcp: string;
  readonly network: string;
  readonly copays: Readonly<Record<CopayType, string>>;
  /** Total and used, for the person and for the family. */
  readonly deductible: SumsText;
  readonly outOfPocket: SumsText;
  readonly coinsurance: string;
  readonly copayComes: string;
  /** With commas between. */
  readonly authorizations: string;
  readonly referral: string;
  readonly limits: readonly { readonly what: string; readonly allowed: string; readonly used: string }[];
  readonly cob: string;
  readonly claimsAddress: string;
  readonly claimsPayerId: string;
  readonly filingDays: string;
  readonly notes: string;
}

export interface SumsText {
  readonly individual: string;
  readonly individualMet: string;
  readonly family: string;
  readonly familyMet: string;
}

const NO_SUMS: SumsText = { individual: '', individualMet: '', family: '', familyMet: '' };

export type EligibilityField = keyof EligibilityText;

export type EligibilityTextRefusal =
  | { readonly code: 'eligibility/no-answer'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/no-reference'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/bad-date'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/bad-amount'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/met-over-total'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/bad-percent'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/bad-count'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/ends-before'; readonly field: EligibilityField }
  | { readonly code: 'eligibility/too-long'; readonly field: EligibilityField; readonly most: number }
  | { readonly code: 'eligibility/card-number'; readonly field: EligibilityField };

/** @param day of service: the appointment's, else today */
export function emptyEligibility(coverage: Coverage, day: LocalDate): EligibilityText {
  return {
    method: 'phone',
    serviceDate: day,
    asked: coverage.phone ?? '',
    ...{ rep: '', reference: '', active: '', effective: '', term: '', planType: coverage.plan?.type ?? '', pcp: '' },
    network: '',
    copays: { pcp: '', specialist: '', 'urgent-care': '', telehealth: '' },
    ...{ deductible: NO_SUMS, outOfPocket: NO_SUMS, coinsurance: '', copayComes: '', authorizations: '', referral: '' },
    limits: [{ what: '', allowed: '', used: '' }],
    ...{ cob: '', claimsAddress: '', claimsPayerId: '', filingDays: '', notes: '' }
  };
}

/** Whether something kept is a form of this version: the parts that lists and tables read are there. */
export function isEligibilityText(kept: unknown): kept is EligibilityText {
  if (typeof kept !== 'object' || kept === null) return false;
  const said = kept as Readonly<Record<string, unknown>>;
  const isPart = (part: unknown): boolean => typeof part === 'object' && part !== null;
  return Array.isArray(said['limits']) && ['copays', 'deductible', 'outOfPocket'].every((part) => isPart(said[part])) && typeof said['rep'] === 'string'; // prettier-ignore
}

export type EligibilityRefusals = Partial<Record<EligibilityField, EligibilityTextRefusal>>;

/** All that is typed, as it would be kept; or each field that is not right yet, and why [COV-8]. */
export function readEligibility(
  text: EligibilityText,
  coverage: Pick<Coverage, 'payer' | 'member'>
): Result<EligibilityCheck, EligibilityRefusals> {
  const refusals: EligibilityRefusals = {};
  const refuse = (refusal: EligibilityTextRefusal): void => void (refusals[refusal.field] ??= refusal);
  const line = lineReader(text, refuse);
  const date = (field: 'serviceDate' | 'effective' | 'term'): LocalDate | undefined => {
    const typed = text[field].trim();
    if (typed !== '' && !isLocalDate(typed)) refuse({ code: 'eligibility/bad-date', field });
    return typed === '' ? undefined : typed;
  };
  const [serviceDate, effective, term] = [date('serviceDate'), date('effective'), date('term')];
  if (serviceDate === undefined) refuse({ code: 'eligibility/bad-date', field: 'serviceDate' });
  if (effective !== undefined && term !== undefined && term < effective)
    refuse({ code: 'eligibility/ends-before', field: 'term' });
  if (text.active !== 'yes' && text.active !== 'no') refuse({ code: 'eligibility/no-answer', field: 'active' });
  const method = CHECK_METHODS.find((one) => one === text.method) ?? 'phone';
  // Who said so on the phone, or the number of the call: without one of them nobody can come back to it.
  if (method === 'phone' && !cleanLine(text.rep) && !cleanLine(text.reference))
    refuse({ code: 'eligibility/no-reference', field: 'reference' });
  const notes = cleanText(text.notes);
  if (notes.length > 2_000) refuse({ code: 'eligibility/too-long', field: 'notes', most: 2_000 });
  if (hasCardNumber(notes)) refuse({ code: 'eligibility/card-number', field: 'notes' });
  const check: EligibilityCheck = {
    method,
    serviceDate: serviceDate ?? '',
    payer: coverage.payer,
    member: coverage.member,
    ...present({
      asked: line('asked', 120),
      rep: line('rep', LONGEST_NAME),
      reference: line('reference', 80)
    }),
    active: text.active === 'yes',
    ...present({
      effective,
      term,
      planType: PLAN_TYPES.find((one) => one === text.planType),
      pcp: line('pcp', LONGEST_NAME),
      network: (['in', 'out'] as const).find((one) => one === text.network)
    }),
    copays: copaysOf(text, refuse),
    ...present({
      deductible: allowancesOf(text, 'deductible', refuse),
      outOfPocket: allowancesOf(text, 'outOfPocket', refuse),
      coinsurance: percentOf(text.coinsurance, refuse),
      copayComes: (['before-deductible', 'after-deductible'] as const).find((one) => one === text.copayComes)
    }),
    authorizations: authorizationsOf(text, refuse),
    ...present({ referral: text.referral === 'yes' ? true : text.referral === 'no' ? false : undefined }),
    limits: limitsOf(text, refuse),
    ...present({
      cob: COVERAGE_ORDERS.find((one) => one === text.cob),
      claims: claimsOf(text, line, refuse),
      notes: notes || undefined
    })
  };
  return Object.keys(refusals).length > 0 ? err(refusals) : ok(check);
}

type Refuse = (refusal: EligibilityTextRefusal) => void;
type LineField = { [F in EligibilityField]: EligibilityText[F] extends string ? F : never }[EligibilityField];
type ReadLine = (field: LineField, most: number) => string | undefined;

function lineReader(text: EligibilityText, refuse: Refuse): ReadLine {
  return (field, most) => {
    const value = cleanLine(text[field]);
    if (value.length > most) refuse({ code: 'eligibility/too-long', field, most });
    if (hasCardNumber(value)) refuse({ code: 'eligibility/card-number', field });
    return value === '' ? undefined : value;
  };
}

/** Without the keys that have nothing: what was not said is absent. */
function present<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>; // those that are left
  };
}

function moneyOf(typed: string, field: EligibilityField, refuse: Refuse): Cents | null {
  if (typed.trim() === '') return null;
  const amount = centsFrom(typed);
  if (amount === null) refuse({ code: 'eligibility/bad-amount', field });
  return amount;
}

function copaysOf({ copays }: EligibilityText, refuse: Refuse): EligibilityCheck['copays'] {
  return COPAY_TYPES.flatMap((type) => {
    const amount = moneyOf(copays[type], 'copays', refuse);
    return amount === null ? [] : [{ type, amount }];
  });
}

function allowancesOf(
  text: EligibilityText,
  field: 'deductible' | 'outOfPocket',
  refuse: Refuse
): Allowances | undefined {
  const sums = text[field];
  const one = (total: string, met: string): Allowance | undefined => {
    const whole = moneyOf(total, field, refuse);
    const used = moneyOf(met, field, refuse);
    if (whole === null) {
      if (used !== null) refuse({ code: 'eligibility/bad-amount', field });
      return undefined;
    }
    if (used !== null && used > whole) refuse({ code: 'eligibility/met-over-total', field });
    return { total: whole, met: used };
  };
  const both = present({
    individual: one(sums.individual, sums.individualMet),
    family: one(sums.family, sums.familyMet)
  });
  return Object.keys(both).length > 0 ? both : undefined;
}

function percentOf(typed: string, refuse: Refuse): number | undefined {
  if (typed.trim() === '') return undefined;
  const match = /^(\d{1,3})\s*%?$/.exec(typed.trim());
  const percent = match ? Number(match[1]) : NaN;
  if (percent <= 100) return percent;
  refuse({ code: 'eligibility/bad-percent', field: 'coinsurance' });
  return undefined;
}

function countOf(typed: string, field: EligibilityField, refuse: Refuse): number | null {
  const match = /^\d{1,4}$/.exec(typed.trim());
  if (typed.trim() !== '' && !match) refuse({ code: 'eligibility/bad-count', field });
  return match ? Number(match[0]) : null;
}

function limitsOf({ limits }: EligibilityText, refuse: Refuse): EligibilityCheck['limits'] {
  return limits.flatMap(({ what: typed, allowed, used }) => {
    const what = cleanLine(typed);
    if (what.length > 120) refuse({ code: 'eligibility/too-long', field: 'limits', most: 120 });
    if (hasCardNumber(what)) refuse({ code: 'eligibility/card-number', field: 'limits' });
    const most = countOf(allowed, 'limits', refuse);
    const sofar = countOf(used, 'limits', refuse);
    if (what === '' && most === null && sofar === null) return [];
    if (what === '' || most === null) refuse({ code: 'eligibility/bad-count', field: 'limits' });
    return [{ what, allowed: most ?? 0, used: sofar }];
  });
}

function authorizationsOf({ authorizations }: EligibilityText, refuse: Refuse): readonly string[] {
  const all = authorizations.split(',').map(cleanLine).filter(Boolean);
  const field = 'authorizations';
  if (all.some((one) => one.length > 120) || all.length > 50)
    refuse({ code: 'eligibility/too-long', field, most: 120 });
  if (all.some(hasCardNumber)) refuse({ code: 'eligibility/card-number', field });
  return all;
}

function claimsOf(text: EligibilityText, line: ReadLine, refuse: Refuse): EligibilityCheck['claims'] {
  const days = countOf(text.filingDays, 'filingDays', refuse);
  const claims = present({
    address: line('claimsAddress', 400),
    payerId: line('claimsPayerId', 80),
    filingDays: days ?? undefined
  });
  return Object.keys(claims).length > 0 ? claims : undefined;
}
