import { onDestroy } from 'svelte';
import type { Rows } from './rows.ts';
import type { Station, SyncStatus } from './station.ts';

/** A value that follows its rows. Undefined until the first answer. */
export interface Live<T> {
  readonly value: T | undefined;
}

/**
 * Follows a query for as long as the calling component lives. `query` is a getter: what it reads reactively (props, state)
 * while it builds the query starts the query anew: `live(station, () => { const day = date; return (rows) => rows.visits(site, day); })`.
 */
export function live<T>(station: Station, query: () => (rows: Rows) => Promise<T>): Live<T> {
  let value = $state.raw<T | undefined>(undefined);
  $effect(() => station.watch(query(), (next) => (value = next)));
  return {
    get value() {
      return value;
    }
  };
}

/** The sync status, followed for as long as the calling component lives. */
export function liveStatus(station: Station): Live<SyncStatus> {
  let status = $state.raw<SyncStatus | undefined>(undefined);
  onDestroy(station.watchStatus((next) => (status = next)));
  return {
    get value() {
      return status;
    }
  };
}

/** The wall clock, once every `everyMs`, for minutes that count on screen. */
export function liveNow(station: Station, everyMs = 5_000): { readonly value: number } {
  let now = $state(station.now());
  const timer = setInterval(() => (now = station.now()), everyMs);
  onDestroy(() => clearInterval(timer));
  return {
    get value() {
      return now;
    }
  };
}
