import type {
  AppointmentId,
  PatientId,
  PractitionerId,
  RoomId,
  SiteId,
  TicketCode,
  UserId,
  VisitId,
  VisitTypeId
} from '#domain/ids.ts';
import type { DelayAnswer } from '#domain/scheduling/appointment-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { instantAt, type Instant, type LocalDate, type MinuteOfDay, type Minutes, type ZoneId } from '#domain/time.ts';
import { USUAL_WINDOW, windowOf, type ArrivalWindow, type LatePolicy } from '#domain/visit/arrival-window.ts';
import { NEED_WORDS } from '#domain/visit/needs.ts';
import { byTurn, type InLine } from '#domain/visit/turn.ts';
import { visitOf, type UnseenWhy } from '#domain/visit/visit-facts.ts';
import type { Watched } from '#domain/visit/watch.ts';
import type { Visit, VisitState } from '#domain/visit/visit.ts';

/** Where in the day someone is, in the order people go through it [QUE-1]. */
export type Section = 'expected' | 'waiting' | 'rooms' | 'check-out' | 'done';

/** One person's line in Today: plain values only, so that two lines can be compared. */
export interface TodayRow extends InLine, Watched {
  /** The visit's id, also before there is one: a line keeps its identity from section to section. */
  readonly visit: VisitId;
  readonly section: Section;
  readonly state: VisitState | 'expected' | 'no-show';
  readonly appointment: AppointmentId | null;
  readonly patient: PatientId | null;
  readonly family: string;
  readonly given: string;
  readonly birthDate: LocalDate | null;
  /** Null for a walk-in. */
  readonly start: MinuteOfDay | null;
  readonly minutes: Minutes | null;
  readonly visitType: string;
  /** Its type's id; null for a walk-in. */
  readonly type: VisitTypeId | null;
  readonly practitioner: PractitionerId | null;
  readonly called: string;
  readonly note: string;
  readonly ticket: TicketCode | null;
  /** Tickets of further arrivals that were the same visit. */
  readonly otherTickets: string;
  /** When the present state began; for the expected, when they are due. */
  readonly since: Instant;
  readonly room: RoomId | null;
  readonly roomName: string;
  readonly reason: string;
  /** Why somebody left without being seen, where that is known. */
  readonly leftWhy: UnseenWhy | null;
  /** What was last said of telling them that the provider runs late, and by whom [QUE-24]. */
  readonly delayMinutes: Minutes | null;
  readonly delayAnswer: DelayAnswer | null;
  readonly delayAt: Instant | null;
  readonly delayBy: UserId | null;
  /** What is called for, in words: `Nurse, EKG`; empty when nothing is [QUE-18]. */
  readonly needs: string;
  readonly provisional: boolean;
  /** When its patient may arrive, in minutes around the time [ARR-12]. */
  readonly earliest: Minutes;
  readonly grace: Minutes;
  readonly lateAccept: Minutes;
  readonly latePolicy: LatePolicy;
  /** The front desk has all it needs (CHK-2). */
  readonly checkedIn: boolean;
  /** Facts that could not follow: someone must look (FLOW-3). */
  readonly problems: number;
}

export type TodayRows = Readonly<Record<Section, readonly TodayRow[]>>;

export interface DayParts {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly practice: Practice;
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
}

/** Everyone of the day, each in one section, each section in its order [QUE-1] [QUE-2] [QUE-3]. */
export function todayOf(parts: DayParts): TodayRows {
  const byVisit = new Map(parts.visits.map((visit) => [visit.visit, visit]));
  const byId = new Map(parts.appointments.map((appointment) => [appointment.appointment, appointment]));
  const sections = { expected: [], waiting: [], rooms: [], 'check-out': [], done: [] } as Record<Section, TodayRow[]>;

  for (const appointment of parts.appointments) {
    if (byVisit.has(visitOf(appointment.appointment))) continue;
    if (appointment.status !== 'booked' && appointment.status !== 'no-show') continue;
    const row = expectedRow(parts, appointment);
    sections[row.section].push(row);
  }
  for (const visit of parts.visits) {
    // It is told with the one it was joined to [ARR-18].
    if (visit.joinedTo !== undefined) continue;
    const row = visitRow(parts, visit, visit.appointment === null ? undefined : byId.get(visit.appointment));
    sections[row.section].push(row);
  }
  sections.expected.sort((a, b) => a.since - b.since || byKey(a, b));
  sections.waiting.sort(byTurn);
  sections.rooms.sort((a, b) => (a.calledAt ?? a.since) - (b.calledAt ?? b.since) || byKey(a, b));
  sections['check-out'].sort((a, b) => a.since - b.since || byKey(a, b));
  sections.done.sort((a, b) => b.since - a.since || byKey(a, b));
  return sections;
}

function byKey(a: TodayRow, b: TodayRow): number {
  return a.visit < b.visit ? -1 : 1;
}

const SECTIONS: Readonly<Record<VisitState, Section>> = {
  waiting: 'waiting',
  called: 'rooms',
  'in-room': 'rooms',
  ready: 'rooms',
  'with-provider': 'rooms',
  done: 'check-out',
  'checked-out': 'done',
  left: 'done'
};

function expectedRow(parts: DayParts, appointment: Appointment): TodayRow {
  const missed = appointment.status === 'no-show';
  const booked = bookedPart(parts, appointment);
  return {
    ...booked,
    visit: visitOf(appointment.appointment),
    section: missed ? 'done' : 'expected',
    state: missed ? 'no-show' : 'expected',
    patient: appointment.patient,
    ...labelPart(appointment.label),
    ticket: null,
    otherTickets: '',
    arrivedAt: null,
    since: booked.startsAt,
    calledAt: null,
    calls: 0,
    room: null,
    roomName: '',
    reason: appointment.reason ?? '',
    needs: '',
    leftWhy: null,
    spokenAt: null,
    placedFor: null,
    placedAt: null,
    placedTurn: null,
    checkedIn: false,
    problems: 0
  };
}

function visitRow(parts: DayParts, visit: Visit, appointment: Appointment | undefined): TodayRow {
  return {
    ...(appointment ? bookedPart(parts, appointment) : WALK_IN),
    visit: visit.visit,
    section: SECTIONS[visit.state],
    state: visit.state,
    patient: visit.patient ?? appointment?.patient ?? null,
    ...labelPart(visit.label),
    ticket: visit.ticket,
    otherTickets: visit.otherTickets.join(', '),
    arrivedAt: visit.arrivedAt,
    since: visit.since,
    calledAt: visit.calledAt,
    calls: visit.calls,
    room: visit.room,
    roomName: (visit.room !== null && parts.practice.rooms.get(visit.room)?.name) || '',
    reason: visit.leftReason ?? '',
    leftWhy: visit.leftWhy,
    spokenAt: visit.spokenAt,
    placedFor: visit.placed?.reason ?? null,
    placedAt: visit.placed?.at ?? null,
    placedTurn: visit.placed?.turn ?? null,
    needs: visit.needs.map(({ need }) => NEED_WORDS[need]).join(', '),
    checkedIn: visit.checkedIn !== null,
    problems: visit.problems.length
  };
}

const NO_DELAY = { delayMinutes: null, delayAnswer: null, delayAt: null, delayBy: null } as const;

const WALK_IN = {
  appointment: null,
  start: null,
  startsAt: null,
  minutes: null,
  visitType: 'Walk-in',
  type: null,
  practitioner: null,
  called: '',
  note: '',
  provisional: false,
  ...windowPart(USUAL_WINDOW),
  ...NO_DELAY
} as const;

function bookedPart(parts: DayParts, appointment: Appointment) {
  const { practice, date, zone } = parts;
  const { start, minutes, practitioner } = appointment.at;
  return {
    appointment: appointment.appointment,
    start,
    startsAt: instantAt(date, start, zone),
    minutes,
    visitType: practice.visitTypes.get(appointment.visitType)?.name ?? 'Visit',
    type: appointment.visitType,
    practitioner,
    called: practice.practitioners.get(practitioner)?.called ?? '',
    note: appointment.note,
    provisional: appointment.provisional,
    ...windowPart(windowOf(practice.arrivals, appointment.visitType, practitioner)),
    ...delayPart(appointment)
  };
}

function windowPart({ earliest, grace, lateAccept, late }: ArrivalWindow) {
  return { earliest, grace, lateAccept, latePolicy: late };
}

function delayPart({ delay }: Appointment) {
  if (!delay) return NO_DELAY;
  return { delayMinutes: delay.minutes, delayAnswer: delay.answer, delayAt: delay.at, delayBy: delay.by };
}

function labelPart(label: { family: string; given: string; birthDate: LocalDate | null }) {
  return { family: label.family, given: label.given, birthDate: label.birthDate };
}

/**
 * The same rows with every line that says the same as before being the very same object, so that a list of two hundred draws
 * again only the line that changed [QUE-4].
 */
export function keepingSame(before: TodayRows | undefined, next: TodayRows): TodayRows {
  if (!before) return next;
  const old = new Map(Object.values(before).flatMap((rows) => rows.map((row) => [row.visit, row] as const)));
  const kept = (rows: readonly TodayRow[]): readonly TodayRow[] =>
    rows.map((row) => {
      const was = old.get(row.visit);
      return was && saysTheSame(was, row) ? was : row;
    });
  return {
    expected: kept(next.expected),
    waiting: kept(next.waiting),
    rooms: kept(next.rooms),
    'check-out': kept(next['check-out']),
    done: kept(next.done)
  };
}

function saysTheSame(a: TodayRow, b: TodayRow): boolean {
  const keys = Object.keys(a) as (keyof TodayRow)[]; // rows are made here and have these keys only
  return keys.every((key) => a[key] === b[key]);
}
