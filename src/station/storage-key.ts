import type { Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';

/** How the key stands that this device's store is sealed with. */
export interface StorageKeyState {
  /** Since when it is in force; null where nobody has dated it yet. */
  readonly since: Instant | null;
  /** While the key before it still opens something here; null when it is alone. */
  readonly change: {
    /** How much of the store is sealed with the new key, 0 to 1. */
    readonly sealed: number;
    /** The server has a copy of the new key for whoever signs in here next. */
    readonly isCopied: boolean;
    /** The key before is let go of then, or later when the server has not been reached. */
    readonly until: Instant;
  } | null;
}

export type StorageKeyRefusal =
  /** It is being changed. */
  | { readonly code: 'storage-key/under-way' }
  /** Another tab is of an older build of the app. */
  | { readonly code: 'storage-key/old-tab' }
  /** There is none ready in memory; whoever signs in makes one. */
  | { readonly code: 'storage-key/sign-in-first' };

/** The key of this device's store, as its person may look after it. */
export interface StorageKeyHere {
  /** Calls with how it stands, and each change of that; null where this device's store is not sealed. Returns the way to stop. */
  watch(next: (state: StorageKeyState | null) => void): () => void;
  /** Puts a new one in force; that is in the access log first. What lies here is sealed anew in the background. @throws {StorageFault} */
  change(): Promise<Result<void, StorageKeyRefusal>>;
}
