import type { PractitionerId } from '../ids.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { instantAt, minutesBetween, type Instant, type LocalDate, type Minutes, type ZoneId } from '../time.ts';
import { visitOf } from './visit-facts.ts';
import type { Visit } from './visit.ts';

/** From here on the waiting room is told, and the desk is asked to tell people (product/13). */
export const LATE_FROM: Minutes = 15;
/** Who comes within this time is told too, before they have set out. */
export const TOLD_AHEAD: Minutes = 60;
/** Told again once it has grown by this much. */
const GROWN: Minutes = 15;
/** Who was not reached is tried again after this long. */
const AGAIN: Minutes = 15;

export interface DelaySources {
  readonly appointments: Iterable<Pick<Appointment, 'appointment' | 'status' | 'at'>>;
  readonly visit: (id: string) => Pick<Visit, 'state' | 'arrivedAt'> | undefined;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly now: Instant;
}

/**
 * How late practitioners run, of those who do: how long the longest-waiting patient has waited past the later of the appointment's time
 * and the arrival [AGT-4]. Somebody who came late does not make the practitioner late.
 */
export function latenessOf(sources: DelaySources): Map<PractitionerId, Minutes> {
  const { appointments, visit, date, zone, now } = sources;
  const late = new Map<PractitionerId, Minutes>();
  for (const { appointment, status, at } of appointments) {
    const waiting = visit(visitOf(appointment));
    if (status !== 'booked' || waiting?.state !== 'waiting') continue;
    const minutes = minutesBetween(Math.max(instantAt(date, at.start, zone), waiting.arrivedAt), now);
    if (minutes >= LATE_FROM) late.set(at.practitioner, Math.max(late.get(at.practitioner) ?? 0, minutes));
  }
  return late;
}

/** What a desk said of telling somebody. */
export interface DelaySaid {
  readonly minutes: Minutes;
  readonly at: Instant;
  readonly isTold: boolean;
}

/** Whether somebody is still to be told of a delay: never, not reached a while ago, or it has grown since [QUE-24]. */
export function isToBeTold(late: Minutes, said: DelaySaid | null, now: Instant): boolean {
  if (said === null) return true;
  if (!said.isTold) return minutesBetween(said.at, now) >= AGAIN;
  return late - said.minutes >= GROWN;
}
