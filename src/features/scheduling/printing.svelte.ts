import { mayLeave, sheetsOf, takeOut, TAKE_OUT } from '#station/taking-out.ts';
import type { Rights } from '#station/rights.svelte.ts';
import type { Station } from '#station/station.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import type { Column } from './day-columns.ts';
import type { LiveDay } from './live-day.svelte.ts';
import { liveSheets } from './live-sheets.svelte.ts';
import { printChanges, printSheets, type ChangesToPrint } from './print-sheets.ts';
import { scheduleWords } from './refusals.ts';
import { pageOf, type StalePage } from './sheet-pages.ts';

/** A column on its way to paper. */
export interface PrintedColumn {
  readonly column: Column;
  readonly version: number;
}

/** What goes to paper from the schedule, and what hangs printed that is no longer true. */
export interface Printing {
  readonly stale: readonly StalePage[];
  /** Columns that are being printed whole; null while none are. */
  readonly whole: { readonly columns: readonly PrintedColumn[]; readonly names: boolean } | null;
  /** Changes that are being printed. */
  readonly changed: readonly ChangesToPrint[] | null;
  mayPrint(): boolean;
  mayPrintChanges(): boolean;
  print(): Promise<void>;
  printChanges(): Promise<void>;
  printed(): void;
}

/** @param names whether sheets have names on them */
export function createPrinting(
  station: Station,
  toasts: Toasts,
  rights: Rights,
  day: LiveDay,
  names: () => boolean
): Printing {
  const sheets = liveSheets(station, day);
  let whole = $state.raw<Printing['whole']>(null);
  let changed = $state.raw<Printing['changed']>(null);
  const out = () => sheetsOf(day.docs, names());
  const outAgain = () =>
    sheetsOf(
      sheets.stale,
      sheets.stale.some(({ print }) => print.names)
    );
  return {
    get stale() {
      return sheets.stale;
    },
    get whole() {
      return whole;
    },
    get changed() {
      return changed;
    },
    mayPrint: () => mayLeave(rights, out()),
    mayPrintChanges: () => sheets.stale.length > 0 && mayLeave(rights, outAgain()),
    async print() {
      if (!(await tell(toasts, takeOut(station, rights, out()), TAKE_OUT))) return;
      const [columns, isNamed] = [day.columns, names()];
      const pages = await tell(toasts, printSheets(station, columns.map(pageOf), isNamed), {
        done: () => null,
        refused: String
      });
      if (pages)
        whole = { names: isNamed, columns: columns.map((column, i) => ({ column, version: pages[i]?.version ?? 1 })) };
    },
    async printChanges() {
      const pages = sheets.stale;
      if (pages.length > 0 && !(await tell(toasts, takeOut(station, rights, outAgain()), TAKE_OUT))) return;
      const say = {
        done: () => null,
        refused: () => scheduleWords['sheet/nothing-changed']({ code: 'sheet/nothing-changed' })
      };
      changed = (await tell(toasts, printChanges(station, pages), say)) ?? null;
    },
    printed() {
      whole = null;
      changed = null;
    }
  };
}
