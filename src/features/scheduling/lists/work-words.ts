import type { Attempt, AttemptOutcome, Channel } from '#domain/casework/attempts.ts';
import type { CloseReason, OfferOutcome, WeekTime } from '#domain/casework/case-facts.ts';
import type { StopRule } from '#domain/scheduling/confirmation.ts';
import type { NextCall } from '#domain/scheduling/next-call.ts';
import type { UnconfirmedPolicy } from '#domain/scheduling/unconfirmed.ts';
import { clockText } from '#ui/format.ts';

/** How what is kept is said on screen (docs/glossary.md). */
export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  phone: 'Phone',
  sms: 'Text message',
  email: 'Email',
  portal: 'Portal',
  letter: 'Letter',
  'in-person': 'In person'
};

export const OFFER_WORDS: Readonly<Record<OfferOutcome, string>> = {
  accepted: 'taken',
  declined: 'not wanted',
  'no-answer': 'no answer',
  taken: 'somebody else was first',
  withdrawn: 'taken back'
};

export const OUTCOME_WORDS: Readonly<Record<AttemptOutcome, string>> = {
  confirmed: 'Confirmed',
  'left-message': 'Left a message',
  'no-answer': 'No answer',
  busy: 'Busy',
  'wrong-number': 'Wrong number',
  declined: 'Not wanted',
  'asks-to-cancel': 'Asks to cancel',
  'asks-to-reschedule': 'Asks to move',
  language: 'Other language',
  deceased: 'Deceased',
  sent: 'Sent'
};

export const CLOSE_WORDS: Readonly<Record<Exclude<CloseReason, 'booked' | 'done' | 'cancelled' | 'settled'>, string>> =
  {
    'not-wanted': 'No longer wanted',
    unreachable: 'Cannot be reached',
    expired: 'Too late for it',
    deceased: 'The patient has died',
    duplicate: 'On the list twice',
    'entered-in-error': 'Entered by mistake'
  };

export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** The parts of a day one can say one has time in. */
export const PARTS = [
  { id: 'morning', label: 'Morning', from: 0, to: 720 },
  { id: 'afternoon', label: 'Afternoon', from: 720, to: 1020 },
  { id: 'evening', label: 'Evening', from: 1020, to: 1440 }
] as const;

/** `Mon Wed morning, Fri afternoon`; empty when any time suits. */
export function timesText(times: readonly WeekTime[]): string {
  const byPart = new Map<string, number[]>();
  for (const { weekday, from, to } of times) {
    const part = PARTS.find((one) => one.from === from && one.to === to);
    const name = part?.label.toLowerCase() ?? `${clockText(from)} to ${clockText(to % 1440)}`;
    byPart.set(name, [...(byPart.get(name) ?? []), weekday]);
  }
  return [...byPart]
    .map(
      ([name, days]) =>
        `${days
          .toSorted()
          .map((day) => WEEKDAYS[day])
          .join(' ')} ${name}`
    )
    .join(', ');
}

/** What was tried last, and how often: `Left a message, third try`. */
export function triesText(attempts: readonly Attempt[]): string {
  const last = attempts.at(-1);
  if (!last) return '';
  return attempts.length === 1
    ? OUTCOME_WORDS[last.outcome]
    : `${OUTCOME_WORDS[last.outcome]} (${attempts.length} tries)`;
}

/** `today`, `1 day`, `23 days`. */
export function daysText(days: number): string {
  return days <= 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
}

/** The answers one key each gives, in the order they are asked for. */
export const CONFIRM_KEYS = [
  { keys: 'c', outcome: 'confirmed' },
  { keys: 'm', outcome: 'left-message' },
  { keys: 'a', outcome: 'no-answer' },
  { keys: 'w', outcome: 'wrong-number' },
  { keys: 'l', outcome: 'language' },
  { keys: 'x', outcome: 'asks-to-cancel' },
  { keys: 'r', outcome: 'asks-to-reschedule' }
] as const satisfies readonly { readonly keys: string; readonly outcome: AttemptOutcome }[];

/** What is done next to have a visit confirmed [CONF-6]; what needs no key says so. */
export const NEXT_WORDS: Readonly<Record<NextCall, string>> = {
  call: 'Call',
  'call-later': 'Call in 2 hours',
  'call-tomorrow': 'Call tomorrow',
  'wait-for-morning': 'Call from 9 am on',
  'find-number': 'Find the number',
  'find-interpreter': 'Call with interpreter',
  cancel: 'Cancel it',
  move: 'Move it',
  decide: 'Decide',
  nothing: ''
};

/** What one key has done of a visit nobody confirmed, and what it does of all of them. */
export const SETTLED_WORDS: Readonly<Record<UnconfirmedPolicy, string>> = {
  keep: 'kept',
  overbook: 'may be booked over',
  release: 'released, and to be scheduled anew'
};
export const SETTLE_ALL_WORDS: Readonly<Record<UnconfirmedPolicy, string>> = {
  keep: 'Keep',
  overbook: 'Let be booked over:',
  release: 'Release'
};

/** Why one should not try again. */
export const STOP_WORDS: Readonly<Record<StopRule, string>> = {
  confirmed: 'Confirmed already.',
  asks: 'The patient has asked for something else: see below.',
  enough: 'Tried three times: no more calls about this visit.',
  'enough-today': 'Tried twice today: try again tomorrow.',
  'do-not-contact': 'The patient does not want to be contacted.',
  'not-that-way': 'The patient does not want to be reached this way.'
};

/** What comes of a call about another date. */
export const TRY_KEYS = [
  { keys: 'm', outcome: 'left-message' },
  { keys: 'a', outcome: 'no-answer' },
  { keys: 'w', outcome: 'wrong-number' },
  { keys: 'd', outcome: 'declined' }
] as const satisfies readonly { readonly keys: string; readonly outcome: AttemptOutcome }[];

/** What comes of a call to somebody who is not here. */
export const MISSING_KEYS = [
  { keys: 'm', outcome: 'left-message' },
  { keys: 'a', outcome: 'no-answer' },
  { keys: 'w', outcome: 'wrong-number' },
  { keys: 'r', outcome: 'asks-to-reschedule' }
] as const satisfies readonly { readonly keys: string; readonly outcome: AttemptOutcome }[];
