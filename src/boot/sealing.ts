import { openDatabase, type Database } from '#storage/database.ts';
import { addSealed, readMeta } from '#storage/meta.ts';
import { StoreIsLocked, type Sealing } from '#storage/sealing.ts';
import type { KeyFile } from '#vault/key-file.ts';
import { keptUp } from '#vault/key-links.ts';
import { blockSealing } from '#vault/sealing.ts';
import { keyFrom, type Keys, type StorageKey } from '#vault/storage-key.ts';
import { KEYS_KEY } from './key-store.ts';

/** Keys that are looked up again now and then. */
export interface FollowedKeys extends Keys {
  readonly present: StorageKey;
}

/** Nothing is sealed with a key that was not looked up for so long: another tab may have begun with a new one. */
export const LOOK_AGAIN_MS = 60_000;
/** So many blocks are written down at once: a crash forgets no more. */
const COUNT_AT_ONCE = 256;

/**
 * The storage key of an open device as it is on disk now: where another tab has begun with a new one, this one goes on with that by itself
 * [VAU-12]. @param over told when what is in memory opens nothing any more: a tab that slept for days
 */
export function followedKeys(
  database: Database,
  began: StorageKey,
  { wall = Date.now, over = () => undefined }: { readonly wall?: () => number; readonly over?: () => void } = {}
): FollowedKeys {
  let present = began;
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;

  async function lookNow(): Promise<void> {
    const file = await readMeta<KeyFile>(database, KEYS_KEY);
    lookedAt = wall();
    if (!file) return; // being wiped: what was read is let go of with the page
    const kept = await keptUp(file, present);
    if (!kept) {
      over();
      throw new StoreIsLocked('the key in memory is not the one in force');
    }
    // What this page still holds sealed from before opens all the same.
    present = present.before && !kept.before ? { ...kept, before: present.before } : kept;
  }

  function look(): Promise<void> {
    return (looking ??= lookNow().finally(() => (looking = null)));
  }

  return {
    get present() {
      return present;
    },
    get generation() {
      return present.generation;
    },
    toSeal: async () => {
      if (Math.abs(wall() - lookedAt) > LOOK_AGAIN_MS) await look();
      return present;
    },
    of: async (generation) => {
      if (generation > present.generation) await look();
      return keyFrom(present, generation);
    }
  };
}

/** Seals a surface's database with its storage key, and counts the blocks. */
export function sealingWith(keys: Keys, database: Database): Sealing {
  const counts = new Map<number, number>();
  const count = (generation: number): void => {
    const blocks = (counts.get(generation) ?? 0) + 1;
    counts.set(generation, blocks % COUNT_AT_ONCE);
    if (blocks === COUNT_AT_ONCE) void addSealed(database, generation, COUNT_AT_ONCE).catch(() => undefined);
  };
  return blockSealing(keys, count) as unknown as Sealing; // storage says of each body which type it has; sealing carries it
}

/** From now on a store is read and written with this key, or the one that follows on it. @param over as in `followedKeys` */
export function sealStore(database: Database, key: StorageKey, over?: () => void): FollowedKeys {
  const keys = followedKeys(database, key, over ? { over } : {});
  database.sealing = sealingWith(keys, database);
  return keys;
}

/** Opens a database by its key; null where the surface keeps nothing that says who a patient is. @throws {DiskFault} */
export async function openSealed(name: string, key: StorageKey | null): Promise<Database> {
  const database = await openDatabase(name);
  if (key) sealStore(database, key);
  return database;
}
