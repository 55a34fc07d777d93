import type { MspQuestion, MspReason, MspResult } from '#domain/coverage/msp.ts';

/** What the clerk reads out. */
export const MSP_ASKS: Readonly<Record<MspQuestion, string>> = {
  'black-lung': 'Is today’s visit for black lung disease, with federal black lung benefits?',
  research: 'Is the visit paid for by a government research grant?',
  va: 'Has the Department of Veterans Affairs agreed to pay for this visit?',
  'work-injury': 'Is it because of an injury or illness from work?',
  accident: 'Is it because of an accident away from work?',
  'entitled-by': 'Why do you have Medicare?',
  'group-plan': 'Are you also in a group health plan, your own, your spouse’s or a family member’s?',
  working: 'Does that plan come from a job that you or they still work in?',
  'employer-size': 'How many people work for that employer?',
  'esrd-months': 'Since when have you had Medicare for kidney failure?'
};

export const MSP_ANSWERS: Readonly<Record<string, string>> = {
  yes: 'Yes',
  no: 'No',
  'no-fault': 'Yes, and no-fault or auto insurance pays whoever was at fault',
  liability: 'Yes, and somebody else is held liable',
  age: 'Age 65 or older',
  disability: 'A disability',
  esrd: 'Kidney failure (ESRD)',
  'under-20': 'Fewer than 20',
  '20-to-99': '20 to 99',
  '100-or-more': '100 or more',
  'first-30': 'Within the first 30 months',
  later: 'Longer than 30 months'
};

export const MSP_PAYS: Readonly<Record<MspResult['primary'], string>> = {
  medicare: 'Medicare pays first',
  'group-plan': 'The group health plan pays first, Medicare second',
  'workers-comp': 'Workers’ compensation pays first, Medicare second',
  'no-fault': 'The no-fault or auto insurance pays first, Medicare second',
  liability: 'The liability insurance pays first, Medicare second',
  'black-lung': 'The federal black lung program pays first, Medicare second',
  va: 'Veterans Affairs pays; Medicare does not for the same visit',
  research: 'The research grant pays first, Medicare second'
};

export const MSP_WHY: Readonly<Record<MspReason, string>> = {
  'black-lung': 'the visit is for black lung disease',
  research: 'a research program covers it',
  va: 'Veterans Affairs has authorized it',
  'work-injury': 'it comes from work',
  'no-fault': 'of an accident with no-fault insurance',
  liability: 'of an accident somebody is liable for',
  'large-employer': 'a group plan of an employer with 20 people or more comes before Medicare by age',
  'very-large-employer': 'a group plan of an employer with 100 people or more comes before Medicare by disability',
  'esrd-coordination': 'a group plan comes first for 30 months of kidney failure',
  'no-group-plan': 'there is no group plan',
  'not-working': 'nobody works for the group plan’s employer any more',
  'small-employer': 'the employer is too small to come before Medicare',
  'esrd-past': 'the 30 months of the group plan are over'
};
