import type { SyncStatus } from '#station/station.ts';

/** How this device stands to the server, put together from those who know a part of it. */
export interface StatusBoard {
  readonly value: SyncStatus;
  set(part: Partial<SyncStatus>): void;
  watch(next: (status: SyncStatus) => void): () => void;
}

export function statusBoard(): StatusBoard {
  const listeners = new Set<(status: SyncStatus) => void>();
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
  return {
    get value() {
      return value;
    },
    set: (part) => {
      value = { ...value, ...part };
      for (const listener of listeners) listener(value);
    },
    watch: (next) => {
      listeners.add(next);
      next(value);
      return () => listeners.delete(next);
    }
  };
}
