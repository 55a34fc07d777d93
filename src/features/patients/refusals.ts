import { CARD_WORDS } from '#domain/money/card-guard.ts';
import type { Words } from '#domain/result.ts';
import type { DetailRefusal } from './detail-text.ts';
import type { RelatedRefusal } from './say-related.ts';
import { longDateText } from './born-words.ts';
import type { ChangeRefusal } from './change-patient.ts';
import type { FieldRefusal } from './demographics-text.ts';
import { FIELD_LABELS } from './field-words.ts';
import type { MergeRefusal, UnmergeRefusal } from './merge-patients.ts';
import type { RegisterRefusal } from './register-patient.ts';
import type { TakeBackRefusal } from './take-back.ts';

export type PatientRefusal =
  | FieldRefusal
  | RegisterRefusal
  | DetailRefusal
  | RelatedRefusal
  | ChangeRefusal
  | TakeBackRefusal
  | MergeRefusal
  | UnmergeRefusal;

const MONTHS = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' });

/** One sentence for each way a change of a patient can be refused. */
export const patientWords: Words<PatientRefusal> = {
  'patient/no-name': () => 'Type a first or a last name.',
  'patient/name-too-long': () => 'Name can be up to 120 characters.',
  'patient/no-birth-date': () => 'Type the date of birth, or say that it is not known.',
  'birth/unreadable': () => 'Type a date like 3/9/1971.',
  'birth/no-such-day': ({ year, month, day }) =>
    `${day} ${MONTHS.format(Date.UTC(2000, month - 1))} ${year} does not exist. Check the ${day > 29 ? 'day' : 'year'}.`,
  'birth/in-the-future': ({ date }) => `${longDateText(date)} is in the future. Check the year.`,
  'birth/too-long-ago': ({ date }) => `${longDateText(date)} is too long ago. Check the year.`,
  'patient/no-sex': () => 'Choose one; “unknown” is one of them.',
  'patient/born-no-such-day': () => 'That day does not exist. Check the date of birth.',
  'patient/born-in-the-future': () => 'That date of birth is in the future. Check the year.',
  'patient/born-too-long-ago': () => 'That date of birth is before 1880. Check the year.',
  'patient/phone-too-long': () => 'A phone number can be up to 40 characters.',
  'patient/too-many-phones': () => 'A patient can have up to 20 phone numbers.',
  'patient/best-time-too-long': () => 'The best time can be up to 80 characters.',
  'patient/bad-email': () => 'Type an e-mail address like name@example.org.',
  'patient/address-too-long': () => 'A line of an address can be up to 200 characters.',
  'patient/address-empty': () => 'Type a street, a city, a state or a ZIP code, or remove this address.',
  'patient/address-bad-day': () => 'That day does not exist.',
  'patient/address-ends-before': () => 'It ends before it begins. Check the two days.',
  'patient/too-many-addresses': () => 'A patient can have up to 10 other addresses.',
  'patient/bad-language': () => 'Choose a language, or type its code, like es.',
  'patient/card-number': () => CARD_WORDS,
  'patient/registered-already': () =>
    'Somebody is registered with this form already. Begin a new one for the next patient.',
  'detail/too-long': ({ most }) => `This can be up to ${most} characters.`,
  'detail/not-four-digits': () => 'Type the last four digits.',
  'detail/no-age': () => 'Type an age in years, like 40.',
  'detail/too-many': () => 'Up to ten alerts.',
  'related/no-name': () => 'Type a first or a last name.',
  'related/too-long': ({ most }) => `This can be up to ${most} characters.`,
  'related/bad-date': () => 'That day does not exist.',
  'related/ends-before': () => 'It ends before it starts.',
  'related/card-number': () => CARD_WORDS,
  'related/not-yours': () => 'Your role does not change this. Ask a manager.',
  'related/no-such': () => 'This person is no longer there.',
  'related/changed-meanwhile': () => 'Another desk has changed this meanwhile. Look at it again.',
  'patient/unknown': () => 'This patient is not on this device yet, or was taken back.',
  'patient/changed-meanwhile': () => 'Another desk has changed this meanwhile. Look at it again.',
  'merge/unknown': () => 'One of the two records is not on this device.',
  'merge/one-record': () => 'These are one record already.',
  'merge/unsettled': ({ field }) =>
    `${FIELD_LABELS[field]}: two desks disagree about it in one of the records. Settle that first.`,
  'merge/changed-meanwhile': () => 'One of the records has changed meanwhile. Look at both again.',
  'merge/not-merged': () => 'These records are not merged any more.',
  'undo/nothing': () => 'There is nothing to undo.',
  'undo/in-use': () => 'This patient has appointments now. Correct what is wrong instead.'
};

export function wordsFor(refusal: PatientRefusal): string {
  const say = patientWords[refusal.code] as (refusal: PatientRefusal) => string; // the code picks its own words
  return say(refusal);
}
