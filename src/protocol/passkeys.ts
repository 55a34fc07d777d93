import type { UserId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { PublicKeys } from './device-keys.ts';
import type { SignedIn } from './http.ts';

/**
 * Passkeys (W3C WebAuthn Level 3): what crosses the wire, all bytes as base64url without padding. Paths are below `/api`; those that
 * say "own" ask for a session, and a person sees to their own.
 */

/** COSE's numbers of the two signatures that authenticators of every maker have: ES256 and RS256 (RFC 9053, RFC 8812). */
export type PasskeyAlgorithm = -7 | -257;
export const PASSKEY_ALGORITHMS: readonly PasskeyAlgorithm[] = [-7, -257];

/** What an authenticator answers when it is asked who is there (§5.2.2). */
export interface Assertion {
  readonly credential: string;
  readonly clientData: string;
  readonly authenticatorData: string;
  readonly signature: string;
  /** Whose it says it is; null from one that keeps no such thing. */
  readonly userHandle: string | null;
}

/** What it answers when it has made a key (§5.2.1). No attestation is asked for: the first signature says what we need to know. */
export interface MadePasskey {
  readonly credential: string;
  readonly clientData: string;
  readonly authenticatorData: string;
  /** SubjectPublicKeyInfo (RFC 5280). */
  readonly publicKey: string;
  readonly algorithm: PasskeyAlgorithm;
}

/** What a passkey signs for: one that was signed for the one is good for nothing of the other [KEY-2]. */
export type PasskeyPurpose = 'sign-in' | 'vouching';

/** `POST passkeys/challenge` with `{ purpose }` (signing in where it is missing), open to anyone: to be signed within five minutes, once. */
export interface PasskeyChallenge {
  readonly challenge: string;
  readonly rpId: string;
}

/** `POST passkeys/sign-in`. Answers `PasskeySignedIn`; without a device token it enrols this browser as a desk, as sign-in does. */
export interface PasskeySignInRequest {
  readonly challenge: string;
  readonly assertion: Assertion;
  readonly keys?: PublicKeys;
}
export interface PasskeySignedIn extends SignedIn {
  /** For this device to know the next signature by, when there is no server. */
  readonly passkey: PasskeyKey;
}
export interface PasskeyKey {
  readonly publicKey: string;
  readonly algorithm: PasskeyAlgorithm;
}

/** `POST passkeys/begin` (own): who adds a way in shows again that it is them, for the desk may be one they walked away from. */
export interface BeginPasskeyRequest {
  readonly passphrase: string;
}
export interface BegunPasskey extends PasskeyChallenge {
  /** Says nothing to who does not know the server's secret. */
  readonly userHandle: string;
  readonly name: string;
  /** They have these: an authenticator makes no second one. */
  readonly known: readonly string[];
  /** The copy of this device's storage key [VAU-4]; absent where it has left none. */
  readonly storageKey?: string;
}

/** `POST passkeys/add` (own): the new key, and the first thing it signed. Answers `PasskeyLine`. */
export interface AddPasskeyRequest {
  readonly challenge: string;
  readonly name: string;
  readonly made: MadePasskey;
  readonly assertion: Assertion;
}

/** `GET passkeys` (own) answers a list of these. */
export interface PasskeyLine {
  readonly credential: string;
  readonly name: string;
  readonly addedAt: Instant;
  readonly usedAt: Instant | null;
  /** The label of the device it was added on. */
  readonly device: string;
}

/** `POST passkeys/rename`, `POST passkeys/remove` (own; a manager removes anybody’s by disabling them). */
export interface PasskeyRequest {
  readonly credential: string;
}
export interface RenamePasskeyRequest extends PasskeyRequest {
  readonly name: string;
}

/** `GET device/ways-in`, from a device somebody is at: whose ways in it may keep. All others go [KEY-9]. */
export interface WaysIn {
  readonly people: readonly UserId[];
  readonly passkeys: readonly string[];
}

export interface ExpectedOf {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
}

/** Why what an authenticator said is not taken. */
export type PasskeyFlaw =
  | 'unreadable'
  | 'ceremony'
  | 'challenge'
  | 'origin'
  | 'rp-id'
  | 'presence'
  | 'verification'
  | 'credential'
  | 'signature';

export type Checked = { readonly counter: number } | { readonly flaw: PasskeyFlaw };

/** Authenticator data (§6.1): a hash, flags, a counter; then, with AT set, AAGUID, length and credential id. Bytes. */
const AT = { flags: 32, counter: 33, end: 37, idLength: 37 + 16, id: 37 + 18 } as const;
const FLAG = { present: 0x01, verified: 0x04, attested: 0x40 } as const;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Whether somebody has just shown this passkey here (§7.2), with their finger or PIN: the server asks, and a desk that has no server.
 * Nothing of what was said is in the flaw.
 */
export async function checkAssertion(assertion: Assertion, key: PasskeyKey, expected: ExpectedOf): Promise<Checked> {
  const checked = await checkCeremony(assertion, 'webauthn.get', expected);
  if ('flaw' in checked) return checked;
  const { clientData, data } = checked;
  const hash = await sha256(clientData);
  const text = new Uint8Array(data.length + hash.length);
  text.set(data);
  text.set(hash, data.length);
  const signature = fromBase64url(assertion.signature);
  const isIts = signature !== null && (await isSignature(text, signature, key));
  return isIts ? { counter: checked.counter } : { flaw: 'signature' };
}

/** Whether a key was just made here, for this challenge (§7.1). That its maker has it is shown by the assertion that comes with it. */
export async function checkMade(made: MadePasskey, expected: ExpectedOf): Promise<Checked> {
  const checked = await checkCeremony(made, 'webauthn.create', expected);
  if ('flaw' in checked) return checked;
  const { data, flags, counter } = checked;
  if ((flags & FLAG.attested) === 0 || data.length < AT.id) return { flaw: 'credential' };
  const length = new DataView(data.buffer).getUint16(AT.idLength);
  const id = data.slice(AT.id, AT.id + length);
  return id.length === length && base64url(id) === made.credential ? { counter } : { flaw: 'credential' };
}

interface Ceremony {
  readonly clientData: Bytes;
  readonly data: Bytes;
  readonly flags: number;
  readonly counter: number;
}

async function checkCeremony(
  said: { readonly clientData: string; readonly authenticatorData: string },
  type: 'webauthn.get' | 'webauthn.create',
  { challenge, origin, rpId }: ExpectedOf
): Promise<Ceremony | { readonly flaw: PasskeyFlaw }> {
  const [clientData, data] = [fromBase64url(said.clientData), fromBase64url(said.authenticatorData)];
  const client = clientData && objectOf(clientData);
  if (!client || !data || data.length < AT.end) return { flaw: 'unreadable' };
  if (client['type'] !== type) return { flaw: 'ceremony' };
  if (client['challenge'] !== challenge) return { flaw: 'challenge' };
  if (client['origin'] !== origin || client['crossOrigin'] === true) return { flaw: 'origin' };
  const rpIdHash = await sha256(new TextEncoder().encode(rpId));
  if (rpIdHash.some((byte, at) => byte !== data[at])) return { flaw: 'rp-id' };
  const flags = data[AT.flags] ?? 0;
  if ((flags & FLAG.present) === 0) return { flaw: 'presence' };
  if ((flags & FLAG.verified) === 0) return { flaw: 'verification' };
  return { clientData, data, flags, counter: new DataView(data.buffer).getUint32(AT.counter) };
}

async function isSignature(text: Bytes, signature: Bytes, { publicKey, algorithm }: PasskeyKey): Promise<boolean> {
  const spki = fromBase64url(publicKey);
  const bytes = algorithm === -7 ? rawOfDer(signature) : signature;
  if (!spki || !bytes) return false;
  const how =
    algorithm === -7 ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  try {
    const key = await crypto.subtle.importKey('spki', spki, how, false, ['verify']);
    return await crypto.subtle.verify({ name: how.name, hash: 'SHA-256' }, key, bytes, text);
  } catch {
    return false; // no key, or of another kind
  }
}

/** Half of a P-256 signature, bytes. */
const HALF = 32;

/** WebAuthn writes an ECDSA signature as ASN.1 (§6.5.5): SEQUENCE { INTEGER, INTEGER }; Web Crypto reads both numbers side by side. */
function rawOfDer(der: Bytes): Bytes | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const raw = new Uint8Array(2 * HALF);
  let at = 2;
  for (const end of [HALF, 2 * HALF]) {
    const length = der[at + 1] ?? 0;
    if (der[at] !== 0x02 || length === 0 || at + 2 + length > der.length) return null;
    const number = der.slice(at + 2, at + 2 + length);
    const first = number.findIndex((byte) => byte !== 0);
    const digits = first < 0 ? new Uint8Array() : number.slice(first);
    if (digits.length > HALF) return null;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}

function objectOf(bytes: Bytes): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null; // its keys are asked one by one
  } catch {
    return null;
  }
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null for what is none. */
export function fromBase64url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
