import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import type { KeyFile } from '#vault/key-file.ts';
import { keptUp } from '#vault/key-links.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { KEYS_KEY } from './key-store.ts';

/**
 * A key in memory as it is now: another tab may have begun with a new one. Null where it opens nothing any more. A tab of a build from
 * before keys were changed has the first key, bare.
 */
export async function keyNow(database: Database, held: StorageKey | CryptoKey): Promise<StorageKey | null> {
  const file = await readMeta<KeyFile>(database, KEYS_KEY);
  const storage = held instanceof CryptoKey ? { generation: 0, key: held } : held;
  return file ? await keptUp(file, storage) : storage;
}

/** Deletes all ways to open this device: what it holds is unreadable from then on to who has only its disk. */
export async function dropKeys(database: Database): Promise<void> {
  await writeMeta(database, KEYS_KEY, undefined);
}
