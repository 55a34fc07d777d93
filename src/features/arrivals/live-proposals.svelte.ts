import { untrack } from 'svelte';
import type { LocalDate } from '#domain/time.ts';
import type { Live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import type { TodayList } from './candidates.ts';
import { byId, matchesFor, patientsIn, type Matches } from './matches.ts';
import { elsewhereOf, NO_ELSEWHERE, type Elsewhere } from './known-visits.ts';
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

/** Who each of them may be. The phones of those who come into question are read too, and weighed once they are there. */
export function liveMatches(
  station: Station,
  waiting: () => readonly Waiting[],
  today: () => TodayList
): { readonly value: Matches } {
  let patients = $state.raw<TodayList['patients']>(undefined);
  const ids = $derived(patientsIn(matchesFor(waiting(), today())).join(' '));
  $effect(() => {
    const wanted = ids ? ids.split(' ') : [];
    if (wanted.length === 0) return;
    return station.watch(
      async (rows) => await Promise.all(wanted.map(async (id) => await rows.patient(id))),
      (found) => (patients = byId(found))
    );
  });
  const value = $derived(matchesFor(waiting(), { ...today(), ...(patients ? { patients } : {}) }));
  return {
    get value() {
      return value;
    }
  };
}

/** Read only for those that fit nobody of today. */
export function liveElsewhere(
  station: Station,
  waiting: () => readonly Waiting[],
  matches: () => Matches
): { readonly value: Elsewhere } {
  let value = $state.raw(NO_ELSEWHERE);
  const alone = $derived(
    waiting().filter(({ sealed, said }) => said !== null && !matches().get(sealed.submission)?.length)
  );
  // As text, so that what changes elsewhere asks nothing again.
  const asked = $derived(alone.map(({ sealed }) => sealed.submission).join(' '));
  $effect(() => {
    const told = asked === '' ? [] : untrack(() => alone);
    return station.watch(
      async (rows) => await elsewhereOf(station, rows, told),
      (found) => (value = found)
    );
  });
  return {
    get value() {
      return value;
    }
  };
}
