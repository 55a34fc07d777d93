import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { instantAt, minutesBetween, type Instant, type LocalDate, type Minutes, type ZoneId } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';

/** From here on the waiting room is told (product/13). */
const TOLD_FROM: Minutes = 15;
/** Told in steps, rounded up: better too long than too short. */
const STEP: Minutes = 5;

export interface DelaySources {
  readonly appointments: Iterable<Appointment>;
  readonly visit: (id: string) => Visit | undefined;
  readonly practice: Practice;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly now: Instant;
}

/**
 * How late practitioners are, by how they are called [AGT-4]: how long the longest-waiting patient has waited past the later of the
 * appointment's time and the arrival. Somebody who came late does not make the practitioner late.
 */
export function delaysOf({ appointments, visit, practice, date, zone, now }: DelaySources): Map<string, Minutes> {
  const late = new Map<string, Minutes>();
  for (const appointment of appointments) {
    const waiting = visit(visitOf(appointment.appointment));
    if (appointment.status !== 'booked' || waiting?.state !== 'waiting') continue;
    const called = practice.practitioners.get(appointment.at.practitioner)?.called;
    if (called === undefined) continue;
    const due = Math.max(instantAt(date, appointment.at.start, zone), waiting.arrivedAt);
    const minutes = minutesBetween(due, now);
    if (minutes < TOLD_FROM) continue;
    late.set(called, Math.max(late.get(called) ?? 0, Math.ceil(minutes / STEP) * STEP));
  }
  return late;
}
