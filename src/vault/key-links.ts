import { blockSealing } from './sealing.ts';
import {
  generationKeyOf,
  newStorageSecret,
  theseKeys,
  type GenerationKey,
  type KeyLinks,
  type StorageKey,
  type StorageSecret
} from './storage-key.ts';

/**
 * How one storage key of a device follows on another [VAU-11]. From the moment a new key is begun with until it is alone, the
 * file has two links, each key sealed with the other: by whichever somebody comes in, they have both. Without the links the older opens
 * nothing any more.
 */

/** What of a key file says which key is in force (key-file.ts). */
interface Links {
  readonly generation?: number;
  readonly links?: KeyLinks;
}

/** The secret in force, by one that somebody came in with; null for one that no link leads on from. */
export async function currentSecret(
  { generation = 0, links }: Links,
  secret: StorageSecret
): Promise<StorageSecret | null> {
  if (secret.generation === generation) return secret;
  if (!links || secret.generation !== generation - 1) return null;
  const bytes = await linked(await generationKeyOf(secret), links.forward, generation - 1, generation);
  return bytes && { generation, bytes };
}

/** What blocks are opened with: the key of a secret in force, and the one before it where there are links. Null for a secret that is not. */
export async function keysOf(file: Links, secret: StorageSecret): Promise<StorageKey | null> {
  return await keptUp(file, await generationKeyOf(secret));
}

/** The storage key of a device that somebody opens, with the next one ready where none is under way. @param secret in force */
export async function storageKeyOf(file: Links, secret: StorageSecret): Promise<StorageKey | null> {
  const storage = await keysOf(file, secret);
  if (!storage || storage.before) return storage;
  const next = newStorageSecret(secret.generation + 1);
  const { key } = await generationKeyOf(next);
  const spare = { key, links: await linksBetween(secret, next) };
  next.bytes.fill(0);
  return { ...storage, spare };
}

/**
 * A storage key in memory as it is with the file of now: another tab may have begun with a new one, or be done with it. Null where no link
 * leads from what is in memory to what is in force: whoever holds it has to come in anew.
 */
export async function keptUp({ generation = 0, links }: Links, held: StorageKey): Promise<StorageKey | null> {
  if (held.generation === generation) {
    if (!links || held.before) return held;
    const bytes = await linked(held, links.back, generation - 1, generation);
    if (!bytes) return null;
    const before = await forgotten({ generation: generation - 1, bytes });
    return { generation, key: held.key, before };
  }
  if (!links || held.generation !== generation - 1) return null;
  const bytes = await linked(held, links.forward, generation - 1, generation);
  if (!bytes) return null;
  const { key } = await forgotten({ generation, bytes });
  return { generation, key, before: { generation: held.generation, key: held.key } };
}

/** The bits of the key in force, where a link still has them: to leave them with the server, or seal them to the kit. */
export async function secretByLink({ generation = 0, links }: Links, held: StorageKey): Promise<StorageSecret | null> {
  const bytes = links && held.before && (await linked(held.before, links.forward, generation - 1, generation));
  return bytes ? { generation, bytes } : null;
}

async function linksBetween(older: StorageSecret, newer: StorageSecret): Promise<KeyLinks> {
  const place = placeOf(older.generation, newer.generation);
  const [by, to] = [await generationKeyOf(older), await generationKeyOf(newer)];
  return {
    forward: await blockSealing(theseKeys(by)).sealBytes(place, newer.bytes),
    back: await blockSealing(theseKeys(to)).sealBytes(place, older.bytes)
  };
}

/** What a link says. */
export async function linked(
  by: GenerationKey,
  link: Uint8Array<ArrayBuffer>,
  older: number,
  newer: number
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await blockSealing(theseKeys(by)).openBytes(placeOf(older, newer), link);
  return bytes?.length === 32 ? new Uint8Array(bytes) : null;
}

const placeOf = (older: number, newer: number): readonly (string | number)[] => ['key-link', older, newer];

async function forgotten(secret: StorageSecret): Promise<GenerationKey> {
  const key = await generationKeyOf(secret);
  secret.bytes.fill(0);
  return key;
}
