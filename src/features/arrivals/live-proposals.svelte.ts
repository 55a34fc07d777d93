import type { LocalDate } from '#domain/time.ts';
import type { Live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import { watchProposals, type Waiting } from './proposals.ts';

/** What waits from the kiosks, for as long as the calling component lives. `today` is a getter, so that midnight brings the next day. */
export function liveProposals(station: Station, today: () => LocalDate): Live<readonly Waiting[]> {
  let value = $state.raw<readonly Waiting[] | undefined>(undefined);
  $effect(() => watchProposals(station, today(), (next) => (value = next)));
  return {
    get value() {
      return value;
    }
  };
}
