import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import type { LiveDay } from './live-day.svelte.ts';
import { stalePages, type StalePage } from './sheet-pages.ts';

/** What hangs printed of the days that are shown and is no longer true, followed for as long as the calling component lives. */
export function liveSheets(station: Station, day: LiveDay): { readonly stale: readonly StalePage[] } {
  const prints = live(station, () => {
    const { docs } = day;
    return async (rows) => ({
      docs,
      lists: await Promise.all(docs.map(({ site, date }) => rows.printedSheets(site, date)))
    });
  });
  const stale = $derived.by(() => {
    const { docs = [], lists = [] } = prints.value ?? {};
    const days = docs.flatMap(({ site, date }, i) => {
      const appointments = day.appointmentsAt(site, date);
      return appointments ? [{ site, date, appointments, prints: lists[i] ?? [] }] : [];
    });
    return stalePages(days);
  });
  return {
    get stale() {
      return stale;
    }
  };
}
