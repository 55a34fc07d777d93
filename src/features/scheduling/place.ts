import type { AppointmentId, PatientId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { BookingDetails, ConflictClass, Override, Placement } from '#domain/scheduling/appointment-facts.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { beyond, mayOverrideAll, WEIGHTIEST } from '#domain/scheduling/conflict-rules.ts';
import { clashesWith, type OtherVisit } from '#domain/scheduling/conflicts.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { hoursOn, onGrid, spanOf } from '#domain/scheduling/grid.ts';
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
  /** What is in the way may be booked over, but not by this person, or by nobody. */
  | { readonly code: 'place/not-yours'; readonly classes: readonly ConflictClass[]; readonly may: readonly StaffRole[] }
  | Obstacle;

/** What a person at the desk may book over, when they have seen it and it is theirs to let stand (ENG-9). */
export type Obstacle = { readonly classes: readonly ConflictClass[] } &
  /** `office`: the other one's name, where it is there [ENG-10]. */
  (
    | { readonly code: 'place/taken'; readonly by: Appointment; readonly office?: string }
    /** The patient is somewhere else at that time (S-17). */
    | { readonly code: 'place/patient-busy'; readonly by: Appointment; readonly office?: string }
    /** The provider does not work then (S-18). */
    | { readonly code: 'place/outside-hours'; readonly called: string }
    /** Anything else that the engine finds; `classes` say what. */
    | { readonly code: 'place/clash' }
  );

export interface Place {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly at: Placement;
  readonly patient: PatientId;
  /** The appointment that is being placed: it is never in its own way. */
  readonly appointment: AppointmentId;
  readonly visitType: VisitTypeId;
  /** Rooms, devices, a referral … as far as they are known. */
  readonly details?: BookingDetails;
  /** The patient's visits on other days, where somebody looked: an interval, an authorization's visits. */
  readonly earlier?: readonly OtherVisit[];
  /** What the other offices have on that day, where somebody looked: provider and patient are at one place at a time [ENG-10]. */
  readonly elsewhere?: readonly VisitElsewhere[];
  /** The person at the desk has seen what is in the way and wants it: it is written, and shows as a conflict. */
  readonly over: boolean;
  /** Why. With a reason the conflict is accepted; without one it stays in the list. */
  readonly reason?: string;
}

/**
 * Whether an appointment may go to a place, given the practice and the day as they are now [BOOK-2] [BOOK-3]. The answer is what was seen and
 * let stand with a reason, to be written down with it; null when there is nothing to say.
 */
export function checkPlace(
  practice: Practice,
  day: readonly Appointment[],
  today: LocalDate,
  role: StaffRole,
  place: Place
): Result<Override | null, PlaceRefusal> {
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
  const obstacle = obstacleAt(practice, day, place);
  if (!obstacle) return ok(null);
  if (!place.over) return err(obstacle);
  const { rulings } = practice.plan;
  const refused = beyond(rulings, role, obstacle.classes);
  if (refused.length > 0)
    return err({ code: 'place/not-yours', classes: refused, may: mayOverrideAll(rulings, refused) });
  const reason = place.reason?.trim() ?? '';
  return ok(reason === '' ? null : { classes: obstacle.classes, reason });
}

/** What is in the way of an appointment at a place. Null when nothing is [BOOK-3]. */
export function obstacleAt(
  practice: Practice,
  day: readonly Appointment[],
  place: Omit<Place, 'over'>
): Obstacle | null {
  const { site, date, at, appointment, patient, earlier = [], elsewhere = [] } = place;
  const visit = visitAt(place);
  // What stands on this day is in the day.
  const others = new Map([[patient, earlier.filter((other) => other.date !== date)]]);
  const clashes = clashesWith({ practice, site, date, appointments: day, others, elsewhere }, visit);
  const classes = WEIGHTIEST.filter((one) => one !== 'C4' && clashes.some((clash) => clash.classes.includes(one)));
  if (classes.length === 0) return null;
  const other = (wanted: ConflictClass): Appointment | undefined => {
    const ids = clashes.filter((clash) => clash.classes.includes(wanted)).flatMap((clash) => clash.appointments);
    const known = [...day, ...elsewhere.map((there) => there.appointment)];
    return known.find((one) => one.appointment !== appointment && ids.includes(one.appointment));
  };
  const officeOf = (by: Appointment): { readonly office?: string } => {
    const there = elsewhere.find((one) => one.appointment === by);
    return there ? { office: practice.sites.get(there.site)?.name ?? 'another office' } : {};
  };
  if (!classes.includes('C8')) {
    const taken = other('C1') ?? other('C12');
    if (taken) return { code: 'place/taken', by: taken, classes, ...officeOf(taken) };
    const busy = other('C3');
    if (busy) return { code: 'place/patient-busy', by: busy, classes, ...officeOf(busy) };
    const practitioner = practice.practitioners.get(at.practitioner);
    const { from, to } = spanOf(at);
    const hours = practitioner && hoursOn(practitioner, site, date);
    if (practitioner && hours && !hours.some((open) => open.from <= from && to <= open.to))
      return { code: 'place/outside-hours', called: practitioner.called, classes };
  }
  return { code: 'place/clash', classes };
}

/** The visit as it would stand there, for the engine to look at. */
export function visitAt({ appointment, patient, visitType, at, details }: Omit<Place, 'over'>): Appointment {
  return {
    ...details,
    appointment,
    patient,
    label: { family: '', given: '', birthDate: null },
    visitType,
    at,
    note: '',
    status: 'booked',
    reason: null,
    provisional: false,
    replaces: null,
    rescheduledTo: null,
    slip: null,
    last: '0.0',
    contested: [],
    problems: []
  };
}
