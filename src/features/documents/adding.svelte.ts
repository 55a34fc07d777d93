import type { Station } from '#station/station.ts';
import { counted } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import type { PageTools } from './page-tools.ts';
import { takeInText } from './refusals.ts';
import { takeInPages, type TakenPage } from './take-in.ts';
import { takeFile, type BatchRefusal } from './take-batch.ts';

/** Files on their way into the inbox. */
export interface Adding {
  /** How many wait. */
  readonly busy: number;
  /** The file whose pages are being looked at. */
  readonly looking: { readonly name: string; readonly done: number; readonly all: number } | null;
  add(files: readonly File[]): Promise<void>;
  /** Pages that a camera took, as one paper. */
  addPages(pages: readonly TakenPage[]): Promise<void>;
  /** Leaves the file in hand, and those after it. */
  stop(): void;
}

/** Takes files in, one after the other: a big batch does not hold all of itself in memory. */
export function useAdding(station: Station, tools: PageTools, toasts: Toasts): Adding {
  let busy = $state(0);
  let looking = $state.raw<Adding['looking']>(null);
  let stopping = new AbortController();

  async function add(files: readonly File[]): Promise<void> {
    busy += files.length;
    stopping = new AbortController();
    const { signal } = stopping;
    let kept = 0;
    for (const file of files) {
      if (!signal.aborted) kept += await addOne(file, signal);
      looking = null;
      busy--;
    }
    if (kept > 0) toasts.show({ text: `${counted(kept, 'document')} saved on this device.` });
  }

  async function addPages(pages: readonly TakenPage[]): Promise<void> {
    await tell(toasts, takeInPages(station, pages, tools.thumbnailOf), {
      done: () => `${counted(pages.length, 'page')} saved on this device.`,
      refused: takeInText
    });
  }

  async function addOne(file: File, signal: AbortSignal): Promise<number> {
    const { name } = file;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const onLooked = (done: number, all: number): void => void (looking = { name, done, all });
    const taking = takeFile(station, { name, bytes }, tools, { onLooked, signal });
    return (await tell(toasts, taking, { done: () => null, refused: (no) => refusedText(no, name) })) ?? 0;
  }

  return {
    get busy() {
      return busy;
    },
    get looking() {
      return looking;
    },
    add,
    addPages,
    stop: () => stopping.abort()
  };
}

function refusedText(refusal: BatchRefusal, name: string): string {
  return refusal.code === 'batch/stopped' ? `${name}: stopped. Nothing of it was taken in.` : takeInText(refusal);
}
