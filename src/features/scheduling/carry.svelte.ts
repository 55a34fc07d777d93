import { detailsOf, isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import type { SiteId } from '#domain/ids.ts';
import type { Placement, RescheduleReason } from '#domain/scheduling/appointment-facts.ts';
import type { VisitElsewhere } from '#domain/scheduling/elsewhere.ts';
import type { Resource, Segment } from '#domain/scheduling/plan-facts.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import { stationAt } from '#station/at-site.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { clockText, dayText, nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { bookAppointment } from './book-appointment.ts';
import type { Cell } from './cell-cursor.ts';
import type { Column } from './day-columns.ts';
import { practitionerAt, resourceName, segmentsElsewhere, segmentsInstead } from './more-columns.ts';
import { moveAppointment } from './move-appointment.ts';
import { otherVisitsOf, type NamedVisit } from '#station/other-visits.ts';
import { obstacleAt, type Obstacle } from './place.ts';
import { wordsFor, type ScheduleRefusal } from './refusals.ts';
import { rescheduleAppointment } from './reschedule-appointment.ts';
import { takeBack } from './take-back.ts';

/** An appointment that is being carried to another place, perhaps of another day [SCH-9]. */
export interface Carried {
  readonly appointment: Appointment;
  /** The office and the day it is taken from. */
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly cell: Cell;
  /** The room's column it was taken from; undefined where it was taken from no such column. */
  readonly from?: Resource | null | undefined;
  /** Minutes from the visit's start to where the part that is held begins. */
  readonly offset?: number;
  /** The patient's other visits, once they were read: what may not come again so soon (C11). */
  readonly others?: readonly NamedVisit[];
  /** Why it gets another day or office, as far as somebody said. */
  readonly why?: RescheduleReason;
  /** A second appointment like it is put down; the first stays [SCH-14]. */
  readonly isCopy?: boolean;
}

/** The days that are on screen. */
export interface DayShown {
  readonly practice: Practice | undefined;
  appointmentsAt(site: SiteId, date: LocalDate): readonly Appointment[] | undefined;
  elsewhereAt(site: SiteId, date: LocalDate): readonly VisitElsewhere[];
  readonly columns: readonly Column[];
}

export interface Carry {
  readonly carried: Carried | null;
  /** Takes hold of an appointment. False, with a word why, when it may not be carried. */
  lift(carried: Carried): boolean;
  to(cell: Cell): void;
  /** Whether letting go leaves the first where it is. */
  copy(isCopy: boolean): void;
  /** Says why it gets another time; undefined: nobody said. */
  because(why: RescheduleReason | undefined): void;
  putBack(): void;
  /** Puts it down where it is held: moved, rescheduled when that is another day, or booked once more. */
  drop(day: DayShown): Promise<void>;
}

/** Where a carried appointment would stand. */
interface Target {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly at: Placement;
  /** Rooms and devices chosen anew; undefined where they stay. */
  readonly segments: readonly Segment[] | undefined;
}

/** @param onplaced an appointment has found its place */
export function createCarry(station: Station, toasts: Toasts, onplaced: (appointment: string) => void): Carry {
  let carried = $state.raw<Carried | null>(null);

  const look = async ({ appointment, patient }: Appointment): Promise<void> => {
    const others = await otherVisitsOf(station.rows, patient);
    if (carried?.appointment.appointment === appointment) carried = { ...carried, others };
  };

  return {
    get carried() {
      return carried;
    },
    lift(next) {
      if (!isLive(next.appointment)) {
        toasts.show({ text: wordsFor({ code: 'appointment/not-live' }), trouble: true });
        return false;
      }
      carried = next;
      void look(next.appointment);
      return true;
    },
    to(cell) {
      if (carried && (carried.cell.column !== cell.column || carried.cell.minute !== cell.minute))
        carried = { ...carried, cell };
    },
    copy(isCopy) {
      if (carried && (carried.isCopy ?? false) !== isCopy) carried = { ...carried, isCopy };
    },
    because(why) {
      if (!carried) return;
      const { why: _, ...rest } = carried;
      carried = why === undefined ? rest : { ...rest, why };
    },
    putBack() {
      carried = null;
    },
    async drop(day) {
      if (!carried) return;
      // Put down before they were read: what is in the way is known before anything is written.
      const last = carried;
      carried = null;
      const others = last.others ?? (await otherVisitsOf(station.rows, last.appointment.patient));
      const held = { ...last, others };
      const target = targetOf(held, day);
      if (!target) return;
      const { appointment, isCopy } = held;
      const over = carriedObstacle(day, held) !== null;
      const when = target.date === held.date ? '' : `${dayText(target.date)}, `;
      const column = day.columns[held.cell.column];
      const where = `${when}${clockText(target.at.start)} ${withWhom(day, column, target)}`;
      const say = isCopy
        ? `${nameText(appointment.label)} is booked once more, ${where}.`
        : `${nameText(appointment.label)} is at ${where} now.`;
      const done = await tellSchedule(station, toasts, commandFor(station, day.practice, held, target, over), say);
      if (done && !isCopy) onplaced(appointment.appointment);
    }
  };
}

function commandFor(
  station: Station,
  practice: Practice | undefined,
  { appointment, site, date, isCopy, why }: Carried,
  target: Target,
  over: boolean
): Promise<Result<Done, ScheduleRefusal>> {
  const { appointment: id, patient, label, visitType } = appointment;
  const segments = target.segments === undefined ? {} : { segments: target.segments };
  if (isCopy) {
    const { segments: was, urgency } = detailsOf(appointment);
    const details = { ...(was ? { segments: was } : {}), ...segments, ...(urgency ? { urgency } : {}) };
    const booking = { appointment: station.newId(), date: target.date, patient, label, visitType };
    const there = stationAt(station, practice, target.site);
    return bookAppointment(there, { ...booking, at: target.at, note: '', over, details });
  }
  const here = stationAt(station, practice, site);
  if (target.date === date && target.site === site)
    return moveAppointment(here, { date, appointment: id, to: target.at, over, ...segments });
  const to = { appointment: station.newId(), site: target.site, date: target.date, at: target.at };
  return rescheduleAppointment(here, { date, appointment: id, to, over, ...(why ? { why } : {}), ...segments });
}

/** Where it is held now. A provider's column changes the provider, a room's the room, an office's the office, and each the time. */
function targetOf({ appointment, site, cell, from, offset = 0 }: Carried, { columns }: DayShown): Target | null {
  const column = columns[cell.column];
  if (!column) return null;
  const practitioner = practitionerAt(column, appointment.at.practitioner);
  const at = { ...appointment.at, practitioner, start: cell.minute - offset };
  const to = column.resource;
  const place = { site: column.site, date: column.date, at };
  // An office's rooms and devices stay there; who does the visit comes along.
  if (column.site !== site) return { ...place, segments: segmentsElsewhere(appointment) };
  const isSame =
    to === undefined || to?.kind === 'site' || (from !== undefined && from?.kind === to?.kind && from?.id === to?.id);
  return { ...place, segments: isSame ? undefined : segmentsInstead(appointment, from, to) };
}

function withWhom({ practice }: DayShown, column: Column | undefined, { at }: Target): string {
  if (column?.resource?.kind === 'site') return `at ${column.title}`;
  if (column?.resource && practice) return `in ${resourceName(practice, column.resource)}`;
  return `with ${practice?.practitioners.get(at.practitioner)?.called ?? ''}`;
}

/** What is in the way of the carried appointment where it is held. */
export function carriedObstacle(day: DayShown, carried: Carried): Obstacle | null {
  const target = targetOf(carried, day);
  const { appointment, isCopy, others = [] } = carried;
  if (!target || !day.practice) return null;
  const { site } = target;
  const { patient, visitType, appointment: id } = appointment;
  const details = { ...detailsOf(appointment), ...(target.segments ? { segments: target.segments } : {}) };
  // A copy is another one: the first may be in its way. On its own day nothing of an interval changes.
  const isElsewhere = target.date !== carried.date || site !== carried.site;
  const earlier = isCopy ? others : isElsewhere ? others.filter((one) => one.appointment !== id) : [];
  const elsewhere = day.elsewhereAt(site, target.date).filter((one) => isCopy || one.appointment.appointment !== id);
  const place = { site, date: target.date, at: target.at, patient, visitType, details, earlier, elsewhere };
  const appointmentId = isCopy ? `${id}.copy` : id;
  return obstacleAt(day.practice, day.appointmentsAt(site, target.date) ?? [], {
    ...place,
    appointment: appointmentId
  });
}

/** Says what came of a command of the schedule, with ten seconds to take it back [BOOK-12]. */
export async function tellSchedule(
  station: Station,
  toasts: Toasts,
  command: Promise<Result<Done, ScheduleRefusal>>,
  say: string
): Promise<Done | undefined> {
  return tell(toasts, command, {
    done: ({ takes }) => (takes.length > 0 ? say : null),
    refused: wordsFor,
    takeBack: (done) => takeBack(station, done)
  });
}
