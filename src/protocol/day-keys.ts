import { idFrom, type SiteId } from '../domain/ids.ts';
import type { LookUpLevel } from '../domain/intake/kiosk-secret.ts';
import type { LocalDate } from '../domain/time.ts';
import { expanded, type EcJwk } from './envelope.ts';

/**
 * What lets a kiosk look up a typed code or name (SECURITY §4, levels L2 and L3). Server and desks derive it from the clinic's arrivals key,
 * so that a desk prints a code for any day with the server gone; a kiosk is given it for one day, when staff open it.
 *
 * [Note: why both the place and the key need the day key] What is typed is short: eight characters with a birth date, or a name with a
 * birth date and four digits. Stretched, it would still be guessed from a stolen disk in time. So the envelope's place and its key follow
 * from the stretched secret and the day key together, and the day key is on no kiosk's disk.
 */

type Bytes = Uint8Array<ArrayBuffer>;

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;
const NO_SALT = new Uint8Array(0);
export const SALT_BYTES = 16;
export const DAY_KEY_BYTES = 32;

/** How what is typed is stretched before it is looked up: at desks, on the server and on kiosks alike (SECURITY §4). */
export const STRETCH = { name: 'argon2id', memoryKiB: 65_536, passes: 3 } as const;

/** From what the keys of all days follow. @param jwk the clinic's private arrivals key @throws without its private part */
export async function daySeedOf({ d }: EcJwk): Promise<Bytes> {
  if (d === undefined) throw new RangeError('no private key');
  const secret = Uint8Array.from(atob(d.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return await expanded(secret, NO_SALT, 'anteroom/day/seed', 32);
}

/** With what the secrets of a site's day are stretched: one for all envelopes, so that an attempt at a kiosk costs one stretch. Public. */
export async function daySaltOf(seed: Bytes, site: SiteId, date: LocalDate): Promise<Bytes> {
  return await expanded(seed, NO_SALT, `anteroom/day/salt/${site}/${date}`, SALT_BYTES);
}

/** The day key of a level, raw: as it is handed to a kiosk that staff have opened. */
export async function dayKeyOf(seed: Bytes, site: SiteId, date: LocalDate, level: LookUpLevel): Promise<Bytes> {
  return await expanded(seed, NO_SALT, `anteroom/day/key/${level}/${site}/${date}`, DAY_KEY_BYTES);
}

/** The same, ready for `lookUpOf`; it cannot be read out again. @throws when it is not 32 bytes */
export async function dayKeyFrom(raw: Bytes): Promise<CryptoKey> {
  if (raw.length !== DAY_KEY_BYTES) throw new RangeError('a day key is 32 bytes');
  return await crypto.subtle.importKey('raw', raw, HMAC, false, ['sign']);
}

/** Where the envelope of a stretched secret lies, and what opens it. */
export interface LookUp {
  readonly envelope: string;
  readonly key: Bytes;
}

/** @param stretched 32 bytes: Argon2id over the secret, with the day's salt */
export async function lookUpOf(stretched: Uint8Array, dayKey: CryptoKey): Promise<LookUp> {
  const bound = new Uint8Array(await crypto.subtle.sign(HMAC, dayKey, new Uint8Array(stretched)));
  const [place, key] = await Promise.all([
    expanded(bound, NO_SALT, 'anteroom/look-up/place', 10),
    expanded(bound, NO_SALT, 'anteroom/look-up/key', 32)
  ]);
  return { envelope: idFrom(place), key };
}
