import type { DeviceNo } from '#domain/ids.ts';
import type { Notes } from '../records/notes.ts';

const keyOf = (device: DeviceNo): string => `storage-key/${device}`;

/** The copy of its storage key that a device left, sealed to itself; null for none [VAU-4]. */
export async function storageKeyOf(notes: Notes, device: DeviceNo): Promise<string | null> {
  return await notes.read(keyOf(device));
}

/** Keeps a device's first copy; answers the one that is kept. A later one would lock out who has the first. */
export async function keepStorageKey(notes: Notes, device: DeviceNo, sealed: string): Promise<string> {
  return await notes.claim(keyOf(device), sealed);
}
