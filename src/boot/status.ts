import type { SyncStatus } from '#station/station.ts';

/** How this device stands to the server, put together from those who know a part of it. */
export interface StatusBoard {
  readonly value: SyncStatus;
  set(part: Partial<Omit<SyncStatus, 'fault'>>): void;
  /** Something of this device does not work, in words, or works again. The disk's fault is shown before the link's. */
  fault(of: 'disk' | 'link', words: string | null): void;
  watch(next: (status: SyncStatus) => void): () => void;
}

export function statusBoard(): StatusBoard {
  const listeners = new Set<(status: SyncStatus) => void>();
  const faults = { disk: null as string | null, link: null as string | null };
  let value: SyncStatus = {
    link: 'connecting',
    offlineSince: null,
    unsent: 0,
    unsentSince: null,
    waiting: [],
    refused: [],
    fault: null,
    firstSync: null,
    clockOffsetMs: null,
    lastHeard: null
  };
  function set(part: Partial<SyncStatus>): void {
    value = { ...value, ...part };
    for (const listener of listeners) listener(value);
  }

  return {
    get value() {
      return value;
    },
    set,
    fault: (of, words) => {
      faults[of] = words;
      const fault = faults.disk ?? faults.link;
      if (fault !== value.fault) set({ fault });
    },
    watch: (next) => {
      listeners.add(next);
      next(value);
      return () => listeners.delete(next);
    }
  };
}
