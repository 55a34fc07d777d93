import type { SiteId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { changesSince, type PrintedSheet, type SheetChange, type SheetPage } from '#domain/scheduling/day-sheet.ts';
import { resourceKey } from '#domain/scheduling/occupations.ts';
import type { Resource } from '#domain/scheduling/plan-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import { clockText, dayText } from '#ui/format.ts';
import type { Column } from './day-columns.ts';
import { resourceName } from './more-columns.ts';
import type { PageAsked } from './print-sheets.ts';

/** The page of a day sheet that a column is printed as. */
export function pageOf({
  site,
  date,
  practitioner,
  resource
}: Pick<Column, keyof PageAsked & keyof Column> & Pick<Column, 'practitioner' | 'resource'>): PageAsked {
  const page = practitioner ? `provider:${practitioner.practitioner}` : resource ? resourceKey(resource) : 'none';
  return { site, date, page };
}

/** Whose day a page is. */
export function pageTitle(practice: Practice, page: SheetPage): string {
  const [kind = '', id = ''] = page.split(/:(.*)/s);
  if (kind === 'provider') return practice.practitioners.get(id)?.called ?? 'Unknown provider';
  return kind === 'none' ? 'No room yet' : resourceName(practice, { kind: kind as Resource['kind'], id }); // made by pageOf above
}

/** What the last print of one page does not say. */
export interface StalePage extends PageAsked {
  readonly print: PrintedSheet;
  readonly changes: readonly SheetChange[];
  readonly appointments: readonly Appointment[];
}

/** A day with what was printed of it. */
export interface PrintedDay {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly appointments: readonly Appointment[];
  readonly prints: readonly PrintedSheet[];
}

/** The pages that hang somewhere and are no longer true [SHEET-2]. */
export function stalePages(days: readonly PrintedDay[]): readonly StalePage[] {
  return days.flatMap(({ site, date, appointments, prints }) =>
    prints.flatMap((print): StalePage[] => {
      const changes = changesSince(print, appointments);
      return changes.length > 0 ? [{ site, date, page: print.page, print, changes, appointments }] : [];
    })
  );
}

/** How many visits that is: one that stands on several pages is one. */
export function changedVisits(stale: readonly StalePage[]): number {
  return new Set(stale.flatMap(({ changes }) => changes.map(({ appointment }) => appointment))).size;
}

/** `Moved, was 9:00 am`; of what is gone, where it went. */
export function changeText(
  practice: Practice,
  { what, was }: SheetChange,
  appointment: Appointment | undefined
): string {
  const before = was.map(({ from }) => clockText(from)).join(', ');
  switch (what) {
    case 'added':
      return 'Added';
    case 'moved':
      return `Moved, was ${before}`;
    case 'changed':
      return 'Changed';
    case 'gone':
      return goneText(practice, appointment);
  }
}

function goneText(practice: Practice, appointment: Appointment | undefined): string {
  switch (appointment?.status) {
    case undefined:
      return 'Taken back';
    case 'cancelled':
      return 'Cancelled';
    case 'no-show':
      return 'No-show';
    case 'rescheduled':
      return appointment.rescheduledTo ? `Rescheduled to ${dayText(appointment.rescheduledTo.date)}` : 'Rescheduled';
    case 'booked': {
      const called = practice.practitioners.get(appointment.at.practitioner)?.called ?? '';
      return `No more here: ${clockText(appointment.at.start)} ${called}`.trim();
    }
  }
}
