import { live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { foundOf, PATIENTS, type Found } from './find.ts';

/** What a search has found so far. */
export interface LiveFound {
  readonly found: readonly Found[];
  /** Something has been answered since somebody began to type. */
  readonly answered: boolean;
  /** The answer to what is typed now has come; until then some of `found` is of what was typed before. */
  readonly settled: boolean;
}

/**
 * Follows what is typed, letter by letter [SHELL-2]. Who is here today is read once, when somebody begins to type: a letter then asks
 * the directory and nothing else. @param query a getter
 */
export function liveFound(station: Station, query: () => string): LiveFound {
  const isAsked = $derived(query().trim() !== '');
  const visits = live(station, () => {
    if (!isAsked) return async () => undefined;
    return (rows) => rows.visits(station.device.site, station.today());
  });
  const patients = live(station, () => {
    const asked = query().trim();
    return async (rows) => ({ asked, hits: asked === '' ? [] : await rows.findPatients(asked, PATIENTS) });
  });
  const found = $derived(foundOf(query(), visits.value ?? [], patients.value?.hits ?? []));
  return {
    get found() {
      return found;
    },
    get answered() {
      return visits.value !== undefined && patients.value !== undefined;
    },
    get settled() {
      return patients.value?.asked === query().trim() && (visits.value !== undefined || !isAsked);
    }
  };
}
