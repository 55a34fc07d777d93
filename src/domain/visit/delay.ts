import type { PractitionerId } from '../ids.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { instantAt, minutesBetween, type Instant, type LocalDate, type Minutes, type ZoneId } from '../time.ts';
import { USUAL_LIMITS, type FlowLimits } from './flow-limits.ts';
import { visitOf } from './visit-facts.ts';
import type { Visit } from './visit.ts';

export interface DelaySources {
  readonly appointments: Iterable<Pick<Appointment, 'appointment' | 'status' | 'at'>>;
  readonly visit: (id: string) => Pick<Visit, 'state' | 'arrivedAt'> | undefined;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly now: Instant;
  /** As the practice has set them. */
  readonly limits?: FlowLimits;
}

/**
 * How late practitioners run, of those who do: how long the longest-waiting patient has waited past the later of the appointment's time
 * and the arrival [AGT-4]. Somebody who came late does not make the practitioner late.
 */
export function latenessOf(sources: DelaySources): Map<PractitionerId, Minutes> {
  const { appointments, visit, date, zone, now, limits = USUAL_LIMITS } = sources;
  const late = new Map<PractitionerId, Minutes>();
  for (const { appointment, status, at } of appointments) {
    const waiting = visit(visitOf(appointment));
    if (status !== 'booked' || waiting?.state !== 'waiting') continue;
    const minutes = minutesBetween(Math.max(instantAt(date, at.start, zone), waiting.arrivedAt), now);
    if (minutes >= limits.lateFrom) late.set(at.practitioner, Math.max(late.get(at.practitioner) ?? 0, minutes));
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
export function isToBeTold(
  late: Minutes,
  said: DelaySaid | null,
  now: Instant,
  { toldAgain }: FlowLimits = USUAL_LIMITS
): boolean {
  if (said === null) return true;
  if (!said.isTold) return minutesBetween(said.at, now) >= toldAgain;
  return late - said.minutes >= toldAgain;
}
