import type { Words } from '#domain/result.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { AcceptRefusal } from './accept-submission.ts';
import type { CheckInRefusal } from './check-in.ts';
import { CHECK_LINE_WORDS } from '#domain/visit/check-in-rules.ts';
import type { CardRefusal } from './file-cards.ts';
import type { SendHomeRefusal } from './send-home.ts';
import type { VerifyRefusal } from './verify-line.ts';
import type { WaiveRefusal } from './waive-line.ts';

export type CheckRefusal = CheckInRefusal | VerifyRefusal | WaiveRefusal;

/** One sentence for each way an arrival can be refused. */
export const arrivalWords: Words<AcceptRefusal> = {
  'arrive/no-such-appointment': () => 'This appointment is no longer on today’s schedule.',
  'arrive/cancelled': () => 'This appointment was cancelled. Book a new one, or take the patient as a walk-in.',
  'arrive/other-day': ({ date, atOther }) =>
    `This appointment was moved to ${atOther ? 'another office, ' : ''}${dayText(date)}.`,
  'arrive/already-here': ({ ticket }) => `Already here, with ticket ${ticket}.`,
  'arrive/was-here': () => 'This patient was here earlier and has left. Open the visit under Done and bring it back.',
  'submission/handled': () => 'Another desk has dealt with this one.',
  'walk-in/here': ({ ticket }) => `Here already, with ticket ${ticket}. Look before a second visit is made.`,
  'walk-in/booked': ({ start }) => `Booked for today at ${clockText(start)}. Look before a second visit is made.`
};

export function arrivalWordsFor(refusal: AcceptRefusal): string {
  const say = arrivalWords[refusal.code] as (refusal: AcceptRefusal) => string; // the code picks its own words
  return say(refusal);
}

/** One sentence for each way that sending somebody home can be refused. */
export const homeWords: Words<SendHomeRefusal> = {
  'submission/handled': () => 'Another desk has dealt with this one.',
  'home/note': ({ most }) => `A note has at most ${most} characters.`,
  'home/card-number': () => 'That looks like a card number: leave it out.'
};

export function homeWordsFor(refusal: SendHomeRefusal): string {
  return homeWords[refusal.code](refusal as never); // the code picks its own words
}

/** One sentence for each way that filing a card can be refused. */
export const cardWords: Words<CardRefusal> = {
  'card/not-yours': () => 'Your role does not file documents. Ask the front desk.',
  'card/no-patient': () =>
    'This patient’s record is not on this desk yet. Accept the arrival; the card waits under Documents.',
  'card/filed': () => 'Another desk has filed this card.'
};

export function cardWordsFor(refusal: CardRefusal): string {
  return cardWords[refusal.code](refusal as never); // the code picks its own words
}

/** One sentence for each way that checking in can be refused. */
export const checkWords: Words<CheckRefusal> = {
  'check/not-here': () => 'This patient is not here now. Mark the arrival first.',
  'check/no-record': () => 'No registration is at hand for this visit. Find or register the patient first.',
  'check/already': () => 'Another desk has checked this patient in.',
  'check/open': ({ lines }) => `Still to do: ${lines.map((line) => CHECK_LINE_WORDS[line].toLowerCase()).join(', ')}.`,
  'check/not-yours': () => 'Your role does not change registrations. Ask the front desk.',
  'check/no-such-patient': () => 'This patient’s record is not on this desk yet.',
  'check/nothing-there': ({ line }) =>
    `${CHECK_LINE_WORDS[line]}: nothing is written down yet. Open the record and fill it in.`,
  'check/in-doubt': ({ line }) =>
    `${CHECK_LINE_WORDS[line]}: two desks wrote different values. Open the record and choose.`,
  'check/no-guardian': () => 'A minor: write down a parent or a guardian in the record first.',
  'check/not-that-way': () => 'This cannot be made sure of that way.',
  'check/reason': ({ most }) => `Give a reason of up to ${most} characters.`,
  'check/bad-date': () => 'This date does not exist.',
  'check/ended': ({ until }) => `It ended on ${dayText(until)}. Ask for a newer one.`,
  'waive/not-yours': () => 'Your role may not check patients in without this. Ask a manager.'
};

export function checkWordsFor(refusal: CheckRefusal): string {
  const say = checkWords[refusal.code] as (refusal: CheckRefusal) => string; // the code picks its own words
  return say(refusal);
}
