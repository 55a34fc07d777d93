import type { DeviceNo, SiteId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { DeviceRole } from './access.ts';

/**
 * How a device proves which one it is (SECURITY §3, S2 and S3), on WebCrypto alone, so that a browser and the server run the same
 * lines. Keys and signatures travel as hexadecimal text: ECDSA and ECDH over P-256, public keys as raw points, signatures with SHA-256.
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** A device's own pair of pairs. The private halves cannot be read out; on disk a copied profile has them all the same (SECURITY.md). */
export interface DeviceKeys {
  readonly sig: KeyPair;
  readonly dh: KeyPair;
}

interface KeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

export interface PublicKeys {
  readonly sig: string;
  readonly dh: string;
}

/** Who a device is, signed by the server. */
export interface Certificate {
  readonly deviceNo: DeviceNo;
  readonly label: string;
  readonly role: DeviceRole;
  readonly site: SiteId;
  readonly keys: PublicKeys;
  readonly issuedAt: Instant;
  /** How long a person may go on here without the server, milliseconds. */
  readonly leaseMs: number;
}

/** What both screens hash to six digits: everything the two have said to each other. */
export interface Transcript {
  readonly enrolment: string;
  readonly role: string;
  readonly site: SiteId;
  readonly serverKey: string;
  readonly serverNonce: string;
  readonly deviceNonce: string;
  readonly keys: PublicKeys;
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const;

export async function newDeviceKeys(): Promise<DeviceKeys> {
  const [sig, dh] = await Promise.all([
    crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']),
    crypto.subtle.generateKey(ECDH, false, ['deriveBits'])
  ]);
  return { sig, dh };
}

export async function publicKeysOf({ sig, dh }: DeviceKeys): Promise<PublicKeys> {
  return { sig: await rawOf(sig.publicKey), dh: await rawOf(dh.publicKey) };
}

/**
 * What a new device says before it says its keys. [Note: why a commitment] Six digits are few: whoever stood between could make keys until
 * the digits agree. So the device is bound to its keys before it learns the server's nonce, and nobody has a second try.
 */
export async function commitmentTo(keys: PublicKeys, deviceNonce: string): Promise<string> {
  return hexOf(await sha256(textOf(['anteroom.commit.v1', keys.sig, keys.dh, deviceNonce])));
}

/** The six digits that both screens show. */
export async function checkCodeOf(transcript: Transcript): Promise<string> {
  const { enrolment, role, site, serverKey, serverNonce, deviceNonce, keys } = transcript;
  const parts = ['anteroom.enrol.v1', enrolment, role, site, serverKey, serverNonce, deviceNonce, keys.sig, keys.dh];
  const view = new DataView((await sha256(textOf(parts))).buffer);
  return String(view.getUint32(0) % 1_000_000).padStart(6, '0');
}

/** What a device signs to connect: the server's nonce, which server it means, and which device and build it is. */
export function connectText(nonce: string, serverKey: string, deviceNo: DeviceNo, build: string): Bytes {
  return textOf(['anteroom.connect.v1', nonce, serverKey, String(deviceNo), build]);
}

/** What the server signs in answer: that it heard this proof. A device that pinned another key goes no further. */
export function greetingText(nonce: string, proof: string): Bytes {
  return textOf(['anteroom.greeting.v1', nonce, proof]);
}

export async function signed(text: Bytes, key: CryptoKey): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.sign(SIGN, key, text)));
}

/** False for every signature that is not one, whatever is wrong with it or with the key. */
export async function isSigned(text: Bytes, signature: string, rawKey: string): Promise<boolean> {
  const [bytes, point] = [bytesOf(signature), bytesOf(rawKey)];
  if (!bytes || !point) return false;
  try {
    const key = await crypto.subtle.importKey('raw', point, ECDSA, false, ['verify']);
    return await crypto.subtle.verify(SIGN, key, bytes, text);
  } catch {
    return false;
  }
}

export function certificateText(certificate: Certificate): Bytes {
  const { deviceNo, label, role, site, keys, issuedAt, leaseMs } = certificate;
  const parts = [deviceNo, label, role, site, keys.sig, keys.dh, issuedAt, leaseMs].map(String);
  return textOf(['anteroom.certificate.v1', ...parts]);
}

/** A nonce, or a secret, of so many random bytes. */
export function randomHex(bytes: number): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(bytes)));
}

export async function rawOf(key: CryptoKey): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.exportKey('raw', key)));
}

/** A list of texts as bytes, so that no two lists have the same. */
function textOf(parts: readonly string[]): Bytes {
  return new TextEncoder().encode(JSON.stringify(parts));
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOf(hex: string): Bytes | null {
  if (hex.length > 1024 || !/^(?:[0-9a-f]{2})+$/.test(hex)) return null;
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
