import { err, ok } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';
import type { StorageKeyHere, StorageKeyState } from './storage-key.ts';

const DAY_MS = 86_400_000;

/** A key of forty days that is changed when somebody asks, once. */
export function memoryStorageKey(now: () => Instant, write: <T>(work: () => T) => Promise<T>): StorageKeyHere {
  const watchers = new Set<(state: StorageKeyState) => void>();
  let state: StorageKeyState = { since: now() - 40 * DAY_MS, change: null };
  return {
    watch: (next) => {
      watchers.add(next);
      next(state);
      return () => watchers.delete(next);
    },
    change: () =>
      write(() => {
        if (state.change) return err({ code: 'storage-key/under-way' as const });
        state = { since: now(), change: { sealed: 0, isCopied: false, until: now() + 3 * DAY_MS } };
        for (const watcher of watchers) watcher(state);
        return ok();
      })
  };
}
