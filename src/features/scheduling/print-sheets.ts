import { dayDoc } from '#domain/documents.ts';
import type { SiteId } from '#domain/ids.ts';
import { err, ok, type Result } from '#domain/result.ts';
import {
  changesSince,
  linesOf,
  type PrintedSheet,
  type SheetChange,
  type SheetPage,
  type SheetPrint
} from '#domain/scheduling/day-sheet.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';

/** A page to print: whose day, and which. */
export interface PageAsked {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly page: SheetPage;
}

/** A page as it goes to paper. */
export interface PageToPrint extends PageAsked {
  readonly version: number;
}

/** A page of changes as it goes to paper, with the day they were read from. */
export interface ChangesToPrint extends PageToPrint {
  /** The paper they belong to. */
  readonly since: PrintedSheet;
  readonly changes: readonly SheetChange[];
  readonly appointments: readonly Appointment[];
}

export type SheetRefusal = { readonly code: 'sheet/nothing-changed' };

/** Writes down what is printed of these pages, so that every desk can tell later what the paper does not say [SHEET-1]. */
export async function printSheets(
  station: Station,
  pages: readonly PageAsked[],
  names: boolean
): Promise<Result<readonly PageToPrint[], never>> {
  const prints: (PageToPrint & { readonly print: SheetPrint })[] = [];
  for (const asked of pages) {
    const { appointments, last } = await standing(station, asked);
    const version = (last?.version ?? 0) + 1;
    prints.push({ ...asked, version, print: printOf(asked.page, version, names, appointments) });
  }
  await record(station, prints);
  return ok(prints);
}

/** The same of what changed since the last print of each of these pages; pages that still say what is are left out [SHEET-3]. */
export async function printChanges(
  station: Station,
  pages: readonly PageAsked[]
): Promise<Result<readonly ChangesToPrint[], SheetRefusal>> {
  const prints: (ChangesToPrint & { readonly print: SheetPrint })[] = [];
  for (const asked of pages) {
    const { appointments, last } = await standing(station, asked);
    const changes = last ? changesSince(last, appointments) : [];
    if (!last || changes.length === 0) continue;
    const version = last.version + 1;
    const print = { ...printOf(asked.page, version, last.names, appointments), since: last.version };
    prints.push({ ...asked, version, since: last, changes, appointments, print });
  }
  if (prints.length === 0) return err({ code: 'sheet/nothing-changed' });
  await record(station, prints);
  return ok(prints);
}

function printOf(page: SheetPage, version: number, names: boolean, appointments: readonly Appointment[]): SheetPrint {
  return { page, version, names, lines: linesOf(page, appointments, names) };
}

async function standing({ rows }: Station, { site, date, page }: PageAsked) {
  const [appointments, prints] = await Promise.all([rows.appointments(site, date), rows.printedSheets(site, date)]);
  return { appointments, last: prints.find((print) => print.page === page) };
}

async function record(
  station: Station,
  prints: readonly (PageAsked & { readonly print: SheetPrint })[]
): Promise<void> {
  const parts = [...Map.groupBy(prints, ({ site, date }) => dayDoc(site, date))].map(([doc, mine]) => ({
    doc,
    facts: mine.map(({ print }) => ({ kind: 'day-sheet/printed', of: print }))
  }));
  await station.recordTogether('schedule/print-sheet', parts);
}
