import type { AppointmentId, PatientId, SiteId, VisitTypeId } from '../ids.ts';
import type { Practice } from '../practice/practice.ts';
import type { LocalDate, MinuteOfDay } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import type { ConflictClass } from './appointment-facts.ts';
import { CONFLICT_RULES, WEIGHTIEST } from './conflict-rules.ts';
import type { VisitElsewhere } from './elsewhere.ts';
import { hoursOn, overlap, spanOf } from './grid.ts';
import { grouped } from './grouped.ts';
import { ruleClasses } from './booking-rules.ts';
import { providerSpans } from './occupations.ts';
import { doubleUse, placeClasses } from './place-clashes.ts';
import { metUnknowing, overlapsBeyond } from './overlap-policy.ts';

export type { ConflictClass };

/** One card. */
export interface Conflict {
  /** The ids of its appointments, sorted and joined: the same card on every device [APT-8]. */
  readonly id: string;
  /** One, or two in order of id. */
  readonly appointments: readonly AppointmentId[];
  /** All that apply, the weightiest first. */
  readonly classes: readonly ConflictClass[];
  /** Somebody saw all of it at booking and gave a reason. */
  readonly accepted: boolean;
  /** Where in the day to look: the earliest start. */
  readonly start: MinuteOfDay;
}

/** A patient's visit on another day. */
export interface OtherVisit {
  readonly date: LocalDate;
  readonly visitType: VisitTypeId;
  /** The number of the payer's consent it was booked with. */
  readonly authorization?: string;
}

/** A day as its schedule stands. */
export interface ScheduleDay {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
  /** The live visits of its patients on other days, for what may not come again too soon (C11); none where nobody looked. */
  readonly others?: ReadonlyMap<PatientId, readonly OtherVisit[]>;
  /** What other offices have at the same time; none where nobody looked. */
  readonly elsewhere?: readonly VisitElsewhere[];
}

/**
 * Every conflict of a day [APT-7] [ENG-3], the same cards in the same order on every device that has the same facts. At most one card for a
 * pair and one for an appointment by itself. Cancelled, missed and rescheduled appointments hold no time (S-17, S-20). What is only to be
 * known (C4) is in `noticesOf`.
 */
export function conflictsOf(day: ScheduleDay): readonly Conflict[] {
  const cards = openCards();
  const live = day.appointments.filter(isLive).sort(byStart);
  for (const mine of grouped(live, ({ at }) => at.practitioner).values()) addOverlaps(day, mine, cards);
  for (const [one, other] of samePatientAtOnce(live)) cards.add('C3', one, other);
  for (const [one, other] of doubleUse(day.practice.plan, live)) cards.add('C2', one, other);
  for (const appointment of live) {
    for (const one of placeClasses(day, appointment)) cards.add(one, appointment);
    for (const one of ruleClasses(day, appointment)) cards.add(one, appointment);
  }
  for (const appointment of day.appointments) if (isContested(appointment)) cards.add('C12', appointment);
  for (const [one, other] of sameOrigin(live)) cards.add('C12', one, other);
  for (const [each, one, other] of acrossOffices(live, day.elsewhere ?? [])) cards.add(each, one, other);
  return cards.inOrder();
}

/** What is only to be known of a day: a patient who comes twice (C4). */
export function noticesOf(day: ScheduleDay): readonly Conflict[] {
  const cards = openCards();
  const live = day.appointments.filter(isLive).sort(byStart);
  for (const mine of grouped(live, ({ patient }) => patient).values()) {
    for (const [one, other] of pairs(mine)) if (!overlap(spanOf(one.at), spanOf(other.at))) cards.add('C4', one, other);
  }
  return cards.inOrder();
}

/** What would be wrong with one visit of a day if it stood there: all classes, the weightiest first, with whom [ENG-5]. */
export function clashesWith(day: ScheduleDay, visit: Appointment): readonly Conflict[] {
  const appointments = [...day.appointments.filter(({ appointment }) => appointment !== visit.appointment), visit];
  const whole = { ...day, appointments };
  return [...conflictsOf(whole), ...noticesOf(whole)].filter((card) => card.appointments.includes(visit.appointment));
}

function openCards() {
  const cards = new Map<string, Omit<Conflict, 'accepted'> & { readonly of: readonly Appointment[] }>();
  return {
    add(one: ConflictClass, ...appointments: readonly Appointment[]): void {
      const of = appointments.toSorted((a, b) => (a.appointment < b.appointment ? -1 : 1));
      const ids = of.map(({ appointment }) => appointment);
      const id = ids.join('+');
      const classes = new Set([...(cards.get(id)?.classes ?? []), one]);
      const start = Math.min(...of.map(({ at }) => at.start));
      cards.set(id, { id, appointments: ids, classes: WEIGHTIEST.filter((known) => classes.has(known)), start, of });
    },
    inOrder: (): readonly Conflict[] =>
      [...cards.values()]
        .map(({ of, ...card }) => ({ ...card, accepted: isAccepted(card.classes, of) }))
        .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
  };
}

/** What must be resolved is never settled by a reason. */
function isAccepted(classes: readonly ConflictClass[], of: readonly Appointment[]): boolean {
  return classes.every(
    (one) => CONFLICT_RULES[one].weight !== 'must' && of.some(({ over }) => over?.classes.includes(one) ?? false)
  );
}

/** @param mine one provider's, in order of start */
function addOverlaps(
  { practice, site, date }: ScheduleDay,
  mine: readonly Appointment[],
  cards: ReturnType<typeof openCards>
): void {
  if (mine.length < 2) return;
  const practitioner = practice.practitioners.get(mine[0]?.at.practitioner ?? '');
  const sessions = (practitioner && hoursOn(practitioner, site, date)) ?? [];
  for (const [one, other] of overlapsBeyond(practice.plan, mine, sessions))
    cards.add(metUnknowing(one, other) ? 'C12' : 'C1', one, other);
}

/**
 * Whoever is at two offices at once: a provider with a visit at each, or a patient [ENG-10]. No policy of double booking reaches from one office to another. Both
 * offices' days have the same card.
 */
function acrossOffices(
  live: readonly Appointment[],
  elsewhere: readonly VisitElsewhere[]
): (readonly [ConflictClass, Appointment, Appointment])[] {
  const mine = grouped(live, ({ at }) => at.practitioner);
  const theirs = grouped(live, ({ patient }) => patient);
  return elsewhere.flatMap(({ appointment: there }) => {
    const busy = (mine.get(there.at.practitioner) ?? []).filter((here) =>
      providerSpans(here).some((span) => providerSpans(there).some((other) => overlap(span, other)))
    );
    const twice = (theirs.get(there.patient) ?? []).filter((here) => overlap(spanOf(here.at), spanOf(there.at)));
    return [...busy.map((here) => ['C1', here, there] as const), ...twice.map((here) => ['C3', here, there] as const)];
  });
}

/** @param live in order of start */
function samePatientAtOnce(live: readonly Appointment[]): (readonly [Appointment, Appointment])[] {
  return [...grouped(live, ({ patient }) => patient).values()].flatMap((mine) =>
    pairs(mine).filter(([one, other]) => overlap(spanOf(one.at), spanOf(other.at)))
  );
}

function pairs<T>(all: readonly T[]): (readonly [T, T])[] {
  return all.flatMap((one, i) => all.slice(i + 1).map((other) => [one, other] as const));
}

/** Two desks did something to it that cannot both hold, or nobody here knows whose it is: a person has to say. */
function isContested({ contested, problems, unknown }: Appointment): boolean {
  return contested.length > 0 || problems.length > 0 || unknown !== undefined;
}

/** Pairs that were both booked in place of one appointment: two desks rescheduled it to this day. */
function sameOrigin(live: readonly Appointment[]): (readonly [Appointment, Appointment])[] {
  const replacing = live.filter(({ replaces }) => replaces !== null);
  const byOrigin = grouped(replacing, ({ replaces }) => `${replaces?.date} ${replaces?.appointment}`);
  return [...byOrigin.values()].flatMap(pairs);
}

function byStart(a: Appointment, b: Appointment): number {
  return a.at.start - b.at.start || (a.appointment < b.appointment ? -1 : 1);
}
