import { openBox, sealBox } from '#protocol/box.ts';
import { bytesOfHex } from '#protocol/hex.ts';
import type { Kdf } from './kdf.ts';
import { keysOf } from './key-links.ts';
import { bytesOfSecret, secretOfBytes } from './secret-bytes.ts';
import { blockSealing } from './sealing.ts';
import { generationKeyOf, theseKeys, type KeyLinks, type StorageKey, type StorageSecret } from './storage-key.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * What a device keeps of its keys on disk. Nothing in it opens anything by itself: the storage key is there only wrapped, each time
 * under what one person knows or has. It names nobody: who a wrap belongs to is sealed with the storage key [VAU-3].
 */
export interface KeyFile {
  /** For stretching passphrases; one a device, so that one attempt is tried on every wrap for the price of one. */
  readonly salt: Bytes;
  readonly kdf: Kdf;
  readonly wraps: readonly Wrap[];
  /** Proves this device to who sends it something. Readable on disk (RELIABILITY §2.9): it opens only what the server hands out. */
  readonly device: { readonly publicKey: Bytes; readonly privateKey: CryptoKey };
  /** The server has taken a copy of the storage key, sealed to `device`. */
  readonly isCopied: boolean;
  /** The storage key sealed to the clinic's recovery key, where there is one: the kit opens this device, with no network [GLASS-1]. */
  readonly recovery?: RecoveryWrap;
  /** Which of its storage keys is in force; absent for the first. */
  readonly generation?: number;
  /** Since when it is, by the server's clock; milliseconds since 1970. Absent where nobody has looked yet. */
  readonly madeAt?: number;
  /** While what lies on this device is sealed anew, and people come in by ways that open the key before it [VAU-11]. */
  readonly links?: KeyLinks;
  /** How often the file was written: who changes it takes care not to undo what another tab did meanwhile. */
  readonly rev?: number;
}

/** A wrap of nobody's: it opens with the recovery kit. */
export interface RecoveryWrap {
  readonly kind: 'recovery';
  /** The kit's public half, hexadecimal: by it a kit is told from another. */
  readonly publicKey: string;
  readonly box: Bytes;
}

export interface Wrap {
  readonly id: string;
  readonly kind: 'passphrase' | 'passkey';
  /** HKDF's. */
  readonly salt: Bytes;
  /** The storage key under AES-KW (RFC 3394), 40 bytes. */
  readonly wrapped: Bytes;
  /** Which one; absent for the first. */
  readonly generation?: number;
  /** Whose it is, sealed with the storage key. */
  readonly person: Bytes;
  /** Of a passkey: which one, base64url, and the key its signatures are known by, sealed with the storage key. */
  readonly passkey?: { readonly credential: string; readonly key: Bytes };
}

/** A key file of a device that nobody has a key of yet. */
export async function newKeyFile(kdf: Kdf): Promise<KeyFile> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, kdf, wraps: [], device: { publicKey, privateKey: pair.privateKey }, isCopied: false };
}

/** What a passkey's PRF is asked with on this device (WebAuthn Level 3, §10.1.4): in the clear, and another on each device. */
export async function prfSaltOf({ salt }: KeyFile): Promise<Bytes> {
  const label = new TextEncoder().encode('anteroom/prf');
  const bytes = new Uint8Array(label.length + salt.length);
  bytes.set(label);
  bytes.set(salt, label.length);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * The file with one more way to open it. @param secret the one in force @param factor what the person knows or has, as key material
 * @param person kept sealed; wraps of the same kind that were the same go
 */
export async function withWrap<Person>(
  file: KeyFile,
  secret: StorageSecret,
  factor: Bytes,
  { kind, person, isSame, passkey }: NewWrap<Person>
): Promise<KeyFile> {
  const { generation } = secret;
  const sealing = blockSealing(theseKeys((await keysOf(file, secret)) ?? (await generationKeyOf(secret))));
  const others: Wrap[] = [];
  for (const wrap of file.wraps) {
    const known = await sealing.openBody(placeOf(wrap.id), wrap.person);
    if (known && !(wrap.kind === kind && isSame(known.body as Person, wrap))) others.push(wrap); // sealed below
  }
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(
    ''
  );
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const plain = await crypto.subtle.importKey('raw', secret.bytes, { name: 'AES-GCM' }, true, ['encrypt']);
  const wrapped = await crypto.subtle.wrapKey('raw', plain, await wrappingKey(factor, salt), 'AES-KW');
  const wrap: Wrap = {
    id,
    kind,
    salt,
    wrapped: new Uint8Array(wrapped),
    person: await sealing.sealBody(placeOf(id), person),
    ...(generation > 0 && { generation }),
    ...(passkey && {
      passkey: { credential: passkey.credential, key: await sealing.sealBody(placeOf(id, 'key'), passkey.key) }
    })
  };
  return { ...file, wraps: [...others, wrap] };
}

export interface NewWrap<Person> {
  readonly kind: Wrap['kind'];
  readonly person: Person;
  readonly isSame: (person: Person, wrap: Wrap) => boolean;
  readonly passkey?: { readonly credential: string; readonly key: unknown };
}

/** The file with those ways to open it alone that are to stay. What cannot be read goes. @param key as it is with this file */
export async function withWrapsOf<Person>(
  file: KeyFile,
  key: StorageKey,
  stays: (person: Person, wrap: Wrap) => boolean
): Promise<KeyFile> {
  const sealing = blockSealing(theseKeys(key));
  const kept: Wrap[] = [];
  for (const wrap of file.wraps) {
    const known = await sealing.openBody(placeOf(wrap.id), wrap.person);
    if (known && stays(known.body as Person, wrap)) kept.push(wrap); // sealed by withWrap
  }
  return { ...file, wraps: kept };
}

/** By what the signatures of a wrap's passkey are known; null for a wrap of another kind. @param secret that the wrap opened */
export async function passkeyKeyOf(secret: StorageSecret, { id, passkey }: Wrap): Promise<unknown> {
  const sealing = blockSealing(theseKeys(await generationKeyOf(secret)));
  return passkey ? ((await sealing.openBody(placeOf(id, 'key'), passkey.key))?.body ?? null) : null;
}

/** What a factor opens, or null: AES-KW says whether it fits. It may be the key before the one in force. The secret is to be forgotten soon. */
export async function openWith(
  wraps: readonly Wrap[],
  factor: Bytes
): Promise<{ readonly secret: StorageSecret; readonly person: unknown; readonly wrap: Wrap } | null> {
  for (const wrap of wraps) {
    const key = await crypto.subtle
      .unwrapKey('raw', wrap.wrapped, await wrappingKey(factor, wrap.salt), 'AES-KW', 'AES-GCM', true, ['decrypt'])
      .catch(() => null); // another person's, or another passphrase
    if (!key) continue;
    const bytes = new Uint8Array(await crypto.subtle.exportKey('raw', key));
    const secret = { generation: wrap.generation ?? 0, bytes };
    const sealing = blockSealing(theseKeys(await generationKeyOf(secret)));
    const person = await sealing.openBody(placeOf(wrap.id), wrap.person);
    if (person) return { secret, person: person.body, wrap };
  }
  return null;
}

/** The storage key for the server to keep: it cannot open it, and who has only this device's disk cannot either. */
export async function copyFor(file: KeyFile, secret: StorageSecret): Promise<Bytes> {
  return await sealBox(bytesOfSecret(secret), file.device.publicKey, 'storage-key');
}

export async function fromCopy(file: KeyFile, copy: Uint8Array): Promise<StorageSecret | null> {
  return secretOfBytes(await openBox(copy, file.device.privateKey, 'storage-key'));
}

/** The file with the storage key sealed to a clinic's recovery key; anew for each kit and each storage key. @param publicKey hexadecimal */
export async function withRecovery(file: KeyFile, secret: StorageSecret, publicKey: string): Promise<KeyFile> {
  const box = await sealBox(bytesOfSecret(secret), bytesOfHex(publicKey), RECOVERY);
  return { ...file, recovery: { kind: 'recovery', publicKey, box } };
}

/** The storage key, with the kit's own key; null for another kit, or where it was never sealed to one. */
export async function fromRecovery(file: KeyFile, kit: CryptoKey): Promise<StorageSecret | null> {
  return file.recovery ? secretOfBytes(await openBox(file.recovery.box, kit, RECOVERY)) : null;
}

const RECOVERY = 'storage-key-recovery';
const placeOf = (id: string, ...part: string[]): readonly string[] => ['wrap', id, ...part];

async function wrappingKey(factor: Bytes, salt: Bytes): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', factor, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('anteroom/wrap');
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return await crypto.subtle.deriveKey(parameters, base, { name: 'AES-KW', length: 256 }, false, [
    'wrapKey',
    'unwrapKey'
  ]);
}
