import type { AppointmentId } from '#domain/ids.ts';
import { minuteOfDayOf, plusDays, type Minutes } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { clockText, nameText } from '#ui/format.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { formObstacle, minutesFrom, usualType } from './booking-form.ts';
import type { BlockInHand } from './block.svelte.ts';
import type { BookingInHand } from './booking.svelte.ts';
import { carriedObstacle, type Carry, type DayShown } from './carry.svelte.ts';
import { blockAt, cardAt, cellAfter, cellOf, within, type Cell, type GridBounds } from './cell-cursor.ts';
import type { Card } from './day-columns.ts';
import type { Finding } from './finding.svelte.ts';
import type { GridPointer } from './grid-pointer.ts';
import type { LiveDay } from './live-day.svelte.ts';
import { firstOpening, openingsOf } from './openings.ts';

import { obstacleWords } from './refusals.ts';
import type { ScheduleView } from './schedule-view.ts';
import { timeFrom } from './time-text.ts';

/** What is asked about the appointment in the panel. */
export type Asking = 'cancel' | 'no-show' | 'series';

export interface Ghost {
  readonly cell: Cell;
  readonly minutes: Minutes;
  readonly words: string;
  readonly clash: boolean;
}

/** What the hands hold on the schedule: the cursor, an appointment in the panel, what is marked, booked or carried. */
export interface GridHand {
  readonly cursor: Cell;
  readonly ghost: Ghost | null;
  /** The appointment in the panel, as it is now. */
  readonly card: Card | undefined;
  readonly asking: Asking | null;
  readonly pointer: Omit<GridPointer, 'bounds' | 'cell'>;
  /** A key pressed on the cursor. */
  key(event: KeyboardEvent): void;
  take(appointment: AppointmentId | null): void;
  ask(asking: Asking | null): void;
  /** Books at the cursor. */
  book(): void;
  /** Blocks the time at the cursor, or changes what blocks it. */
  block(): void;
  /** Opens the search for a time, from the day that is shown. */
  find(): void;
  lift(): void;
  nextOpening(): Promise<void>;
  nextClash(): void;
  /** Puts back, or closes what is open; false when nothing was. */
  closeUp(): boolean;
}

interface Around {
  readonly station: Station;
  readonly toasts: Toasts;
  readonly day: LiveDay;
  readonly booking: BookingInHand;
  readonly block: BlockInHand;
  readonly finding: Finding;
  readonly carry: Carry;
  readonly view: () => ScheduleView;
  readonly go: (view: ScheduleView) => void;
  /** Gives the keyboard back to the grid. */
  readonly focusGrid: () => void;
}

export function createGridHand(around: Around): GridHand {
  const { day, booking, carry, view, focusGrid } = around;
  let at = $state.raw<Cell>({ column: 0, minute: startMinute(around) });
  let marked = $state.raw<{ cell: Cell; minutes: Minutes } | null>(null);
  let held = $state.raw<AppointmentId | null>(null);
  let asking = $state.raw<Asking | null>(null);

  const shown = (): DayShown => dayShown(around);
  const bounds = (): GridBounds => ({ columns: day.columns, ...day.hours, row: view().row });
  const cursor = $derived(within(at, bounds()));
  const card = $derived(day.columns.flatMap(({ cards }) => cards).find((one) => one.appointment.appointment === held));
  const ghost = $derived(carriedGhost(around) ?? markedGhost(marked) ?? bookedGhost(around));

  const take = (appointment: AppointmentId | null): void => {
    held = appointment;
    asking = null;
    around.block.close();
    around.finding.close();
    if (appointment !== null) booking.close();
    const cell = appointment === null ? null : cellOf(day.columns, appointment);
    if (cell) at = cell;
  };
  const book = (cell: Cell, minutes: Minutes | null): void => {
    take(null);
    at = cell;
    const practitioner = day.columns[cell.column]?.practitioner.practitioner;
    booking.begin({ start: cell.minute, minutes, ...(practitioner === undefined ? {} : { practitioner }) });
  };
  const drop = async (): Promise<void> => {
    const id = carry.carried?.appointment.appointment ?? null;
    if (carry.carried) at = carry.carried.cell;
    await carry.drop(shown());
    held = id;
    focusGrid();
  };
  const lift = (one: Card | undefined): boolean => {
    const cell = one && cellOf(day.columns, one.appointment.appointment);
    if (!one || !cell || !carry.lift({ appointment: one.appointment, date: view().date, cell })) return false;
    booking.close();
    return true;
  };

  return {
    get cursor() {
      return cursor;
    },
    get ghost() {
      return ghost;
    },
    get card() {
      return card;
    },
    get asking() {
      return asking;
    },
    pointer: {
      onfree(cell, minutes) {
        if (carry.carried) {
          carry.to(cell);
          void drop();
        } else book(cell, minutes);
      },
      onmark: (cell, minutes) => (marked = cell && { cell, minutes }),
      onappointment(appointment, cell) {
        if (carry.carried) {
          carry.to(cell);
          void drop();
        } else take(appointment);
      },
      onlift: (appointment) => lift(find(day, appointment)),
      oncarry: (cell) => carry.to(cell),
      ondrop: () => void drop(),
      oncancel: () => carry.putBack()
    },
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === 'Enter') {
        event.preventDefault();
        if (carry.carried) return void drop();
        const under = cardAt(day.columns, cursor);
        return under ? take(under.appointment.appointment) : book(cursor, null);
      }
      const { carried } = carry;
      const next = cellAfter(carried?.cell ?? cursor, event.key, bounds(), carried === null);
      if (!next) return;
      event.preventDefault();
      if (carried) carry.to(next);
      else at = next;
    },
    take,
    ask: (next) => (asking = next),
    book: () => book(freeFrom(around, cursor), null),
    block() {
      const under = blockAt(day.columns, cursor);
      const planned = under && day.practice?.plan.blocks.get(under.block.block);
      take(null);
      booking.close();
      if (under && planned) around.block.take(under, planned);
      else around.block.begin(day.columns[cursor.column]?.practitioner.practitioner, view().date, cursor.minute);
    },
    find() {
      take(null);
      around.finding.begin(view().date);
    },
    lift() {
      if (lift(card ?? cardAt(day.columns, cursor))) focusGrid();
    },
    nextOpening: () => nextOpening(around, cursor, (cell) => (at = cell)),
    nextClash() {
      const all = day.clashes.flatMap(({ conflict }) => conflict.appointments);
      const clashing = all.filter((id, i) => all.indexOf(id) === i);
      take(clashing[(clashing.indexOf(held ?? '') + 1) % clashing.length] ?? null);
      focusGrid();
    },
    closeUp() {
      const open =
        carry.carried !== null ||
        around.block.form !== null ||
        around.finding.search !== null ||
        booking.form !== null ||
        held !== null;
      if (carry.carried) carry.putBack();
      else if (around.block.form) around.block.close();
      else if (around.finding.search) around.finding.close();
      else if (asking) asking = null;
      else if (booking.form) booking.close();
      else held = null;
      if (open) focusGrid();
      return open;
    }
  };
}

/** The cursor's cell, or where somebody is booked there, the provider's next free time that day. */
function freeFrom({ station, day, view }: Around, cursor: Cell): Cell {
  const practitioner = day.columns[cursor.column]?.practitioner.practitioner;
  if (!cardAt(day.columns, cursor) || !day.practice || practitioner === undefined) return cursor;
  const minutes = usualType(day.practice, day.appointments)?.minutes ?? view().row;
  const asked = { site: station.device.site, date: view().date, minutes, practitioner, from: cursor.minute };
  const [first] = openingsOf(day.practice, day.appointments ?? [], asked);
  return first ? { column: cursor.column, minute: first.start } : cursor;
}

/** Today the cursor begins at this hour, on another day at its first. */
function startMinute({ station, view }: Around): number {
  if (view().date !== station.today()) return 0;
  return Math.floor(minuteOfDayOf(station.now(), station.zone) / view().row) * view().row;
}

function find(day: LiveDay, appointment: AppointmentId): Card | undefined {
  return day.columns.flatMap(({ cards }) => cards).find((card) => card.appointment.appointment === appointment);
}

function dayShown({ day, view }: Around): DayShown {
  return { date: view().date, practice: day.practice, appointments: day.appointments, columns: day.columns };
}

function carriedGhost(around: Around): Ghost | null {
  const { carried } = around.carry;
  if (!carried) return null;
  const { cell, appointment } = carried;
  const obstacle = carriedObstacle(around.station, dayShown(around), carried);
  const where = `${clockText(cell.minute)}, ${around.day.columns[cell.column]?.practitioner.called ?? ''}`;
  const words = `${nameText(appointment.label)} to ${where}${obstacle ? `, ${obstacleWords(obstacle)}` : ''}`;
  return { cell, minutes: appointment.at.minutes, words, clash: obstacle !== null };
}

function markedGhost(marked: { cell: Cell; minutes: Minutes } | null): Ghost | null {
  if (!marked) return null;
  const { cell, minutes } = marked;
  return { cell, minutes, words: `${clockText(cell.minute)}, ${minutes} min`, clash: false };
}

/** Where the booking that is being filled in would stand. */
function bookedGhost({ station, day, booking, view }: Around): Ghost | null {
  const { form } = booking;
  const start = form && timeFrom(form.time);
  if (!form || start === null) return null;
  const column = day.columns.findIndex(({ practitioner }) => practitioner.practitioner === form.practitioner);
  const minutes = minutesFrom(form.minutes);
  if (column === -1 || !(minutes > 0) || start < day.hours.from || start + minutes > day.hours.to) return null;
  const who = form.patient ? nameText(form.patient.label) : 'New booking';
  const obstacle = formObstacle(form, station.device.site, view().date, day.practice, day.appointments);
  return { cell: { column, minute: start }, minutes, words: `${who}, ${clockText(start)}`, clash: obstacle !== null };
}

/** The next free time after the cursor, of any provider: on this day, or the first day that has one [SCH-8]. */
async function nextOpening(
  { station, toasts, day, booking, view, go, focusGrid }: Around,
  cursor: Cell,
  goCell: (cell: Cell) => void
): Promise<void> {
  const usual = usualType(day.practice, day.appointments)?.minutes ?? view().row;
  const minutes = (booking.form && minutesFrom(booking.form.minutes)) || usual;
  const { date, row } = view();
  const asked = { site: station.device.site, minutes, practitioner: null };
  const order = (practitioner: string): number =>
    day.columns.findIndex((column) => column.practitioner.practitioner === practitioner);
  const visitType = booking.form?.visitType ?? '';
  const here = await firstOpening(station.rows, { ...asked, visitType, date, from: cursor.minute + row });
  if (!here) {
    toasts.show({ text: 'There is no free time in the next three months.', trouble: true });
    return;
  }
  goCell({ column: Math.max(0, order(here.practitioner)), minute: here.start });
  if (here.date !== date) go({ ...view(), date: here.date });
  if (booking.form) booking.begin({ practitioner: here.practitioner, start: here.start });
  else focusGrid();
}

/** A day on from the one that is shown. */
export function daysOn(view: ScheduleView, count: number): ScheduleView {
  return { ...view, date: plusDays(view.date, count) };
}
