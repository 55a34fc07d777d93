import type { DeviceSeal } from '#domain/forms/signature.ts';
import { certificateText, isSigned, signed, type DeviceKeys } from '#protocol/device-keys.ts';
import { bytesOfHex, hexOf } from '#protocol/hex.ts';
import type { DeviceCredentials, DeviceIdentity } from '#protocol/http.ts';
import type { DeviceSigning } from '#station/signing.ts';
import type { Database } from '#storage/database.ts';
import { readMeta } from '#storage/meta.ts';
import { KEYS_KEY, publicKeysHere } from './identity.ts';

/**
 * Signs with the key that proves this device to its server, and says whose a signature is by the certificate that came with it: the server this device pinned has
 * signed that the key is that device's [FORM-7]. Needs no network.
 */
export function deviceSigning(database: Database, { identity }: Pick<DeviceCredentials, 'identity'>): DeviceSigning {
  return {
    seal: async (text): Promise<DeviceSeal> => {
      const publicKeys = await publicKeysHere(database);
      const keys = await readMeta<DeviceKeys>(database, KEYS_KEY);
      if (!keys) throw new Error('the keys that were just made are not there');
      const signature = bytesOfHex(await signed(new TextEncoder().encode(text), keys.sig.privateKey));
      const seal = { key: bytesOfHex(publicKeys.sig), signature };
      return identity ? { ...seal, certificate: new TextEncoder().encode(JSON.stringify(identity)) } : seal;
    },
    check: async (text, { key, signature, certificate }) => {
      const point = hexOf(key);
      if (!(await isSigned(new TextEncoder().encode(text), hexOf(signature), point))) return 'broken';
      return (await isVouchedFor(point, certificate, identity?.serverKey)) ? 'good' : 'unknown';
    }
  };
}

async function isVouchedFor(point: string, bytes?: Uint8Array, serverKey?: string): Promise<boolean> {
  const said = bytes && identityIn(bytes);
  if (!said || serverKey === undefined || said.certificate.keys.sig !== point) return false;
  return await isSigned(certificateText(said.certificate), said.signature, serverKey);
}

/** What a certificate says; null for bytes that are none, whoever wrote them. */
function identityIn(bytes: Uint8Array): Pick<DeviceIdentity, 'certificate' | 'signature'> | null {
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Partial<DeviceIdentity> | null; // asked below
    const { certificate, signature } = said ?? {};
    if (typeof signature !== 'string' || typeof certificate?.keys.sig !== 'string') return null;
    return { certificate, signature };
  } catch {
    return null;
  }
}
