import type { PageTools, ScannerFolder } from './page-tools.ts';

/** The folder of a scanner, while it is watched. */
export interface ScannerWatch {
  /** Its name; null: none is watched. */
  readonly folder: string | null;
  /** How many files lay in it when it was chosen, until somebody has said whether they are taken in too. */
  readonly found: number | null;
  /** It cannot be read any more. */
  readonly isLost: boolean;
  choose(): Promise<void>;
  begin(which: 'all' | 'new'): void;
  end(): void;
}

/** Chosen in this tab, with what was taken from it: the screen that is opened again goes on with it. */
let chosen: ScannerFolder | null = null;

/** Watches a folder while the calling component lives [DOC-12]. */
export function scannerWatch(tools: PageTools, onFiles: (files: readonly File[]) => void): ScannerWatch {
  let folder = $state.raw<ScannerFolder | null>(chosen);
  let found = $state<number | null>(null);
  let isLost = $state(false);
  let which = $state<'all' | 'new' | null>(chosen ? 'all' : null);

  $effect(() => {
    if (!folder || !which) return;
    return folder.watch(which, onFiles, () => {
      isLost = true;
      end();
    });
  });

  function begin(from: 'all' | 'new'): void {
    found = null;
    chosen = folder;
    which = from;
  }
  function end(): void {
    chosen = folder = which = found = null;
  }

  return {
    get folder() {
      return folder?.name ?? null;
    },
    get found() {
      return found;
    },
    get isLost() {
      return isLost;
    },
    async choose() {
      const picked = await tools.pickFolder?.();
      if (!picked) return;
      isLost = false;
      which = null;
      folder = picked;
      found = await picked.count().catch(() => 0);
      if (found === 0) begin('all');
    },
    begin,
    end
  };
}
