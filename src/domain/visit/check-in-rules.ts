import { standing, type Fact, type Recorded } from '../fact.ts';

/** What is looked at when a patient checks in, in the order it is asked. */
export type CheckLine =
  | 'identity'
  | 'phones'
  | 'address'
  | 'email'
  | 'photo-id'
  | 'coverage'
  | 'consent-to-treat'
  | 'privacy-notice'
  | 'financial-policy';

/** What each line is called at the desk. */
export const CHECK_LINE_WORDS: Readonly<Record<CheckLine, string>> = {
  identity: 'Name, birth date',
  phones: 'Phone',
  address: 'Address',
  email: 'Email',
  'photo-id': 'Photo ID',
  coverage: 'Insurance',
  'consent-to-treat': 'Consent to treat',
  'privacy-notice': 'Privacy notice',
  'financial-policy': 'Financial policy'
};

/** `off`: not asked at all; `recommended`: shown, and stops nobody. */
export type CheckNeed = 'required' | 'recommended' | 'off';

export interface LineRule {
  readonly need: CheckNeed;
  /** Days for which evidence is good; null: for ever. */
  readonly days: number | null;
  /** Evidence of another calendar year is no longer good: plans change in January. */
  readonly eachYear: boolean;
}

/** A fact of the `practice` document: how one line of check-in is held from now on [CHK-4]. */
export type CheckInRuleFact = Fact<'check-in/ruled', LineRule & { readonly line: CheckLine }>;

export type CheckInRules = Readonly<Record<CheckLine, LineRule>>;

const forEver = (need: CheckNeed): LineRule => ({ need, days: null, eachYear: false });
const forDays = (need: CheckNeed, days: number): LineRule => ({ need, days, eachYear: false });

/**
 * As a practice begins (product/04-check-in.md). A photo id and a financial policy are asked for and stop nobody: a child has no licence. A notice of
 * privacy practices is acknowledged once (45 CFR 164.520).
 */
export const USUAL_CHECK_IN: CheckInRules = {
  identity: forEver('required'),
  phones: forDays('required', 180),
  address: forDays('required', 180),
  email: forEver('recommended'),
  'photo-id': forDays('recommended', 365),
  coverage: { need: 'required', days: 30, eachYear: true },
  'consent-to-treat': forDays('required', 365),
  'privacy-notice': forEver('required'),
  'financial-policy': forDays('recommended', 365)
};

export const CHECK_LINES = Object.keys(USUAL_CHECK_IN) as readonly CheckLine[]; // the record has these keys and no others
/** Ten years: longer is for ever. */
export const MOST_CHECK_DAYS = 3_660;

/** The rules as last set. A line of a newer version is nobody's here. */
export function checkInRulesOf(facts: readonly Recorded[]): CheckInRules {
  const rules: Record<CheckLine, LineRule> = { ...USUAL_CHECK_IN };
  const ours = facts.filter(({ fact: { kind } }) => kind === 'check-in/ruled' || kind === 'fact/voided');
  for (const { fact } of standing(ours)) {
    const { kind, of } = fact as CheckInRuleFact; // what is left is one
    if (kind !== 'check-in/ruled' || !CHECK_LINES.includes(of.line)) continue;
    rules[of.line] = { need: of.need, days: of.days, eachYear: of.eachYear };
  }
  return rules;
}
