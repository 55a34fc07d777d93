import type { KeptStorageKey, StorageKeyCopy } from '#protocol/http.ts';
import type { Core } from '../core.ts';
import { keepStorageKey, storageKeyOf } from '../people/storage-keys.ts';
import type { Endpoint } from './endpoint.ts';
import { callerOf, deviceOf } from './guard.ts';
import { HttpRefusal, MAX_JSON, readJson } from './reply.ts';
import { recoveryKeyFor } from '../backup/recovery-note.ts';
import { parsed, storageKeyCopy } from './requests.ts';

/**
 * A device leaves a copy of its storage key, sealed to itself; a tablet, which nobody signs in at, gets it back [PPL-9]. Whoever has a desk’s
 * disk has its token and what opens the copy: it is answered with nothing but what it sent, and puts no other in its place.
 */
export function storageKeyEndpoints(core: Core): [string, Endpoint][] {
  const leave: Endpoint = async (request): Promise<StorageKeyCopy> => {
    const device = await deviceOf(core, request);
    const copy = parsed(storageKeyCopy, await readJson(request, MAX_JSON));
    if (copy.generation !== undefined && device.role !== 'room') await callerOf(core, request);
    const isKept = await keepStorageKey(core.notes, device.deviceNo, copy, core.now());
    return { sealed: isKept ? copy.sealed : '' };
  };
  const get: Endpoint = async (request): Promise<KeptStorageKey> => {
    const device = await deviceOf(core, request);
    if (device.role !== 'room') throw new HttpRefusal(403, 'device/not-here', 'This device may not do that.');
    return { sealed: await storageKeyOf(core.notes, device.deviceNo), ...(await recoveryKeyFor(core.notes)) };
  };
  return [
    ['POST /api/storage-key', leave],
    ['GET /api/storage-key', get]
  ];
}
