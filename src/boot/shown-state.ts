import type { SurfaceState } from './surface-state.ts';

/** What a surface shows now, and who follows it. */
export interface ShownState {
  readonly value: SurfaceState;
  /** Calls with the present state and each change of it. Returns the way to stop. */
  watch(next: (state: SurfaceState) => void): () => void;
  show(state: SurfaceState): void;
}

export function shownState(): ShownState {
  const listeners = new Set<(state: SurfaceState) => void>();
  let value: SurfaceState = { step: 'loading' };
  return {
    get value() {
      return value;
    },
    watch: (next) => {
      listeners.add(next);
      next(value);
      return () => listeners.delete(next);
    },
    show: (state) => {
      value = state;
      for (const listener of listeners) listener(state);
    }
  };
}
