import type { AppointmentId } from '#domain/ids.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { conflictsOf, type Conflict, type ConflictClass, type ScheduleDay } from '#domain/scheduling/conflicts.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import { CONFLICT_WORDS } from '#domain/scheduling/conflict-rules.ts';
import { clockText, nameText } from '#ui/format.ts';

/** A conflict of the day, and what it is in words for each appointment in it [SCH-7]. */
export interface Clash {
  readonly conflict: Conflict;
  readonly appointments: readonly Appointment[];
  readonly words: ReadonlyMap<AppointmentId, readonly string[]>;
}

/** The conflicts of a day in order of time, with words. */
export function clashesOf(day: ScheduleDay): readonly Clash[] {
  const byId = new Map(day.appointments.map((appointment) => [appointment.appointment, appointment]));
  const elsewhere = new Map((day.elsewhere ?? []).map((one) => [one.appointment.appointment, one]));
  return conflictsOf(day).map((conflict) => {
    const appointments = conflict.appointments.flatMap((id) => byId.get(id) ?? []);
    const there = conflict.appointments.flatMap((id) => elsewhere.get(id) ?? [])[0];
    const words = new Map(
      appointments.map((one) => {
        if (there) return [one.appointment, conflict.classes.flatMap((each) => acrossWords(each, there, day))];
        const other = appointments.find(({ appointment }) => appointment !== one.appointment);
        return [one.appointment, conflict.classes.flatMap((each) => wordsOf(each, one, other))];
      })
    );
    return { conflict, appointments, words };
  });
}

/** Of who is at another office then. Its time is told by this office's clock. */
function acrossWords(
  conflict: ConflictClass,
  { site, appointment: there }: VisitElsewhere,
  day: ScheduleDay
): string[] {
  const office = day.practice.sites.get(site)?.name ?? 'another office';
  const at = `${office} at ${clockText(there.at.start)}`;
  if (conflict === 'C3') return [`The same patient is booked at ${at} too`];
  if (conflict !== 'C1') return [CONFLICT_WORDS[conflict]];
  const called = day.practice.practitioners.get(there.at.practitioner)?.called ?? 'The provider';
  return [`${called} has ${nameText(there.label)} at ${at}`];
}

/** Each conflict once, where two offices that are shown both have it. */
export function onceEach(clashes: readonly Clash[]): readonly Clash[] {
  const seen = new Map<string, Clash>();
  for (const clash of clashes) if (!seen.has(clash.conflict.id)) seen.set(clash.conflict.id, clash);
  return [...seen.values()];
}

/** All that is said of each appointment; those without a conflict are not in it. */
export function clashWords(clashes: readonly Clash[]): ReadonlyMap<AppointmentId, readonly string[]> {
  const said = new Map<AppointmentId, string[]>();
  for (const { words } of clashes) {
    for (const [appointment, lines] of words) said.set(appointment, [...(said.get(appointment) ?? []), ...lines]);
  }
  return said;
}

function wordsOf(conflict: ConflictClass, one: Appointment, other: Appointment | undefined): string[] {
  switch (conflict) {
    case 'C1':
      return other ? [`Overlaps ${nameText(other.label)}`] : [];
    case 'C3':
      return other ? [`The same patient is booked at ${clockText(other.at.start)} too`] : [];
    case 'C2':
      return other ? [`Needs the same room, device or person as ${nameText(other.label)}`] : [CONFLICT_WORDS.C2];
    case 'C12':
      return other ? [betweenDesks(one, other)] : alone(one);
    default:
      return [CONFLICT_WORDS[conflict]];
  }
}

function betweenDesks(one: Appointment, other: Appointment): string {
  return one.replaces && other.replaces && one.replaces.appointment === other.replaces.appointment
    ? `Two desks rescheduled it: also at ${clockText(other.at.start)}`
    : `Two desks booked this time, one of them offline: ${nameText(other.label)}`;
}

/** What two desks did to one appointment. */
function alone({ contested, problems, unknown }: Appointment): string[] {
  return [
    ...(unknown ? [`The patient is not known here: ${unknown.system} booked it`] : []),
    ...contested.map((place) => `Another desk moved it to ${clockText(place.start)}`),
    ...(problems.length > 0 ? ['Another desk changed it after it was closed'] : [])
  ];
}
