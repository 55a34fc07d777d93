import { onDestroy } from 'svelte';
import type { Surface } from '#station/station.ts';
import type { SurfaceState } from './surface-state.ts';
import { openSurface } from './surface.ts';

/** The state of a surface for its layout, from opening the page to standing at a station. Call it while the layout is set up. */
export function useSurface(surface: Surface): { readonly state: SurfaceState } {
  let state = $state.raw<SurfaceState>({ step: 'loading' });
  const session = openSurface(surface);
  const stop = session.watch((next) => (state = next));
  onDestroy(() => {
    stop();
    session.stop();
  });
  return {
    get state() {
      return state;
    }
  };
}
