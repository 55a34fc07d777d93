import type { AppointmentId, PatientId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { isLocalDate, plusDays, type LocalDate } from '#domain/time.ts';

/** Times on the schedule are multiples of this many minutes. */
export const GRID_MINUTES = 5;
/** A visit's length, minutes (S-15). */
export const SHORTEST_MINUTES = 5;
export const LONGEST_MINUTES = 8 * 60;
/** How far ahead a day may be booked. A year typed wrong (2099) is caught by it. */
const DAYS_AHEAD = 2 * 366;

/** Why an appointment cannot be put where it was asked to go. */
export type PlaceRefusal =
  | { readonly code: 'place/no-such-day' }
  | { readonly code: 'place/day-over' }
  | { readonly code: 'place/day-too-far' }
  | { readonly code: 'place/no-such-provider' }
  | { readonly code: 'place/bad-start' }
  | { readonly code: 'place/bad-length' }
  /** The provider has somebody at that time, and the person at the desk has not said to book over it. */
  | { readonly code: 'place/taken'; readonly by: Appointment }
  /** The patient is somewhere else at that time (S-17). */
  | { readonly code: 'place/patient-busy'; readonly by: Appointment };

export interface Place {
  readonly date: LocalDate;
  readonly at: Placement;
  readonly patient: PatientId;
  /** The appointment that is being placed: it is never in its own way. */
  readonly appointment: AppointmentId;
  /** The person at the desk has seen the overlap and wants it: it is written, and shows as a conflict. */
  readonly over: boolean;
}

/** Whether an appointment may go to a place, given the practice and the day as they are now [BOOK-2] [BOOK-3]. */
export function checkPlace(
  practice: Practice,
  day: readonly Appointment[],
  today: LocalDate,
  place: Place
): Result<void, PlaceRefusal> {
  const { date, at } = place;
  if (!isLocalDate(date)) return err({ code: 'place/no-such-day' });
  if (date < today) return err({ code: 'place/day-over' });
  if (date > plusDays(today, DAYS_AHEAD)) return err({ code: 'place/day-too-far' });

  const practitioner = practice.practitioners.get(at.practitioner);
  if (!practitioner || practitioner.retired) return err({ code: 'place/no-such-provider' });
  if (!onGrid(at.minutes) || at.minutes < SHORTEST_MINUTES || at.minutes > LONGEST_MINUTES)
    return err({ code: 'place/bad-length' });
  if (!onGrid(at.start) || at.start < 0 || at.start + at.minutes > 24 * 60) return err({ code: 'place/bad-start' });
  if (place.over) return ok();

  const others = day.filter((other) => other.appointment !== place.appointment && isLive(other));
  const inTheWay = others.find((other) => other.at.practitioner === at.practitioner && overlaps(other.at, at));
  if (inTheWay) return err({ code: 'place/taken', by: inTheWay });
  const elsewhere = others.find((other) => other.patient === place.patient && overlaps(other.at, at));
  return elsewhere ? err({ code: 'place/patient-busy', by: elsewhere }) : ok();
}

/** Holds its time: not cancelled, missed or gone to another day. */
export function isLive(appointment: Appointment): boolean {
  return appointment.status === 'booked';
}

/** Ends that touch do not overlap (S-19). */
export function overlaps(a: Pick<Placement, 'start' | 'minutes'>, b: Pick<Placement, 'start' | 'minutes'>): boolean {
  return a.start < b.start + b.minutes && b.start < a.start + a.minutes;
}

function onGrid(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes % GRID_MINUTES === 0;
}
