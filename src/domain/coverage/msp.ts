import type { PlanType } from './coverage-facts.ts';

/**
 * Who pays before Medicare. The questions are those of CMS's model admission questionnaire (Medicare Secondary Payer Manual, Pub. 100-05,
 * chapter 3, §20.2.1) in our own words; the thresholds are 42 CFR 411.101 and 411.162: 20 employees, 100 employees, 30 months.
 */
export type MspQuestion = keyof typeof QUESTIONS;
export type MspAnswers = Readonly<Partial<Record<MspQuestion, string>>>;

/** Who has to pay first, and why. */
export interface MspResult {
  readonly primary: 'medicare' | 'group-plan' | 'workers-comp' | 'no-fault' | 'liability' | 'black-lung' | 'va' | 'research'; // prettier-ignore
  readonly reason: MspReason;
}

export type MspReason =
  | 'black-lung'
  | 'research'
  | 'va'
  | 'work-injury'
  | 'no-fault'
  | 'liability'
  | 'large-employer'
  | 'very-large-employer'
  | 'esrd-coordination'
  | 'no-group-plan'
  | 'not-working'
  | 'small-employer'
  | 'esrd-past';

const YES_NO = ['yes', 'no'] as const;

/** Each question with its answers. */
export const QUESTIONS = {
  'black-lung': YES_NO,
  research: YES_NO,
  va: YES_NO,
  'work-injury': YES_NO,
  accident: ['no', 'no-fault', 'liability'],
  'entitled-by': ['age', 'disability', 'esrd'],
  'group-plan': YES_NO,
  working: YES_NO,
  'employer-size': ['under-20', '20-to-99', '100-or-more'],
  'esrd-months': ['first-30', 'later']
} as const;

export const MSP_QUESTIONS = Object.keys(QUESTIONS) as readonly MspQuestion[]; // the record has these keys and no others

/** The next question, or what follows from the answers. An answer to a question that does not come up counts for nothing. */
export function mspOf(answers: MspAnswers): { readonly next: MspQuestion } | MspResult {
  const SETTLES = [
    ['black-lung', { primary: 'black-lung', reason: 'black-lung' }],
    ['research', { primary: 'research', reason: 'research' }],
    ['va', { primary: 'va', reason: 'va' }],
    ['work-injury', { primary: 'workers-comp', reason: 'work-injury' }]
  ] as const;
  for (const [question, result] of SETTLES) {
    if (!answers[question]) return { next: question };
    if (answers[question] === 'yes') return result;
  }
  if (!answers.accident) return { next: 'accident' };
  if (answers.accident === 'no-fault') return { primary: 'no-fault', reason: 'no-fault' };
  if (answers.accident === 'liability') return { primary: 'liability', reason: 'liability' };
  if (!answers['entitled-by']) return { next: 'entitled-by' };
  if (!answers['group-plan']) return { next: 'group-plan' };
  if (answers['group-plan'] === 'no') return { primary: 'medicare', reason: 'no-group-plan' };
  return answers['entitled-by'] === 'esrd' ? byMonths(answers) : byEmployer(answers);
}

/** In the first 30 months a group plan pays first, however big the employer is and whether anybody works (42 CFR 411.162). */
function byMonths(answers: MspAnswers): { readonly next: MspQuestion } | MspResult {
  if (!answers['esrd-months']) return { next: 'esrd-months' };
  return answers['esrd-months'] === 'first-30'
    ? { primary: 'group-plan', reason: 'esrd-coordination' }
    : { primary: 'medicare', reason: 'esrd-past' };
}

function byEmployer(answers: MspAnswers): { readonly next: MspQuestion } | MspResult {
  if (!answers.working) return { next: 'working' };
  if (answers.working === 'no') return { primary: 'medicare', reason: 'not-working' };
  const size = answers['employer-size'];
  if (!size) return { next: 'employer-size' };
  if (answers['entitled-by'] === 'disability')
    return size === '100-or-more'
      ? { primary: 'group-plan', reason: 'very-large-employer' }
      : { primary: 'medicare', reason: 'small-employer' };
  return size === 'under-20'
    ? { primary: 'medicare', reason: 'small-employer' }
    : { primary: 'group-plan', reason: 'large-employer' };
}

/** The answers that count, in the order of the questions: what was answered before another answer made it pointless is left out. */
export function askedOf(answers: MspAnswers): MspAnswers {
  const asked: Partial<Record<MspQuestion, string>> = {};
  for (;;) {
    const step = mspOf(asked);
    if (!('next' in step)) return asked;
    const given = answers[step.next];
    if (given === undefined || !(QUESTIONS[step.next] as readonly string[]).includes(given)) return asked;
    asked[step.next] = given;
  }
}

/** Plans that the questions are asked for. */
export function isMedicare(type: PlanType | undefined): boolean {
  return type === 'medicare' || type === 'medicare-advantage';
}
