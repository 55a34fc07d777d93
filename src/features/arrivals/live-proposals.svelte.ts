import { untrack } from 'svelte';
import type { LocalDate } from '#domain/time.ts';
import type { Live } from '#station/live.svelte.ts';
import type { Station } from '#station/station.ts';
import type { TodayList } from './candidates.ts';
import type * as known from './known-visits.ts';
import type { Elsewhere } from './known-visits.ts';
import type * as matches from './matches.ts';
import type { Matches } from './matches.ts';
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

const NONE: Matches = new Map();

/**
 * Who each of them may be, found once the day is on screen. The phones of those who come into question are read too, and weighed once
 * they are there.
 */
export function liveMatches(
  station: Station,
  waiting: () => readonly Waiting[],
  today: () => TodayList,
  isOn: () => boolean
): { readonly value: Matches; readonly isKnown: boolean } {
  let patients = $state.raw<TodayList['patients']>(undefined);
  let by = $state.raw<typeof matches | null>(null);
  const isWanted = $derived(isOn() && waiting().length > 0 && by === null);
  $effect(() => {
    if (isWanted) void import('./matches.ts').then((there) => (by = there)).catch(() => undefined);
  });
  const ids = $derived(by ? by.patientsIn(by.matchesFor(waiting(), today())).join(' ') : '');
  $effect(() => {
    const wanted = ids ? ids.split(' ') : [];
    const there = by;
    if (wanted.length === 0 || !there) return;
    return station.watch(
      async (rows) => await Promise.all(wanted.map(async (id) => await rows.patient(id))),
      (found) => (patients = there.byId(found))
    );
  });
  const value = $derived(by ? by.matchesFor(waiting(), { ...today(), ...(patients ? { patients } : {}) }) : NONE);
  return {
    get value() {
      return value;
    },
    get isKnown() {
      return by !== null;
    }
  };
}

const NO_ELSEWHERE: Elsewhere = new Map();

/** Read only for those that fit nobody of today, once that is known. */
export function liveElsewhere(
  station: Station,
  waiting: () => readonly Waiting[],
  likely: { readonly value: Matches; readonly isKnown: boolean }
): { readonly value: Elsewhere } {
  let value = $state.raw(NO_ELSEWHERE);
  let by = $state.raw<typeof known | null>(null);
  const alone = $derived(
    likely.isKnown
      ? waiting().filter(({ sealed, said }) => said !== null && !likely.value.get(sealed.submission)?.length)
      : []
  );
  const isWanted = $derived(alone.length > 0 && by === null);
  $effect(() => {
    if (isWanted) void import('./known-visits.ts').then((there) => (by = there)).catch(() => undefined);
  });
  // As text, so that what changes elsewhere asks nothing again.
  const asked = $derived(alone.map(({ sealed }) => sealed.submission).join(' '));
  $effect(() => {
    const [told, there] = [asked === '' ? [] : untrack(() => alone), by];
    if (!there) return;
    return station.watch(
      async (rows) => await there.elsewhereOf(station, rows, told),
      (found) => (value = found)
    );
  });
  return {
    get value() {
      return value;
    }
  };
}
