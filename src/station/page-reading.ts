import { getContext, setContext } from 'svelte';
import type { FileType } from '#domain/document/file-kind.ts';
import type { ReadPage } from '#domain/reading/read-page.ts';

/** A page that was read, and what it looks like: places on the one are places on the other. */
export interface SeenPage {
  readonly read: ReadPage;
  readonly picture: ImageBitmap;
}

export interface PageFile {
  readonly bytes: Uint8Array;
  readonly type: FileType;
}

/** `away`: what reads is not on this device yet, and the server is out of reach. */
export type ReadOutcome =
  { readonly type: 'read'; readonly pages: readonly SeenPage[] } | { readonly type: 'away' | 'unreadable' | 'stopped' };

export interface HowToRead {
  /** A sheet of running text, or a card. */
  readonly as: 'page' | 'card';
  readonly signal: AbortSignal;
  /** @param done how much of everything, 0 to 1 */
  readonly onDone: (done: number) => void;
}

/** How this device reads text off pages; on the device itself, and never on a kiosk [READ-1]. */
export interface PageReading {
  readonly read: (files: readonly PageFile[], how: HowToRead) => Promise<ReadOutcome>;
  /** Fetches what reads, in idle time, so that it is here when the server is not [READ-2]. */
  readonly prepare: () => void;
}

const KEY = Symbol('page reading');

export function providePageReading(reading: PageReading): void {
  setContext(KEY, reading);
}

/** Call it while the component is set up. Null where nothing is read. */
export function usePageReading(): PageReading | null {
  return getContext<PageReading | undefined>(KEY) ?? null;
}
