import { live } from '#station/live.svelte.ts';
import type { PatientHit } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** What a search has found so far. */
export interface LiveHits {
  readonly hits: readonly PatientHit[];
  /** The answer to what is typed now has come; until then the hits are those of what was typed before. */
  readonly settled: boolean;
}

/** Results that follow a query keystroke by keystroke; late answers are dropped [REG-9]. @param query a getter */
export function liveHits(station: Station, query: () => string, limit: number): LiveHits {
  const found = live(station, () => {
    const asked = query().trim();
    return async (rows) => ({ asked, hits: asked === '' ? [] : await rows.findPatients(asked, limit) });
  });
  return {
    get hits() {
      return query().trim() === '' ? [] : (found.value?.hits ?? []);
    },
    get settled() {
      return found.value?.asked === query().trim();
    }
  };
}
