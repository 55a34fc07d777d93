import type { DeviceCredentials } from '#protocol/http.ts';
import {
  certificateText,
  connectText,
  greetingText,
  isSigned,
  newDeviceKeys,
  publicKeysOf,
  signed,
  type DeviceKeys,
  type PublicKeys
} from '#protocol/device-keys.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import type { DeviceProof } from '#sync/mux-socket.ts';

export const CREDENTIALS_KEY = 'device';
export const KEYS_KEY = 'device-keys';

/** The public halves of this device's keys, which are made when they are first asked for (SECURITY §3, S2). */
export async function publicKeysHere(database: Database): Promise<PublicKeys> {
  const kept = await readMeta<DeviceKeys>(database, KEYS_KEY);
  const keys = kept ?? (await newDeviceKeys());
  if (!kept) await writeMeta(database, KEYS_KEY, keys);
  return await publicKeysOf(keys);
}

/** Keeps who this device is; what the server says of it must carry the signature of the server it spoke to. */
export async function keepCredentials(database: Database, credentials: DeviceCredentials): Promise<boolean> {
  const { identity } = credentials;
  if (identity && !(await isSigned(certificateText(identity.certificate), identity.signature, identity.serverKey)))
    return false;
  await writeMeta(database, CREDENTIALS_KEY, credentials);
  return true;
}

/** The token this device shows over HTTP now: a device with keys gets a new one from time to time. */
export async function presentToken(database: Database): Promise<string | undefined> {
  return (await readMeta<DeviceCredentials>(database, CREDENTIALS_KEY))?.token;
}

/** How this device proves itself to the server it was enrolled at; undefined for one that has a token alone. */
export async function proofOf(
  database: Database,
  { deviceNo, identity }: DeviceCredentials
): Promise<DeviceProof | undefined> {
  const keys = await readMeta<DeviceKeys>(database, KEYS_KEY);
  if (!keys || !identity) return undefined;
  const { serverKey } = identity;
  return {
    deviceNo,
    sign: (nonce, build) => signed(connectText(nonce, serverKey, deviceNo, build), keys.sig.privateKey),
    isOurs: async (nonce, proof, greeting) =>
      greeting !== undefined && (await isSigned(greetingText(nonce, proof), greeting, serverKey)),
    renewed: async (token) => {
      const now = await readMeta<DeviceCredentials>(database, CREDENTIALS_KEY);
      if (now) await writeMeta(database, CREDENTIALS_KEY, { ...now, token });
    }
  };
}
