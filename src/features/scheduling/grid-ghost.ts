import type { Minutes } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import { clockText, nameText } from '#ui/format.ts';
import { formObstacle, minutesFrom, type BookingForm } from './booking-form.ts';
import { officeOf } from './booking.svelte.ts';
import { carriedObstacle, type Carried } from './carry.svelte.ts';
import type { Cell } from './cell-cursor.ts';
import type { Card } from './day-columns.ts';
import type { LiveDay } from './live-day.svelte.ts';
import { obstacleWords } from './refusals.ts';
import type { ScheduleView } from './schedule-view.ts';
import { timeFrom } from './time-text.ts';

/** Something that would stand on the grid: carried, marked, pulled longer, or being booked. */
export interface Ghost {
  readonly cell: Cell;
  readonly minutes: Minutes;
  readonly words: string;
  readonly clash: boolean;
}

export function carriedGhost(day: LiveDay, carried: Carried | null): Ghost | null {
  if (!carried) return null;
  const { cell, appointment, isCopy } = carried;
  const obstacle = carriedObstacle(day, carried);
  const where = `${clockText(cell.minute)}, ${day.columns[cell.column]?.title ?? ''}`;
  const what = `${isCopy ? 'Copy of ' : ''}${nameText(appointment.label)}`;
  const words = `${what} to ${where}${obstacle ? `, ${obstacleWords(obstacle)}` : ''}`;
  return { cell, minutes: appointment.at.minutes, words, clash: obstacle !== null };
}

export function markedGhost(marked: { cell: Cell; minutes: Minutes } | null): Ghost | null {
  if (!marked) return null;
  const { cell, minutes } = marked;
  return { cell, minutes, words: `${clockText(cell.minute)}, ${minutes} min`, clash: false };
}

/** An appointment that is pulled longer or shorter. */
export function stretchedGhost(pulled: { card: Card; cell: Cell; minutes: Minutes } | null): Ghost | null {
  if (!pulled) return null;
  const { card, cell, minutes } = pulled;
  return { cell, minutes, words: `${nameText(card.appointment.label)}, ${minutes} min`, clash: false };
}

/** Where the booking that is being filled in would stand. */
export function bookedGhost(
  station: Station,
  day: LiveDay,
  form: BookingForm | null,
  { date }: ScheduleView
): Ghost | null {
  const start = form && timeFrom(form.time);
  if (!form || start === null) return null;
  const office = officeOf(form, station);
  const column = day.columns.findIndex(
    ({ practitioner, resource, date: on, site }) =>
      on === date &&
      site === office &&
      (practitioner
        ? practitioner.practitioner === form.practitioner
        : resource?.kind === 'site' ||
          form.details?.segments?.some(({ kind, any: [id] }) => kind === resource?.kind && id === resource.id))
  );
  const minutes = minutesFrom(form.minutes);
  if (column === -1 || !(minutes > 0) || start < day.hours.from || start + minutes > day.hours.to) return null;
  const who = form.patient ? nameText(form.patient.label) : 'New booking';
  const [visits, elsewhere] = [day.appointmentsAt(office, date), day.elsewhereAt(office, date)];
  const obstacle = formObstacle(form, office, date, day.practice, visits, [], elsewhere);
  return { cell: { column, minute: start }, minutes, words: `${who}, ${clockText(start)}`, clash: obstacle !== null };
}
