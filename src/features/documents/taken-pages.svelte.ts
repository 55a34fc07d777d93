import { isWhole, WHOLE, type Straightening } from '#domain/document/page-outline.ts';
import type { PageTools } from './page-tools.ts';
import type { TakenPage } from './take-in.ts';

/** A page that a camera took, on the screen. */
export interface ShownPage extends TakenPage {
  readonly id: number;
  /** An address within this tab: what will be kept. */
  readonly url: string;
}

/** The pages of a paper while a camera takes them, in the order in which they stand. */
export interface TakenPages {
  readonly all: readonly ShownPage[];
  /** Adds one; the page is looked for in it and cut out by itself [DOC-11]. */
  add(bytes: Uint8Array): Promise<void>;
  move(at: number, by: number): void;
  drop(page: ShownPage): void;
  /** Cuts it another way; whole, it is as it was taken. */
  cut(page: ShownPage, how: Straightening): Promise<void>;
  /** Lets go of all of them. */
  close(): void;
}

export function takenPages(tools: Pick<PageTools, 'findPage' | 'cutPage'>): TakenPages {
  let all = $state.raw<readonly ShownPage[]>([]);
  let count = 0;
  let isClosed = false;

  async function add(bytes: Uint8Array): Promise<void> {
    const page: ShownPage = { id: ++count, bytes, cut: null, url: urlOf(bytes) };
    all = [...all, page];
    const outline = await tools.findPage(bytes, 'image/jpeg').catch(() => null);
    if (outline) await cut(page, { outline, turns: 0 });
  }

  async function cut({ id, bytes }: ShownPage, how: Straightening): Promise<void> {
    const made = isWhole(how) ? null : await tools.cutPage(bytes, 'image/jpeg', how).catch(() => null);
    const before = all.find((page) => page.id === id);
    if (!before || isClosed) return; // it was left out meanwhile
    URL.revokeObjectURL(before.url);
    const after: ShownPage = { id, bytes, cut: made && { bytes: made, how }, url: urlOf(made ?? bytes) };
    all = all.map((page) => (page.id === id ? after : page));
  }

  return {
    get all() {
      return all;
    },
    add,
    cut,
    move(at, by) {
      const order = [...all];
      const [page] = order.splice(at, 1);
      if (page) order.splice(at + by, 0, page);
      all = order;
    },
    drop({ id, url }) {
      URL.revokeObjectURL(url);
      all = all.filter((page) => page.id !== id);
    },
    close() {
      isClosed = true;
      for (const { url } of all) URL.revokeObjectURL(url);
    }
  };
}

/** How a page is cut now. */
export function howOf({ cut }: TakenPage): Straightening {
  return cut?.how ?? { outline: WHOLE, turns: 0 };
}

function urlOf(bytes: Uint8Array): string {
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'image/jpeg' })); // nothing of ours lies in shared memory
}
