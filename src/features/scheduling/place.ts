import type { AppointmentId, PatientId, SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Placement } from '#domain/scheduling/appointment-facts.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { hoursOn, onGrid, overlap, spanOf } from '#domain/scheduling/grid.ts';
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
  | Obstacle;

/** What a person at the desk may book over, when they have seen it. */
export type Obstacle =
  | { readonly code: 'place/taken'; readonly by: Appointment }
  /** The patient is somewhere else at that time (S-17). */
  | { readonly code: 'place/patient-busy'; readonly by: Appointment }
  /** The provider does not work then (S-18). */
  | { readonly code: 'place/outside-hours'; readonly called: string };

export interface Place {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly at: Placement;
  readonly patient: PatientId;
  /** The appointment that is being placed: it is never in its own way. */
  readonly appointment: AppointmentId;
  /** The person at the desk has seen what is in the way and wants it: it is written, and shows as a conflict. */
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
  if (!(at.minutes >= SHORTEST_MINUTES && at.minutes <= LONGEST_MINUTES) || at.minutes % GRID_MINUTES !== 0)
    return err({ code: 'place/bad-length' });
  if (!onGrid(at.start, GRID_MINUTES) || at.start < 0 || at.start + at.minutes > 24 * 60)
    return err({ code: 'place/bad-start' });
  const obstacle = place.over ? null : obstacleAt(practice, day, place);
  return obstacle ? err(obstacle) : ok();
}

/** What is in the way of an appointment at a place; the person at the desk may book over it. Null when nothing is [BOOK-3]. */
export function obstacleAt(
  practice: Practice,
  day: readonly Appointment[],
  { site, date, at, patient, appointment }: Omit<Place, 'over'>
): Obstacle | null {
  const span = spanOf(at);
  const others = day.filter((other) => other.appointment !== appointment && isLive(other));
  const overlapping = others.filter((other) => overlap(spanOf(other.at), span));
  const taken = overlapping.find((other) => other.at.practitioner === at.practitioner);
  if (taken) return { code: 'place/taken', by: taken };
  const elsewhere = overlapping.find((other) => other.patient === patient);
  if (elsewhere) return { code: 'place/patient-busy', by: elsewhere };

  const practitioner = practice.practitioners.get(at.practitioner);
  const hours = practitioner ? hoursOn(practitioner, site, date) : null;
  if (!practitioner || !hours || hours.some(({ from, to }) => from <= span.from && span.to <= to)) return null;
  return { code: 'place/outside-hours', called: practitioner.called };
}
