import type { AppointmentId } from '#domain/ids.ts';
import { minuteOfDayOf, plusDays, type LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { minutesFrom, usualType } from './booking-form.ts';
import type { BookingInHand } from './booking.svelte.ts';
import { cardAt, type Cell } from './cell-cursor.ts';
import type { Card } from './day-columns.ts';
import type { LiveDay } from './live-day.svelte.ts';
import { firstOpening, openingsOf } from './openings.ts';
import type { ScheduleView } from './schedule-view.ts';

export interface AroundOpenings {
  readonly station: Station;
  readonly toasts: Toasts;
  readonly day: LiveDay;
  readonly booking: BookingInHand;
  readonly view: () => ScheduleView;
  readonly go: (view: ScheduleView) => void;
  readonly focusGrid: () => void;
}

/** The cursor's cell, or where somebody is booked there, the provider's next free time that day. */
export function freeFrom({ station, day, view }: AroundOpenings, cursor: Cell): Cell {
  const column = day.columns[cursor.column];
  const practitioner = column?.practitioner?.practitioner;
  if (!cardAt(day.columns, cursor) || !day.practice || !column || practitioner === undefined) return cursor;
  const visits = day.appointmentsOn(column.date) ?? [];
  const minutes = usualType(day.practice, visits)?.minutes ?? view().row;
  const { site } = station.device;
  const { date, held } = column;
  const asked = { site, date, minutes, practitioner, from: cursor.minute, held };
  const [first] = openingsOf(day.practice, visits, asked);
  return first ? { column: cursor.column, minute: first.start } : cursor;
}

/** The next free time after the cursor, of any provider: on this day, or the first day that has one [SCH-8]. */
export async function nextOpening(
  { station, toasts, day, booking, view, go, focusGrid }: AroundOpenings,
  cursor: Cell,
  goCell: (cell: Cell) => void
): Promise<void> {
  const usual = usualType(day.practice, day.appointments)?.minutes ?? view().row;
  const minutes = (booking.form && minutesFrom(booking.form.minutes)) || usual;
  const { date, row } = view();
  const asked = { site: station.device.site, minutes, practitioner: null };
  const visitType = booking.form?.visitType ?? '';
  const from = cursor.minute + row;
  const here = await firstOpening(station.rows, { ...asked, visitType, date, from }, station.now());
  if (!here) {
    toasts.show({ text: 'There is no free time in the next three months.', trouble: true });
    return;
  }
  goCell({ column: columnFor(day, here), minute: here.start });
  if (here.date !== date) go({ ...view(), date: here.date });
  if (booking.form) booking.begin({ practitioner: here.practitioner, start: here.start });
  else focusGrid();
}

/** By provider a provider's column stays the same from day to day; in a week the day's. */
function columnFor({ columns }: LiveDay, { practitioner, date }: { practitioner: string; date: LocalDate }): number {
  const isTheirs = (column: LiveDay['columns'][number]): boolean => column.practitioner?.practitioner === practitioner;
  const exact = columns.findIndex((column) => isTheirs(column) && column.date === date);
  return Math.max(0, exact === -1 ? columns.findIndex(isTheirs) : exact);
}

export function findCard({ columns }: LiveDay, appointment: AppointmentId | null): Card | undefined {
  for (const { cards } of columns) {
    const card = cards.find((one) => one.appointment.appointment === appointment);
    if (card) return card;
  }
  return undefined;
}

/** A day on from the one that is shown; where a week is shown, a week. */
export function daysOn(view: ScheduleView, count: number): ScheduleView {
  return { ...view, date: plusDays(view.date, view.days === 1 || Math.abs(count) > 1 ? count : count * 7) };
}

/** Where the cursor begins: today at this hour, on another day at its first. */
export function startMinute({ station, view }: Pick<AroundOpenings, 'station' | 'view'>): number {
  if (view().date !== station.today()) return 0;
  return Math.floor(minuteOfDayOf(station.now(), station.zone) / view().row) * view().row;
}
