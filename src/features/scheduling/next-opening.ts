import type { AppointmentId, PractitionerId, SiteId } from '#domain/ids.ts';
import { minuteOfDayOf, plusDays, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { minutesFrom, usualType } from './booking-form.ts';
import type { BookingInHand } from './booking.svelte.ts';
import { cardAt, type Cell } from './cell-cursor.ts';
import type { Card, Column } from './day-columns.ts';
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
export function freeFrom({ day, view }: AroundOpenings, cursor: Cell): Cell {
  const column = day.columns[cursor.column];
  const practitioner = column?.practitioner?.practitioner;
  if (!cardAt(day.columns, cursor) || !day.practice || !column || practitioner === undefined) return cursor;
  const visits = day.appointmentsAt(column.site, column.date) ?? [];
  const minutes = usualType(day.practice, visits)?.minutes ?? view().row;
  const { site, date, held } = column;
  const asked = { site, date, minutes, practitioner, from: cursor.minute, held };
  const [first] = openingsOf(day.practice, visits, asked);
  return first ? { column: cursor.column, minute: first.start } : cursor;
}

/** Who is free then in a column that is nobody's own; undefined where nobody is. */
export function freeThere(
  { day, view }: Pick<AroundOpenings, 'day' | 'view'>,
  { site, date, held }: Column,
  minute: MinuteOfDay
): PractitionerId | undefined {
  if (!day.practice) return undefined;
  const visits = day.appointmentsAt(site, date) ?? [];
  const minutes = usualType(day.practice, visits)?.minutes ?? view().row;
  const asked = { site, date, minutes, practitioner: null, from: minute, held };
  return openingsOf(day.practice, visits, asked).find(({ start }) => start === minute)?.practitioner;
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
  // Of the office the cursor stands in.
  const site = day.columns[cursor.column]?.site ?? station.device.site;
  const asked = { site, minutes, practitioner: null };
  const visitType = booking.form?.visitType ?? '';
  const from = cursor.minute + row;
  const here = await firstOpening(station.rows, { ...asked, visitType, date, from }, station.now());
  if (!here) {
    toasts.show({ text: 'There is no free time in the next three months.', trouble: true });
    return;
  }
  goCell({ column: columnFor(day, { ...here, site }), minute: here.start });
  if (here.date !== date) go({ ...view(), date: here.date });
  if (booking.form) booking.begin({ practitioner: here.practitioner, start: here.start, site });
  else focusGrid();
}

/** By provider a provider's column stays the same from day to day, by office the office's; in a week the day's. */
function columnFor(
  { columns }: LiveDay,
  { site, practitioner, date }: { site: SiteId; practitioner: string; date: LocalDate }
): number {
  const isTheirs = ({ resource, ...column }: LiveDay['columns'][number]): boolean =>
    resource?.kind === 'site' ? resource.id === site : column.practitioner?.practitioner === practitioner;
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
