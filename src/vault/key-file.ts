import { openBox, sealBox } from '#protocol/box.ts';
import { bytesOfHex } from '#protocol/hex.ts';
import { blockSealing } from './sealing.ts';
import type { Kdf } from './kdf.ts';

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

/** 256 random bits. Whoever holds them wraps them, seals them, and forgets them: what works with them is `storageKeyOf`. */
export function newStorageSecret(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** The key that blocks are sealed with. It cannot be read out again. */
export async function storageKeyOf(secret: Bytes): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * The file with one more way to open it. @param factor what the person knows or has, as key material
 * @param person kept sealed; wraps of the same kind that were the same go
 */
export async function withWrap<Person>(
  file: KeyFile,
  secret: Bytes,
  factor: Bytes,
  { kind, person, isSame, passkey }: NewWrap<Person>
): Promise<KeyFile> {
  const sealing = blockSealing(await storageKeyOf(secret));
  const others: Wrap[] = [];
  for (const wrap of file.wraps) {
    const known = await sealing.openBody(placeOf(wrap.id), wrap.person);
    if (known && !(wrap.kind === kind && isSame(known.body as Person, wrap))) others.push(wrap); // sealed below
  }
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(
    ''
  );
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const plain = await crypto.subtle.importKey('raw', secret, { name: 'AES-GCM' }, true, ['encrypt']);
  const wrapped = await crypto.subtle.wrapKey('raw', plain, await wrappingKey(factor, salt), 'AES-KW');
  const wrap: Wrap = {
    id,
    kind,
    salt,
    wrapped: new Uint8Array(wrapped),
    person: await sealing.sealBody(placeOf(id), person),
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

/** The file with those ways to open it alone that are to stay. What cannot be read goes. @param key the storage key */
export async function withWrapsOf<Person>(
  file: KeyFile,
  key: CryptoKey,
  stays: (person: Person, wrap: Wrap) => boolean
): Promise<KeyFile> {
  const sealing = blockSealing(key);
  const kept: Wrap[] = [];
  for (const wrap of file.wraps) {
    const known = await sealing.openBody(placeOf(wrap.id), wrap.person);
    if (known && stays(known.body as Person, wrap)) kept.push(wrap); // sealed by withWrap
  }
  return { ...file, wraps: kept };
}

/** By what the signatures of a wrap's passkey are known; null for a wrap of another kind. */
export async function passkeyKeyOf(secret: Bytes, { id, passkey }: Wrap): Promise<unknown> {
  const sealing = blockSealing(await storageKeyOf(secret));
  return passkey ? ((await sealing.openBody(placeOf(id, 'key'), passkey.key))?.body ?? null) : null;
}

/** What a factor opens, or null: AES-KW says whether it fits. The secret is to be forgotten soon. */
export async function openWith(
  wraps: readonly Wrap[],
  factor: Bytes
): Promise<{ readonly secret: Bytes; readonly person: unknown; readonly wrap: Wrap } | null> {
  for (const wrap of wraps) {
    const key = await crypto.subtle
      .unwrapKey('raw', wrap.wrapped, await wrappingKey(factor, wrap.salt), 'AES-KW', 'AES-GCM', true, ['decrypt'])
      .catch(() => null); // another person's, or another passphrase
    if (!key) continue;
    const secret = new Uint8Array(await crypto.subtle.exportKey('raw', key));
    const person = await blockSealing(await storageKeyOf(secret)).openBody(placeOf(wrap.id), wrap.person);
    if (person) return { secret, person: person.body, wrap };
  }
  return null;
}

/** The storage key for the server to keep: it cannot open it, and who has only this device's disk cannot either. */
export async function copyFor(file: KeyFile, secret: Bytes): Promise<Bytes> {
  return await sealBox(secret, file.device.publicKey, 'storage-key');
}

export async function fromCopy(file: KeyFile, copy: Uint8Array): Promise<Bytes | null> {
  const secret = await openBox(copy, file.device.privateKey, 'storage-key');
  return secret?.length === 32 ? secret : null;
}

/** The file with the storage key sealed to a clinic's recovery key; anew for each kit and each storage key. @param publicKey hexadecimal */
export async function withRecovery(file: KeyFile, secret: Bytes, publicKey: string): Promise<KeyFile> {
  const box = await sealBox(secret, bytesOfHex(publicKey), RECOVERY);
  return { ...file, recovery: { kind: 'recovery', publicKey, box } };
}

/** The storage key, with the kit's own key; null for another kit, or where it was never sealed to one. */
export async function fromRecovery(file: KeyFile, kit: CryptoKey): Promise<Bytes | null> {
  const secret = file.recovery ? await openBox(file.recovery.box, kit, RECOVERY) : null;
  return secret?.length === 32 ? secret : null;
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
