import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { StorageKeyCopy } from '#protocol/http.ts';
import type { Notes } from '../records/notes.ts';

const keyOf = (device: DeviceNo): string => `storage-key/${device}`;

/** A device's first copy is kept as it came; a later one with its key's number and when it came in front. */
interface Kept {
  readonly generation: number;
  readonly at: Instant | null;
  readonly sealed: string;
}

/** The copy of its storage key that a device left, sealed to itself; null for none [VAU-4]. */
export async function storageKeyOf(notes: Notes, device: DeviceNo): Promise<string | null> {
  return (await kept(notes, device))?.sealed ?? null;
}

/** When a device last came with a new storage key; null for one that has its first [VAU-10]. */
export async function storageKeyChangedAt(notes: Notes, device: DeviceNo): Promise<Instant | null> {
  return (await kept(notes, device))?.at ?? null;
}

/**
 * Keeps a copy of a device's first key where there is none: a later one would lock out who has the first. The copy of a key that follows takes
 * the place of what is there [PPL-9]. Says whether it is what is kept then.
 */
export async function keepStorageKey(
  notes: Notes,
  device: DeviceNo,
  { sealed, generation = 0 }: StorageKeyCopy,
  at: Instant
): Promise<boolean> {
  if (generation === 0) return (await notes.claim(keyOf(device), sealed)) === sealed;
  const before = await kept(notes, device);
  if (before && before.generation > generation) return false;
  // Left again after an answer that was lost: the key is as old as it was.
  const since = before?.generation === generation ? (before.at ?? at) : at;
  await notes.write(keyOf(device), `${generation} ${since} ${sealed}`);
  return true;
}

async function kept(notes: Notes, device: DeviceNo): Promise<Kept | null> {
  const text = await notes.read(keyOf(device));
  if (text === null) return null;
  const [generation, at, sealed] = text.split(' ');
  if (sealed === undefined) return { generation: 0, at: null, sealed: text };
  return { generation: Number(generation), at: Number(at), sealed };
}
