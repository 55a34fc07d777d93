import type { AppointmentId } from '#domain/ids.ts';
import type { LocalDate } from '#domain/time.ts';
import { ROW_MINUTES } from './grid-scale.ts';
import type { Days } from './more-columns.ts';
import type { Grid } from '#domain/scheduling/grid.ts';

/** How the schedule is shown. It is in the address, so that it outlives a reload (S-14). */
export interface ScheduleView extends ViewHabits {
  readonly date: LocalDate;
  /** Cancelled, missed and rescheduled appointments too. */
  readonly closed: boolean;
}

/** What a person mostly keeps as it is: remembered for them on this device [SCH-13]. */
export interface ViewHabits {
  readonly row: Grid;
  /** What the colour of a card tells. */
  readonly colour: 'type' | 'status';
  /** What the columns of a day are. */
  readonly by: 'provider' | 'resource' | 'site';
  /** A day, or a week of one provider, room, device or office. */
  readonly days: Days;
  /** Whose week: `practitioner:…`, `room:…`, `site:…`; null for the first provider. */
  readonly whose: string | null;
  /** Printed sheets have names, birth dates and notes on them. */
  readonly names: boolean;
}

export const USUAL_VIEW: ViewHabits = { row: 15, colour: 'type', by: 'provider', days: 1, whose: null, names: true };

const COLUMNS = ['provider', 'resource', 'site'] as const;

/** The view an address asks for; what it does not say, or says wrongly, is as usual. */
export function viewFrom(date: LocalDate, search: URLSearchParams, usual: ViewHabits = USUAL_VIEW): ScheduleView {
  const said = (name: string): string | null => search.get(name);
  const days = said('days') === '1' ? 1 : said('days') === '5' ? 5 : said('days') === '7' ? 7 : usual.days;
  return {
    date,
    row: ROW_MINUTES.find((row) => String(row) === said('row')) ?? usual.row,
    colour: said('colour') === 'status' ? 'status' : said('colour') === 'type' ? 'type' : usual.colour,
    by: COLUMNS.find((by) => by === said('by')) ?? usual.by,
    days,
    whose: said('whose') ?? usual.whose,
    names: said('names') === '0' ? false : said('names') === '1' ? true : usual.names,
    closed: said('closed') === '1'
  };
}

/**
 * The address of a view, with the booking that is in hand. No patient data in it.
 * @param usual what an address that says nothing means to this person
 */
export function pathOf(
  { date, row, colour, by, days, whose, names, closed }: ScheduleView,
  draft: AppointmentId | null = null,
  usual: ViewHabits = USUAL_VIEW
): string {
  const search = new URLSearchParams();
  if (row !== usual.row) search.set('row', String(row));
  if (colour !== usual.colour) search.set('colour', colour);
  if (by !== usual.by) search.set('by', by);
  if (days !== usual.days) search.set('days', String(days));
  if (whose !== usual.whose && whose !== null) search.set('whose', whose);
  if (names !== usual.names) search.set('names', names ? '1' : '0');
  if (closed) search.set('closed', '1');
  if (draft !== null) search.set('draft', draft);
  const text = search.toString();
  return `/schedule/${date}${text ? `?${text}` : ''}`;
}

/** What was remembered, as far as it can still be read. */
export function habitsFrom(text: string | null): ViewHabits {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return USUAL_VIEW;
    const entries = Object.entries(kept).map(([name, value]): [string, string] => [
      name,
      typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
    ]);
    const view = viewFrom('', new URLSearchParams(entries.filter(([, value]) => value !== 'null')));
    return habitsOf(view);
  } catch {
    return USUAL_VIEW;
  }
}

export function habitsOf({ row, colour, by, days, whose, names }: ScheduleView): ViewHabits {
  return { row, colour, by, days, whose, names };
}
