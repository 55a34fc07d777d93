import { onDestroy } from 'svelte';
import type { HowToRead, PageFile, PageReading, SeenPage } from './page-reading.ts';

export type ReadingState =
  | { readonly is: 'idle' | 'stopped' | 'away' | 'unreadable' }
  /** `done` of everything, 0 to 1. */
  | { readonly is: 'reading'; readonly done: number }
  | { readonly is: 'read'; readonly pages: readonly SeenPage[] };

/** One reading at a time, for as long as the calling component lives; its pages and all that was read go with it [READ-1]. */
export interface LiveReading {
  readonly state: ReadingState;
  /** @param load the files; null when they cannot be had, which is said elsewhere */
  start(load: () => Promise<readonly PageFile[] | null>, as: HowToRead['as']): Promise<void>;
  stop(): void;
}

export function liveReading(reading: PageReading | null): LiveReading {
  let state = $state.raw<ReadingState>({ is: 'idle' });
  let current = new AbortController();

  function letGo(): void {
    current.abort();
    if (state.is === 'read') for (const { picture } of state.pages) picture.close();
  }
  onDestroy(letGo);

  return {
    get state() {
      return state;
    },
    async start(load, as) {
      if (!reading) return;
      letGo();
      const own = (current = new AbortController());
      state = { is: 'reading', done: 0 };
      const files = await load();
      const onDone = (done: number): void => void (current === own && (state = { is: 'reading', done }));
      const outcome = files ? await reading.read(files, { as, signal: own.signal, onDone }) : ({ type: 'unreadable' } as const); // prettier-ignore
      const isOver = own.signal.aborted;
      if (isOver && outcome.type === 'read') for (const { picture } of outcome.pages) picture.close();
      if (current !== own) return;
      if (isOver) state = { is: 'stopped' };
      else state = outcome.type === 'read' ? { is: 'read', pages: outcome.pages } : { is: outcome.type };
    },
    stop: () => current.abort()
  };
}
