import { CARD_WORDS } from '#domain/money/card-guard.ts';
import type { Words } from '#domain/result.ts';
import { birthDateText } from '#ui/format.ts';
import type { ChangeCoverageRefusal } from './change-coverage.ts';
import { orderText } from './coverage-words.ts';
import type { EligibilityTextRefusal } from './eligibility-text.ts';
import type { WhoPaysRefusal } from './say-who-pays.ts';
import type { TakeBackRefusal } from './take-back.ts';
import type { VerifyEligibilityRefusal } from './verify-eligibility.ts';

export type AnyCoverageRefusal =
  ChangeCoverageRefusal | EligibilityTextRefusal | VerifyEligibilityRefusal | WhoPaysRefusal | TakeBackRefusal;

const coverageWords: Words<AnyCoverageRefusal> = {
  'coverage/no-payer': () => 'Type the payer’s name.',
  'coverage/no-member': () => 'Type the member number on the card.',
  'coverage/no-subscriber': () => 'Type in whose name the insurance is.',
  'coverage/no-claim': () => 'Type the claim number.',
  'coverage/no-injury-date': () => 'Say on which day it happened.',
  'coverage/injury-ahead': () => 'That day has not come yet.',
  'coverage/too-long': ({ most }) => `This can be up to ${most} characters.`,
  'coverage/bad-date': () => 'That day does not exist.',
  'coverage/bad-birth-date': () => 'Type a date of birth like 3/9/1971.',
  'coverage/ends-before': () => 'It ends before it starts.',
  'coverage/bad-bin': () => 'A BIN is six or eight digits.',
  'coverage/card-number': () => CARD_WORDS,
  'coverage/same-card': ({ other }) =>
    `${other.payer.name} with this member number is there already. What pays second cannot be what pays first.`,
  'coverage/overlaps': ({ other }) =>
    `${other.payer.name} is ${orderText(other).toLowerCase()} in that time${other.period.start ? `, since ${birthDateText(other.period.start)}` : ''}. Give one of them an end.`,
  'coverage/not-yours': () => 'Your role does not change insurance. Ask a manager.',
  'coverage/no-such-patient': () => 'This patient is not on this device yet, or was taken back.',
  'coverage/no-such': () => 'This insurance is no longer there.',
  'coverage/changed-meanwhile': () => 'Another desk has changed this meanwhile. Look at it again.',
  'coverage/note-too-long': () => 'A note can be up to 300 characters.',
  'msp/open': () => 'A question is not answered yet.',
  'eligibility/no-answer': () => 'Say whether it is active.',
  'eligibility/no-reference': () => 'Type who you spoke to, or the call’s reference number.',
  'eligibility/bad-date': () => 'That day does not exist.',
  'eligibility/bad-amount': () => 'Type an amount like 12.50.',
  'eligibility/met-over-total': () => 'More is used than there is.',
  'eligibility/bad-percent': () => 'Type a whole percent from 0 to 100.',
  'eligibility/bad-count': () => 'Type what is limited, and how many.',
  'eligibility/ends-before': () => 'It ends before it starts.',
  'eligibility/too-long': ({ most }) => `This can be up to ${most.toLocaleString('en-US')} characters.`,
  'eligibility/card-number': () => CARD_WORDS,
  'eligibility/person-in-doubt': () => 'Two desks disagree about who this is. Settle that first.',
  'eligibility/coverage-in-doubt': () => 'This insurance is in question. Settle that first.',
  'undo/nothing': () => 'There is nothing to undo.'
};

export function wordsFor(refusal: AnyCoverageRefusal): string {
  const say = coverageWords[refusal.code] as (refusal: AnyCoverageRefusal) => string; // the code picks its own words
  return say(refusal);
}
