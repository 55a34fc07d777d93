import type { Channel } from '../casework/attempts.ts';
import { localDateOf, minuteOfDayOf, type Instant, type ZoneId } from '../time.ts';
import type { Appointment } from './appointment.ts';
import { confirmationOf, isDoNotContact, isQuiet, MOST_A_DAY, QUIET } from './confirmation.ts';

/** What is done next to have an appointment confirmed [CONF-6]. */
export type NextCall =
  /** Now. */
  | 'call'
  /** In an hour or two, not yet. */
  | 'call-later'
  | 'call-tomorrow'
  /** Outside the hours in which patients are called. */
  | 'wait-for-morning'
  /** The number is another person's. */
  | 'find-number'
  /** With somebody who speaks the patient's language. */
  | 'find-interpreter'
  | 'cancel'
  | 'move'
  /** Nobody was reached in three tries: keep it, book over it, or release it. */
  | 'decide'
  /** Nothing: confirmed, or not to be contacted. */
  | 'nothing';

/** Between two calls to somebody who did not answer, minutes: they may be at work, or on the phone. */
const PAUSE_MINUTES = 120;

/** @param never the ways by which the patient is never to be reached */
export function nextCall(
  appointment: Pick<Appointment, 'attempts'>,
  never: readonly Channel[],
  now: Instant,
  zone: ZoneId
): NextCall {
  if (isDoNotContact(never)) return 'nothing';
  const confirmation = confirmationOf(appointment);
  if (confirmation.state === 'confirmed') return 'nothing';
  if (confirmation.state === 'asks') return confirmation.what === 'cancel' ? 'cancel' : 'move';
  if (confirmation.state === 'unreachable') return 'decide';
  const live = (appointment.attempts ?? []).filter(({ about, stale }) => about === 'confirm' && !stale);
  const last = live.at(-1);
  if (last?.outcome === 'wrong-number') return 'find-number';
  if (last?.outcome === 'language') return 'find-interpreter';
  const today = localDateOf(now, zone);
  if (live.filter(({ at }) => localDateOf(at, zone) === today).length >= MOST_A_DAY) return 'call-tomorrow';
  const minute = minuteOfDayOf(now, zone);
  if (isQuiet(minute)) return minute < QUIET.before ? 'wait-for-morning' : 'call-tomorrow';
  return last && now - last.at < PAUSE_MINUTES * 60_000 ? 'call-later' : 'call';
}
