import { idFrom, type SubmissionId } from '../domain/ids.ts';
import type { Envelope, KioskLanguage, Submission } from '../domain/intake/intake-facts.ts';
import { cardsFrom, withTextKeys } from './told-cards.ts';
import { formsFrom, withFormsKey } from './told-forms.ts';
import { changesFrom, handoffFrom, slipsFrom } from './told-changes.ts';

/**
 * Sealing between kiosk and desk (SECURITY §4, levels L0 and L1), on WebCrypto alone, so that a browser and the server run the same
 * lines. Nothing here throws on bytes from outside: what cannot be opened is null, whatever the reason.
 *
 * [Note: two ways of sealing] A submission is sealed to the clinic's public key: the kiosk that wrote it cannot open it. An envelope
 * is sealed with a key that follows from the 128-bit code on a printed slip: whoever holds the slip opens it, nobody else.
 */

/** Sealed submission: this byte, the 65-byte ephemeral public key (uncompressed point), AES-256-GCM ciphertext with its tag. */
const SUBMISSION_V1 = 1;
/** Sealed envelope: this byte, a 12-byte nonce, AES-256-GCM ciphertext with its tag; 1,024 bytes in all. */
const ENVELOPE_V1 = 1;

const POINT_BYTES = 65;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Submissions differ in length by what was typed; padded, they tell no more than how many half kilobytes. */
const SUBMISSION_STEP = 512;
export const ENVELOPE_BYTES = 1024;
/** A sealed submission longer than this was not written by our kiosk. */
const MAX_SUBMISSION_BYTES = 16 * 1024;

/** Bytes that WebCrypto takes: never shared between threads. */
type Bytes = Uint8Array<ArrayBuffer>;

/** A P-256 key as JSON Web Key (RFC 7518 §6.2); `d` makes it a private one. */
export interface EcJwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly d?: string;
}

/** A clinic's arrivals key pair: the public half, raw, goes to kiosks; the private half, as JWK, to the server's disk and to desks. */
export interface ArrivalsKeyPair {
  readonly keyId: string;
  readonly publicKey: Bytes;
  readonly privateKey: EcJwk;
}

export async function newArrivalsKeyPair(): Promise<ArrivalsKeyPair> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', publicKey));
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as Required<EcJwk>; // it is one
  return { keyId: idFrom(digest), publicKey, privateKey: { kty, crv, x, y, d } };
}

/** The private key as `GET /api/arrivals-key` gives it, ready for `openSubmission`. Not extractable again. @throws on another kind of key */
export async function arrivalsPrivateKey(jwk: EcJwk): Promise<CryptoKey> {
  return await crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
}

/**
 * Seals what a patient told the kiosk so that only a desk can read it: ephemeral ECDH P-256, HKDF-SHA-256, AES-256-GCM.
 * @param publicKeyRaw the `key` of `arrivals/opened`
 * @throws when the key is no point of P-256, or the submission is larger than a person can type
 */
export async function sealSubmission(submission: Submission, publicKeyRaw: Uint8Array): Promise<Bytes> {
  const recipient = await crypto.subtle.importKey('raw', own(publicKeyRaw), P256, false, []);
  const ephemeral = await crypto.subtle.generateKey(P256, false, ['deriveBits']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const { key, nonce } = await submissionKey(ephemeral.privateKey, recipient, point);

  const plain = padded(jsonBytes(withTextKeys(withFormsKey(submission))), SUBMISSION_STEP);
  if (plain.length > MAX_SUBMISSION_BYTES) throw new RangeError('submission too large to seal');
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain);
  return joined(Uint8Array.of(SUBMISSION_V1), point, new Uint8Array(box));
}

/** What `sealSubmission` sealed; null for anything else: another key, a changed byte, bytes cut short, no submission inside. */
export async function openSubmission(sealed: Uint8Array, privateKey: CryptoKey): Promise<Submission | null> {
  const header = 1 + POINT_BYTES;
  if (sealed[0] !== SUBMISSION_V1 || sealed.length <= header + TAG_BYTES) return null;
  if (sealed.length > header + MAX_SUBMISSION_BYTES + TAG_BYTES) return null;
  const bytes = own(sealed);
  const point = bytes.slice(1, header);
  try {
    const sender = await crypto.subtle.importKey('raw', point, P256, false, []);
    const { key, nonce } = await submissionKey(privateKey, sender, point);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, bytes.slice(header));
    return asSubmission(unpadded(new Uint8Array(plain)));
  } catch {
    return null; // not a point of the curve, or the tag does not fit: WebCrypto tells no more than that
  }
}

const CODE_PREFIX = 'anteroom:1:';
const SECRET_BYTES = 16;

/** The text of a slip's QR code: the secret and nothing else. @param secret 16 random bytes */
export function slipCode(secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES) throw new RangeError('a slip’s secret is 16 bytes');
  const text = btoa(String.fromCharCode(...secret));
  return CODE_PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The secret in a scanned text; null for every other text, so that a kiosk answers all of them alike. */
export function slipSecret(text: string): Bytes | null {
  if (!text.startsWith(CODE_PREFIX)) return null;
  const code = text.slice(CODE_PREFIX.length);
  if (!/^[A-Za-z0-9_-]{22}$/.test(code)) return null;
  const binary = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  const secret = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return slipCode(secret) === text ? secret : null; // the last character has four bits to spare: one spelling only
}

/** By what name a slip's envelope lies in `arrivals/<site>/<date>`. Tells nothing about the key. */
export async function envelopeIdOf(secret: Uint8Array): Promise<string> {
  return idFrom(await expanded(own(secret), new Uint8Array(0), 'anteroom/envelope/id', 10));
}

/** The key of a slip's envelope, 32 bytes; what `appointment/slip-issued` carries. */
export async function envelopeKeyOf(secret: Uint8Array): Promise<Bytes> {
  return await expanded(own(secret), new Uint8Array(0), 'anteroom/envelope/key', KEY_BYTES);
}

/** @throws when the envelope does not fit the 1,024 bytes that all of them have, or the key is not 32 bytes */
export async function sealEnvelope(envelope: Envelope, key: Uint8Array): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const room = ENVELOPE_BYTES - 1 - NONCE_BYTES - TAG_BYTES;
  const plain = padded(jsonBytes(envelope), room);
  if (plain.length !== room) throw new RangeError('envelope too large');
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, await aesKey(own(key), 'encrypt'), plain);
  return joined(Uint8Array.of(ENVELOPE_V1), nonce, new Uint8Array(box));
}

/** What a slip opens; null for anything else. @param key of `envelopeKeyOf` */
export async function openEnvelope(sealed: Uint8Array, key: Uint8Array): Promise<Envelope | null> {
  if (sealed.length !== ENVELOPE_BYTES || sealed[0] !== ENVELOPE_V1 || key.length !== KEY_BYTES) return null;
  const bytes = own(sealed);
  const nonce = bytes.slice(1, 1 + NONCE_BYTES);
  try {
    const aes = await aesKey(own(key), 'decrypt');
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, aes, bytes.slice(1 + NONCE_BYTES));
    return asEnvelope(unpadded(new Uint8Array(plain)));
  } catch {
    return null; // the tag does not fit
  }
}

/** Bytes no one can tell from an envelope, to hide how many there are; nothing opens them. */
export function decoyEnvelope(): { readonly envelope: string; readonly sealed: Bytes } {
  const sealed = crypto.getRandomValues(new Uint8Array(ENVELOPE_BYTES));
  sealed[0] = ENVELOPE_V1;
  return { envelope: idFrom(crypto.getRandomValues(new Uint8Array(10))), sealed };
}

const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** One key and nonce a submission: the ephemeral key is used once, so a derived nonce repeats never. */
async function submissionKey(
  mine: CryptoKey,
  theirs: CryptoKey,
  ephemeralPoint: Bytes
): Promise<{ key: CryptoKey; nonce: Bytes }> {
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256));
  const bytes = await expanded(shared, ephemeralPoint, 'anteroom/submission/1', KEY_BYTES + NONCE_BYTES);
  const raw = bytes.slice(0, KEY_BYTES);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, nonce: bytes.slice(KEY_BYTES) };
}

async function aesKey(raw: Bytes, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  if (raw.length !== KEY_BYTES) throw new RangeError('an envelope’s key is 32 bytes');
  return await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [usage]);
}

/** HKDF-SHA-256 (RFC 5869). @param label what the bytes are for @param length in bytes */
export async function expanded(secret: Bytes, salt: Bytes, label: string, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(label);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8));
}

/** Four bytes of length, the bytes, zeros up to a multiple of `step`. */
function padded(bytes: Uint8Array, step: number): Bytes {
  const whole = new Uint8Array(Math.ceil((4 + bytes.length) / step) * step);
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

function unpadded(bytes: Bytes): Bytes {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0);
  if (length > bytes.length - 4) throw new RangeError('padding out of range');
  return bytes.subarray(4, 4 + length);
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function parsed(bytes: Uint8Array): Record<string, unknown> | null {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // just seen to be one
    : null;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);

const LANGUAGES: Readonly<Record<KioskLanguage, true>> = { en: true, es: true, zh: true, vi: true, ar: true };
const isLanguage = (value: string): value is KioskLanguage => Object.hasOwn(LANGUAGES, value);

/** Only the fields of a submission, and only in their types: what a kiosk sealed is still input to a desk. */
function asSubmission(bytes: Uint8Array): Submission | null {
  const it = parsed(bytes);
  if (!it || !isText(it['submission']) || !isText(it['ticket']) || typeof it['at'] !== 'number') return null;
  if (!isText(it['language'])) return null;
  // A newer kiosk's language is no reason to lose what was said in it.
  const language = isLanguage(it['language']) ? it['language'] : 'en';
  if (![it['envelope'], it['family'], it['given'], it['phoneLast4'], it['reason']].every(isTextOrAbsent)) return null;
  if (it['birthDate'] !== null && !isTextOrAbsent(it['birthDate'])) return null;
  if (it['walkIn'] !== undefined && typeof it['walkIn'] !== 'boolean') return null;
  if (it['tries'] !== undefined && it['tries'] !== 'handed-off' && it['tries'] !== 'blinded') return null;
  if (it['insurance'] !== undefined && it['insurance'] !== 'same' && it['insurance'] !== 'changed') return null;
  const { handoff: said, changes: typed, cards: taken, forms: filled, slips: held, ...rest } = it;
  const slips = slipsFrom(held);
  const [handoff, changes] = [handoffFrom(said), changesFrom(typed)];
  const cards = taken === undefined ? undefined : cardsFrom(taken);
  const forms = filled === undefined ? undefined : formsFrom(filled);
  // A card's paper and a packet are named after their submission: only a name that can name a document.
  if (cards === null || forms === null) return null;
  if ((cards ?? forms) && !/^[a-z0-9_-]{1,48}$/.test(it['submission'])) return null;
  const more = {
    ...{ ...(handoff && { handoff }), ...(changes && { changes }) },
    ...{ ...(cards && { cards }), ...(forms && { forms }) },
    ...(slips.length > 0 && { slips })
  };
  const submission = it['submission'] as SubmissionId;
  return { ...rest, ...more, language, submission } as unknown as Submission; // each field was looked at above
}

function asEnvelope(bytes: Uint8Array): Envelope | null {
  const it = parsed(bytes);
  if (!it) return null;
  const { envelope, initial, time, practitioner, forms } = it;
  if (!isText(envelope) || !isText(initial) || !isText(time) || !isText(practitioner)) return null;
  const window = windowFrom(it['window']);
  const asked = Array.isArray(forms) ? forms.filter(isText) : [];
  const spoken = isText(it['language']) && isLanguage(it['language']) ? it['language'] : null;
  return { envelope, initial, time, practitioner, ...(window && { window }), language: spoken, forms: asked };
}

function windowFrom(value: unknown): Envelope['window'] | null {
  const { from, until } = (value ?? {}) as { readonly from?: unknown; readonly until?: unknown }; // whatever it is, it is asked for two keys
  return Number.isSafeInteger(from) && (until === null || Number.isSafeInteger(until))
    ? ({ from, until } as NonNullable<Envelope['window']>) // just seen to be so
    : null;
}

/** A copy in memory of its own: Yjs hands out views into larger buffers, and WebCrypto refuses shared ones. */
function own(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
