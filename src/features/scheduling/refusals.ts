import { CARD_WORDS } from '#domain/money/card-guard.ts';
import type { Words } from '#domain/result.ts';
import { MOST_VISITS, type RepeatRefusal } from '#domain/scheduling/series.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import { CONFLICT_WORDS } from '#domain/scheduling/conflict-rules.ts';
import type { ConflictClass } from '#domain/scheduling/appointment-facts.ts';
import { clockText, dayText, nameText } from '#ui/format.ts';
import type { FormRefusal } from './booking-form.ts';
import type { BookSeriesRefusal } from './book-series.ts';
import type { CancelRefusal } from './cancel-appointment.ts';
import type { ChangeSeriesRefusal } from './change-series.ts';
import type { SheetRefusal } from './print-sheets.ts';
import type { SlipRefusal } from './issue-slip.ts';
import type { MoveRefusal } from './move-appointment.ts';
import type { NoShowRefusal } from './mark-no-show.ts';
import type { Obstacle } from './place.ts';
import type { RepeatFormRefusal } from './repeat-form.ts';
import type { RescheduleRefusal } from './reschedule-appointment.ts';
import type { RestoreRefusal } from './restore-appointment.ts';
import type { SettleRefusal } from './settle-appointment.ts';
import type { SettlePatientRefusal } from './settle-patient.ts';
import type { TakeBackRefusal } from './take-back.ts';

export type ScheduleRefusal =
  | FormRefusal
  | RepeatRefusal
  | RepeatFormRefusal
  | BookSeriesRefusal
  | ChangeSeriesRefusal
  | { readonly code: 'series/undecided'; readonly count: number }
  | { readonly code: 'series/unclear' }
  | MoveRefusal
  | RescheduleRefusal
  | CancelRefusal
  | NoShowRefusal
  | RestoreRefusal
  | SettlePatientRefusal
  | SettleRefusal
  | SheetRefusal
  | SlipRefusal
  | TakeBackRefusal;

/** One sentence for each way a change of the schedule can be refused. */
export const scheduleWords: Words<ScheduleRefusal> = {
  'place/no-such-day': () => 'That day does not exist.',
  'place/day-over': () => 'That day is over. Choose today or a later day.',
  'place/day-too-far': () => 'That is more than two years ahead. Check the year.',
  'place/no-such-provider': () => 'That provider does not take appointments here.',
  'place/bad-start': () => 'Choose a time within the day, in steps of 5 minutes.',
  'place/bad-length': () => 'A visit takes 5 minutes to 8 hours, in steps of 5 minutes.',
  'place/taken': ({ by, office }) => `${spanOf(by)} is taken${at(office)}. Choose another time, or book over it.`,
  'place/patient-busy': ({ by, office }) => `This patient has another appointment ${spanOf(by)}${at(office)}.`,
  'place/outside-hours': ({ called }) => `${called} does not work then. Choose another time, or book over it.`,
  'place/clash': ({ classes }) => `${listed(classes)}. Choose another time, or book over it.`,
  'place/not-yours': ({ classes, may }) => `${listed(classes)}. ${whoMay(may)}`,
  'place/offered': ({ to }) =>
    `This time is being offered to ${nameText(to.label)}. Choose another, or take the offer back under Work.`,
  'sheet/nothing-changed': () => 'Nothing has changed since it was printed.',
  'note/too-long': () => 'A note can be up to 500 characters.',
  'note/card-number': () => CARD_WORDS,
  'book/no-patient': () => 'Choose a patient, or register a new one.',
  'book/no-time': () => 'Type a time like 10:20 or 2:15 pm.',
  'payer/too-long': () => 'A referral or authorization number can be up to 120 characters.',
  'payer/no-number': () => 'Type the number of the authorization.',
  'payer/no-days': () => 'Say from when to when the authorization is good.',
  'payer/days-reversed': () => 'The authorization ends before it begins.',
  'payer/bad-units': () => 'Type how many visits the authorization is good for, 1 to 999, or leave it empty.',
  'book/no-reason': () => 'Say why it is booked over what is there.',
  'book/no-such-type': () => 'Choose a visit type.',
  'appointment/unknown': () => 'This appointment is no longer on this day.',
  'appointment/not-live': () => 'This appointment was already cancelled, missed or moved to another day.',
  'slip/person-in-doubt': () => 'Two desks disagree about who this is. Settle that on the patient’s page first.',
  'appointment/seen': () => 'The provider has already seen this patient. The appointment stays as it is.',
  'reschedule/same-day': () => 'That is the same day. Move it on the schedule.',
  'no-show/not-yet': () => 'Its time has not come yet. Cancel it instead.',
  'no-show/is-here': () => 'The patient is here. Choose “left before being seen”, or mark the visit as left.',
  'restore/nothing': () => 'This appointment is booked: there is nothing to bring back.',
  'restore/not-allowed': () => 'Bringing an appointment back is up to a coordinator or manager. You can book it anew.',
  'settle/known': () => 'Another desk has said who it is.',
  'settle/nothing': () => 'There is nothing to settle: no two desks disagree about it.',
  'series/unreadable': ({ say }) => say,
  'series/too-often': () => 'A visit recurs by the day, the week or the month.',
  'series/no-visits': () => 'There is no visit to book: no day is left.',
  'series/too-many': () => `A series has up to ${MOST_VISITS} visits. Book the rest when they come near.`,
  'series/bad-day': () => 'A further day is one from the first on, within twelve months.',
  'series/no-count': () => 'Say how many visits, or until when.',
  'series/ends-before': () => 'The last day lies before the first.',
  'series/undecided': ({ count }) =>
    count === 1 ? 'One date still needs a decision.' : `${count} dates still need a decision.`,
  'series/unclear': () => 'The clock is changed in that hour: choose another time.',
  'series/in-the-way': ({ date, why }) => `${dayText(date)}: ${wordsFor(why)}`,
  'undo/nothing': () => 'There is nothing to undo.',
  'undo/changed-since': () => 'Another desk has changed this appointment since. It stays as it is now.'
};

export function wordsFor(refusal: ScheduleRefusal): string {
  const say = scheduleWords[refusal.code] as (refusal: ScheduleRefusal) => string; // the code picks its own words
  return say(refusal);
}

/** What is in the way, in a few words. */
export function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle.code) {
    case 'place/taken':
      return `overlaps ${nameText(obstacle.by.label)}${at(obstacle.office)}`;
    case 'place/patient-busy':
      return `the patient is booked at ${clockText(obstacle.by.at.start)}${at(obstacle.office)} too`;
    case 'place/outside-hours':
      return 'outside hours';
    case 'place/clash':
      return listed(obstacle.classes).toLowerCase();
  }
}

function listed(classes: readonly ConflictClass[]): string {
  return classes.map((one) => CONFLICT_WORDS[one]).join('; ');
}

/** Who may let it stand, where this person may not. @param may every role that may; empty is nobody */
export function whoMay(may: readonly StaffRole[]): string {
  if (may.length === 0) return 'Nobody can book over that: choose another time.';
  return `Only ${may.map((role) => WHO[role] ?? role).join(' or ')} can book over that.`;
}
const WHO: Partial<Readonly<Record<StaffRole, string>>> = {
  clerk: 'the front desk',
  assistant: 'an assistant',
  coordinator: 'a coordinator',
  clinical: 'clinical staff',
  manager: 'a manager'
};

/** @param office another office's name, where it is there */
function at(office: string | undefined): string {
  return office === undefined ? '' : ` at ${office}`;
}

function spanOf({ at }: Appointment): string {
  return `${clockText(at.start)} to ${clockText(at.start + at.minutes)}`;
}
