import type { StoreCare, SyncStatus } from './station.ts';

/** What a person may do about a store that is none: the status follows, and nothing else. */
export function memoryCare(
  set: (part: Partial<SyncStatus>) => void,
  write: <T>(save: () => T) => Promise<T>
): StoreCare {
  return {
    freeSpace: () => write(() => 12_000_000),
    dropRecords: () => write(() => set({ recordsDropped: true })),
    fetchRecords: () => write(() => set({ recordsDropped: false, firstSync: 0 })),
    holdFirstSync: (isHeld) => write(() => set({ firstSyncHeld: isHeld }))
  };
}
