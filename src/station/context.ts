import { getContext, setContext } from 'svelte';
import type { Station } from './station.ts';

const KEY = Symbol('station');

export function provideStation(station: Station): void {
  setContext(KEY, station);
}

/** The station of the surface this component stands on. Call it while the component is set up. */
export function useStation(): Station {
  return getContext<Station>(KEY);
}
