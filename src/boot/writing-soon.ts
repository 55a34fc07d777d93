import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Replica, Stored } from '#replica/replica.ts';
import type { Database } from '#storage/database.ts';
import type { Store } from '#storage/store.ts';

/** The half of a tab that writes. */
export interface Writing {
  readonly store: Store;
  readonly replica: Replica;
}

export interface WritingSoon extends Pick<Replica, 'record' | 'onUpdate'> {
  /** All of it, once that half of the app is here. */
  readonly there: () => Promise<Writing>;
}

interface WritingParts {
  readonly database: Database;
  readonly now: () => Instant;
  readonly newClient: () => Promise<ClientId>;
}

/**
 * Replica and store, fetched once the first screen is shown or somebody writes: what is read off this device needs neither, nor the
 * rules for facts, which are a fifth of the app's JavaScript. Where that half cannot be fetched, who writes hears so, and it is tried
 * again with the next.
 */
export function writingSoon({ database, now, newClient }: WritingParts, shown: Promise<void>): WritingSoon {
  const listeners = new Set<(stored: Stored) => void>();
  let asked: Promise<Writing> | null = null;

  async function fetched(): Promise<Writing> {
    const [{ createStore }, { createReplica }] = await Promise.all([
      import('#storage/store.ts'),
      import('#replica/replica.ts')
    ]);
    const store = createStore(database, { now });
    const replica = createReplica({ store, newClient, now });
    replica.onUpdate((stored) => {
      for (const listener of listeners) listener(stored);
    });
    return { store, replica };
  }

  const there = (): Promise<Writing> =>
    (asked ??= fetched().catch((error: unknown) => {
      asked = null;
      throw error;
    }));
  void shown.then(there).catch(() => undefined); // told to whoever writes

  return {
    there,
    record: async (...args) => await (await there()).replica.record(...args),
    onUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }
  };
}
