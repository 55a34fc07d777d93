import { detailsOf, isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Result } from '#domain/result.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Done } from '#station/done.ts';
import type { Station } from '#station/station.ts';
import { clockText, dayText, nameText } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import type { Cell } from './cell-cursor.ts';
import type { Column } from './day-columns.ts';
import { moveAppointment } from './move-appointment.ts';

import { obstacleAt, type Obstacle } from './place.ts';
import { wordsFor, type ScheduleRefusal } from './refusals.ts';
import { rescheduleAppointment } from './reschedule-appointment.ts';
import { takeBack } from './take-back.ts';

/** An appointment that is being carried to another place, perhaps of another day [SCH-9]. */
export interface Carried {
  readonly appointment: Appointment;
  /** The day it is taken from. */
  readonly date: LocalDate;
  readonly cell: Cell;
}

/** The day that is on screen. */
export interface DayShown {
  readonly date: LocalDate;
  readonly practice: Practice | undefined;
  readonly appointments: readonly Appointment[] | undefined;
  readonly columns: readonly Column[];
}

export interface Carry {
  readonly carried: Carried | null;
  /** Takes hold of an appointment. False, with a word why, when it may not be carried. */
  lift(carried: Carried): boolean;
  to(cell: Cell): void;
  putBack(): void;
  /** Puts it down where it is held: moved, or rescheduled when that is another day. */
  drop(day: DayShown): Promise<void>;
}

export function createCarry(station: Station, toasts: Toasts): Carry {
  let carried = $state.raw<Carried | null>(null);

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
      return true;
    },
    to(cell) {
      if (carried && (carried.cell.column !== cell.column || carried.cell.minute !== cell.minute))
        carried = { ...carried, cell };
    },
    putBack() {
      carried = null;
    },
    async drop(day) {
      if (!carried) return;
      const held = carried;
      const { date, columns } = day;
      const { appointment, cell } = held;
      const practitioner = columns[cell.column]?.practitioner;
      carried = null;
      if (!practitioner) return;
      const at = { ...appointment.at, practitioner: practitioner.practitioner, start: cell.minute };
      const over = carriedObstacle(station, day, held) !== null;
      const id = appointment.appointment;
      const command: Promise<Result<Done, ScheduleRefusal>> =
        date === held.date
          ? moveAppointment(station, { date, appointment: id, to: at, over })
          : rescheduleAppointment(station, {
              date: held.date,
              appointment: id,
              to: { appointment: station.newId(), date, at },
              over
            });
      const when = date === held.date ? '' : `${dayText(date)}, `;
      const say = `${nameText(appointment.label)} is at ${when}${clockText(at.start)} with ${practitioner.called} now.`;
      await tellSchedule(station, toasts, command, say);
    }
  };
}

/** What is in the way of the carried appointment where it is held. */
export function carriedObstacle(station: Station, day: DayShown, { appointment, cell }: Carried): Obstacle | null {
  const practitioner = day.columns[cell.column]?.practitioner.practitioner;
  if (practitioner === undefined || !day.practice) return null;
  const at = { ...appointment.at, practitioner, start: cell.minute };
  const { site } = station.device;
  const { patient, visitType, appointment: id } = appointment;
  const place = { site, date: day.date, at, patient, visitType, appointment: id, details: detailsOf(appointment) };
  return obstacleAt(day.practice, day.appointments ?? [], place);
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
    undo: async (done) => {
      await tell(toasts, takeBack(station, done), { done: () => 'Taken back.', refused: wordsFor });
    }
  });
}
