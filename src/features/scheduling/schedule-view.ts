import type { AppointmentId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import { ROW_MINUTES } from './grid-scale.ts';
import type { Grid } from '#domain/scheduling/grid.ts';

/** How the day is shown. It is in the address, so that it outlives a reload (S-14). */
export interface ScheduleView {
  readonly date: LocalDate;
  readonly row: Grid;
  /** What the colour of a card tells. */
  readonly colour: 'type' | 'status';
  /** Cancelled, missed and rescheduled appointments too. */
  readonly closed: boolean;
}

/** The view an address asks for; what it does not say, or says wrongly, is as usual. */
export function viewFrom(date: LocalDate, search: URLSearchParams): ScheduleView {
  return {
    date,
    row: ROW_MINUTES.find((row) => String(row) === search.get('row')) ?? 15,
    colour: search.get('colour') === 'status' ? 'status' : 'type',
    closed: search.get('closed') === '1'
  };
}

/** The address of a view, with the booking that is in hand. No patient data in it. */
export function pathOf({ date, row, colour, closed }: ScheduleView, draft: AppointmentId | null = null): string {
  const search = new URLSearchParams();
  if (row !== 15) search.set('row', String(row));
  if (colour !== 'type') search.set('colour', colour);
  if (closed) search.set('closed', '1');
  if (draft !== null) search.set('draft', draft);
  const text = search.toString();
  return `/schedule/${date}${text ? `?${text}` : ''}`;
}
