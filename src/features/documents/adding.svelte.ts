import type { CaseId } from '#domain/ids.ts';
import type { Station } from '#station/station.ts';
import { counted } from '#ui/format.ts';
import { tell } from '#ui/tell.ts';
import type { Toasts } from '#ui/toasts.svelte.ts';
import { batchesOf, type Batch } from './batches.ts';
import type { PageTools } from './page-tools.ts';
import { takeInText } from './refusals.ts';
import { samePaper } from './same-papers.ts';
import { formFinder, takeInPages, type TakenPage } from './take-in.ts';
import { takeFile, takePictures, type Looked } from './take-batch.ts';

/** Files on their way into the inbox. */
export interface Adding {
  /** How many wait. */
  readonly busy: number;
  /** The batch whose pages are being looked at. */
  readonly looking: { readonly name: string; readonly done: number; readonly all: number } | null;
  /** The batch that was stopped: it can go on where it was. */
  readonly stopped: { readonly name: string; readonly done: number; readonly all: number } | null;
  add(files: readonly File[]): Promise<void>;
  /** Pages that a camera took, as one paper. */
  addPages(pages: readonly TakenPage[]): Promise<void>;
  /** Lets the batch in hand rest, and those after it. */
  stop(): void;
  /** With what was stopped, and those after it. */
  goOn(): Promise<void>;
  /** Leaves what was stopped, and those after it. */
  leave(): void;
}

interface Rest {
  readonly batches: readonly Batch[];
  readonly looked: readonly Looked[];
  readonly all: number;
}

/** Takes files in, one batch after the other: a big one does not hold all of itself in memory. */
export function useAdding(station: Station, tools: PageTools, toasts: Toasts): Adding {
  let busy = $state(0);
  let looking = $state.raw<Adding['looking']>(null);
  let rest = $state.raw<Rest | null>(null);
  let stopping = new AbortController();

  async function add(files: readonly File[]): Promise<void> {
    busy += files.length;
    const { batches, refused } = await batchesOf(files);
    for (const refusal of refused) toasts.show({ text: takeInText(refusal), trouble: true });
    await take(batches, []);
    busy -= files.length;
  }

  /** @param before what was seen of the first of them before it was stopped */
  async function take(batches: readonly Batch[], before: readonly Looked[]): Promise<void> {
    stopping = new AbortController();
    const { signal } = stopping;
    const kept: CaseId[] = [];
    for (const [at, batch] of batches.entries()) {
      const { name } = batch;
      const onLooked = (done: number, all: number): void => void (looking = { name, done, all });
      const watching = { onLooked, signal, before: at === 0 ? before : [] };
      const taking =
        batch.type === 'pictures'
          ? takePictures(station, batch.files, tools, watching)
          : takeFile(station, await fileIn(batch.file), tools, watching);
      const done = await tell(toasts, taking, { done: () => null, refused: takeInText });
      looking = null;
      if (done?.type === 'stopped') {
        rest = { batches: batches.slice(at), looked: done.looked, all: done.all };
        break;
      }
      kept.push(...(done?.papers ?? []));
    }
    if (kept.length > 0) toasts.show({ text: await keptText(station, kept) });
  }

  async function addPages(pages: readonly TakenPage[]): Promise<void> {
    await tell(toasts, takeInPages(station, pages, tools.thumbnailOf, formFinder(tools)), {
      done: () => `${counted(pages.length, 'page')} saved on this device.`,
      refused: takeInText
    });
  }

  return {
    get busy() {
      return busy;
    },
    get looking() {
      return looking;
    },
    get stopped() {
      return rest && { name: rest.batches[0]?.name ?? '', done: rest.looked.length, all: rest.all };
    },
    add,
    addPages,
    stop: () => stopping.abort(),
    async goOn() {
      const going = rest;
      rest = null;
      if (!going) return;
      busy += going.batches.length;
      await take(going.batches, going.looked);
      busy -= going.batches.length;
    },
    leave: () => void (rest = null)
  };
}

/** Said at once, so that nobody files the same fax twice; which it is, its panel says [DOC-17]. */
async function keptText(station: Station, kept: readonly CaseId[]): Promise<string> {
  let again = 0;
  for (const id of kept) {
    const scan = await station.rows.scan(id);
    if (scan && (await samePaper(station.rows, scan))) again++;
  }
  const saved = `${counted(kept.length, 'document')} saved on this device.`;
  if (again === 0) return saved;
  return kept.length === 1
    ? `${saved} It was here before.`
    : `${saved} ${again} of them ${again === 1 ? 'was' : 'were'} here before.`;
}

async function fileIn(file: File): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
