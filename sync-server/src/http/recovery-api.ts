import type { RecoveryKeyInForce } from '#protocol/http.ts';
import { keyName } from '../backup/recovery-key.ts';
import { readRecoveryKey, writeRecoveryKey } from '../backup/recovery-note.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from './endpoint.ts';
import { callerWith } from './guard.ts';
import { MAX_JSON, readJson } from './reply.ts';
import { newRecoveryKeyRequest, parsed } from './requests.ts';

/** Which recovery key is in force, and another in its place [KIT-3]. The words are made in the page: they never come here. */
export function recoveryEndpoints(core: Core): readonly (readonly [string, Endpoint])[] {
  const show: Endpoint = async (request): Promise<RecoveryKeyInForce> => {
    await callerWith(core, request, 'people');
    const publicKey = await readRecoveryKey(core.notes);
    return { name: publicKey && keyName(publicKey) };
  };
  const change: Endpoint = async (request): Promise<RecoveryKeyInForce> => {
    await callerWith(core, request, 'people');
    const publicKey = Buffer.from(parsed(newRecoveryKeyRequest, await readJson(request, MAX_JSON)).publicKey, 'hex');
    await writeRecoveryKey(core.notes, publicKey);
    return { name: keyName(publicKey) };
  };
  return [
    ['GET /api/recovery-key', show],
    ['POST /api/recovery-key', change]
  ];
}
