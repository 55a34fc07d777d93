import type { AppointmentId, SiteId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { LocalDate, MinuteOfDay } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import { hoursOn, overlap, spanOf } from './grid.ts';

/**
 * What is wrong with one appointment or between two. C1: a provider has two at once. C3: a patient has. C5: outside the provider's hours.
 * C12: written by desks that did not know of each other (booked offline over another, moved twice, sent to two days): must be resolved.
 */
export type ConflictClass = 'C1' | 'C3' | 'C5' | 'C12';

/** How much it matters: a `must` has an owner and a clock, a `hard` one only a manager lets stand, a `soft` one is shown. */
export const CONFLICT_WEIGHT: Readonly<Record<ConflictClass, 'must' | 'hard' | 'soft'>> = {
  C12: 'must',
  C3: 'hard',
  C5: 'hard',
  C1: 'soft'
};

/** One card. */
export interface Conflict {
  /** The ids of its appointments, sorted and joined: the same card on every device [APT-8]. */
  readonly id: string;
  /** One, or two in order of id. */
  readonly appointments: readonly AppointmentId[];
  /** All that apply, the weightiest first. */
  readonly classes: readonly ConflictClass[];
  /** Where in the day to look: the earliest start. */
  readonly start: MinuteOfDay;
}

/** A day as its schedule stands. */
export interface ScheduleDay {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
}

/**
 * Every conflict of a day [APT-7], the same cards in the same order on every device that has the same facts. At most one card for a pair
 * and one for an appointment by itself. Cancelled, missed and rescheduled appointments hold no time (S-17, S-20).
 */
export function conflictsOf(day: ScheduleDay): readonly Conflict[] {
  const cards = new Map<string, Conflict>();
  const add = (one: ConflictClass, ...appointments: readonly Appointment[]): void => {
    const ids = appointments.map(({ appointment }) => appointment).sort();
    const id = ids.join('+');
    const classes = new Set([...(cards.get(id)?.classes ?? []), one]);
    const start = Math.min(...appointments.map(({ at }) => at.start));
    cards.set(id, { id, appointments: ids, classes: WEIGHTIEST.filter((known) => classes.has(known)), start });
  };
  const live = day.appointments.filter(isLive).sort((a, b) => a.at.start - b.at.start);
  overlapping(live, add);
  for (const appointment of live) if (isOutsideHours(appointment, day)) add('C5', appointment);
  for (const appointment of day.appointments) if (isContested(appointment)) add('C12', appointment);
  for (const [one, other] of sameOrigin(live)) add('C12', one, other);
  return [...cards.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

const WEIGHTIEST: readonly ConflictClass[] = ['C12', 'C3', 'C5', 'C1'];

type Add = (one: ConflictClass, a: Appointment, b: Appointment) => void;

/** @param live in order of start */
function overlapping(live: readonly Appointment[], add: Add): void {
  for (const [index, one] of live.entries()) {
    for (const other of live.slice(index + 1)) {
      if (!overlap(spanOf(one.at), spanOf(other.at))) break; // those after it start later still
      const sameProvider = one.at.practitioner === other.at.practitioner;
      if (sameProvider) add(one.provisional || other.provisional ? 'C12' : 'C1', one, other);
      if (one.patient === other.patient) add('C3', one, other);
    }
  }
}

function isOutsideHours({ at }: Appointment, { practice, site, date }: ScheduleDay): boolean {
  const practitioner = practice.practitioners.get(at.practitioner);
  const hours = practitioner ? hoursOn(practitioner, site, date) : null;
  if (!hours) return false;
  const { from, to } = spanOf(at);
  return !hours.some((window) => window.from <= from && to <= window.to);
}

/** Two desks did something to it that cannot both hold. */
function isContested({ contested, problems }: Appointment): boolean {
  return contested.length > 0 || problems.length > 0;
}

/** Pairs that were both booked in place of one appointment: two desks rescheduled it to this day. */
function sameOrigin(live: readonly Appointment[]): [Appointment, Appointment][] {
  const pairs: [Appointment, Appointment][] = [];
  const byOrigin = new Map<string, Appointment[]>();
  for (const appointment of live) {
    if (!appointment.replaces) continue;
    const { date, appointment: origin } = appointment.replaces;
    const others = byOrigin.get(`${date} ${origin}`) ?? [];
    for (const other of others) pairs.push([other, appointment]);
    byOrigin.set(`${date} ${origin}`, [...others, appointment]);
  }
  return pairs;
}
