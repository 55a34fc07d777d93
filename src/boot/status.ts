import type { DocId } from '#domain/documents.ts';
import type { Instant } from '#domain/time.ts';
import type { StorageFault, SyncStatus } from '#station/station.ts';

/** How this device stands to the server, put together from those who know a part of it. */
export interface StatusBoard {
  readonly value: SyncStatus;
  set(part: Partial<Omit<SyncStatus, 'fault' | 'movedAt'>>): void;
  /** Facts were saved that what `set` says of the outbox does not count yet: never "sent" in between [BOOT-16]. */
  saved(doc: DocId, facts: number): void;
  /** Something of this device does not work, in words, or works again. The disk's fault is shown before the link's. */
  fault(of: 'disk' | 'link', words: string | null, code?: StorageFault['code'] | null): void;
  watch(next: (status: SyncStatus) => void): () => void;
}

export function statusBoard(now: () => Instant = Date.now): StatusBoard {
  const listeners = new Set<(status: SyncStatus) => void>();
  const faults = { disk: null as string | null, link: null as string | null };
  let value: SyncStatus = {
    link: 'connecting',
    offlineSince: null,
    unsent: 0,
    unsentSince: null,
    movedAt: null,
    heldUp: null,
    waiting: [],
    refused: [],
    fault: null,
    firstSync: null,
    clockOffsetMs: null,
    lastHeard: null
  };
  function set(part: Partial<SyncStatus>): void {
    const before = value;
    value = { ...value, ...part };
    if (hasMoved(before, value)) value = { ...value, movedAt: value.unsent > 0 ? now() : null, heldUp: null };
    for (const listener of listeners) listener(value);
  }

  return {
    get value() {
      return value;
    },
    set,
    saved: (doc, facts) => {
      const { unsent, unsentSince, waiting = [] } = value;
      const others = waiting.filter((one) => one.doc !== doc);
      const before = waiting.find((one) => one.doc === doc)?.facts ?? 0;
      set({
        unsent: unsent + facts,
        unsentSince: unsentSince ?? now(),
        waiting: [...others, { doc, facts: before + facts }]
      });
    },
    fault: (of, words, code = null) => {
      faults[of] = words;
      const isFull = code === 'disk-full';
      if (of === 'disk' && isFull !== (value.isFull ?? false)) set({ isFull });
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

/** What waits is less, or begins at another, or has a server to go to again. */
function hasMoved(before: SyncStatus, { link, unsent, unsentSince }: SyncStatus): boolean {
  if (unsent === 0) return before.unsent > 0;
  const isBack = link === 'live' && before.link !== 'live';
  return isBack || before.unsent === 0 || unsent < before.unsent || unsentSince !== before.unsentSince;
}
