import type { AttemptOutcome, Channel } from '../casework/attempts.ts';
import { localDateOf, type Instant, type ZoneId } from '../time.ts';
import type { Appointment } from './appointment.ts';

/** How far it is known that a patient will come [CONF-2]. */
export type Confirmation =
  | { readonly state: 'unconfirmed' }
  | { readonly state: 'attempted'; readonly tries: number }
  | { readonly state: 'confirmed'; readonly channel: Channel }
  | { readonly state: 'asks'; readonly what: 'cancel' | 'reschedule' }
  | { readonly state: 'unreachable' };

/** Tries without reaching anybody after which the list asks for no more. */
export const MOST_TRIES = 3;
/** Tries a day. */
export const MOST_A_DAY = 2;
/** The hours of the wall clock in which patients are called and written to; 47 CFR 64.1200(c)(1) has 8 to 21 for telephone solicitations; a reminder is none and keeps to narrower ones. */
export const QUIET = { before: 9 * 60, from: 20 * 60 } as const;

const REACHED: ReadonlySet<AttemptOutcome> = new Set([
  'confirmed',
  'declined',
  'asks-to-cancel',
  'asks-to-reschedule',
  'deceased'
]);

/** What the tries about an appointment amount to. What was said of another time, before it was moved, does not count. */
export function confirmationOf({ attempts = [] }: Pick<Appointment, 'attempts'>): Confirmation {
  const about = attempts.filter((one) => one.about === 'confirm' && !one.stale);
  const reached = about.findLast(({ outcome }) => REACHED.has(outcome));
  switch (reached?.outcome) {
    case 'confirmed':
      return { state: 'confirmed', channel: reached.channel };
    case 'asks-to-reschedule':
      return { state: 'asks', what: 'reschedule' };
    case 'asks-to-cancel':
    case 'declined':
    case 'deceased':
      return { state: 'asks', what: 'cancel' };
    default:
  }
  if (about.length >= MOST_TRIES) return { state: 'unreachable' };
  return about.length === 0 ? { state: 'unconfirmed' } : { state: 'attempted', tries: about.length };
}

/** Why nobody should try again now; null when one may [CONF-3]. */
export type StopRule = 'confirmed' | 'asks' | 'enough' | 'enough-today' | 'do-not-contact' | 'not-that-way';

/** @param never the ways by which the patient is never to be reached */
export function stopFor(
  appointment: Pick<Appointment, 'attempts'>,
  never: readonly Channel[],
  channel: Channel,
  now: Instant,
  zone: ZoneId
): StopRule | null {
  if (isDoNotContact(never)) return 'do-not-contact';
  if (never.includes(channel)) return 'not-that-way';
  const { state } = confirmationOf(appointment);
  if (state === 'confirmed') return 'confirmed';
  if (state === 'asks') return 'asks';
  if (state === 'unreachable') return 'enough';
  const today = localDateOf(now, zone);
  const sinceMorning = (appointment.attempts ?? []).filter((one) => !one.stale && localDateOf(one.at, zone) === today);
  return sinceMorning.length >= MOST_A_DAY ? 'enough-today' : null;
}

/** Every way one has of reaching out is ruled out; being spoken to in the house is not reaching out. */
export function isDoNotContact(never: readonly Channel[]): boolean {
  return (['phone', 'sms', 'email', 'portal', 'letter'] as const).every((channel) => never.includes(channel));
}

/** Whether patients are not called now. @param minute of the wall clock */
export function isQuiet(minute: number): boolean {
  return minute < QUIET.before || minute >= QUIET.from;
}
