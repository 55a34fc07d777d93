import { openBox, sealBox } from './box.ts';
import { bytesOfHex, hexOf } from './hex.ts';
import { keyOfWords, slipText, wordsOfKey } from './kit-words.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The clinic's recovery key (SECURITY §3, RK): a pair of keys of P-256. The public half is kept by the server and each device, which seal
 * to it; the private half is 24 words on two sheets of paper and nowhere else. It is made in a page, so that not even the server sees
 * it [KIT-1].
 */
export interface RecoveryKit {
  readonly words: readonly string[];
  /** The public half, an uncompressed point, hexadecimal. */
  readonly publicKey: string;
  /** By which a sheet of paper is told from an older one. */
  readonly name: string;
}

const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;
/** Crockford's: no letter that is taken for another. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export async function newRecoveryKit(): Promise<RecoveryKit> {
  const pair = await crypto.subtle.generateKey(P256, true, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const { d = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const secret = bytesOfUrl(d);
  const words = wordsOfKey(secret, await checkOf(secret));
  secret.fill(0);
  return { words, publicKey: hexOf(publicKey), name: await kitName(publicKey) };
}

/** Names a key in eight characters; the server's command line says the same of it. */
export async function kitName(publicKey: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(publicKey)));
  const bits = [...digest.subarray(0, 5)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: 8 }, (_, i) => ALPHABET[parseInt(bits.slice(i * 5, i * 5 + 5), 2)]).join('');
}

/** The key that opens what was sealed to a clinic's recovery key; or, in words, why the typed ones are not it [KIT-2]. */
export async function openKit(
  typed: string,
  publicKey: string
): Promise<
  | { readonly ok: true; readonly value: CryptoKey }
  | { readonly ok: false; readonly error: { readonly code: string; readonly say: string } }
> {
  const read = keyOfWords(typed);
  if (!read.ok) return { ok: false, error: { code: read.error.code, say: slipText(read.error) } };
  const { key: secret, check } = read;
  if ((await checkOf(secret)) !== check)
    return { ok: false, error: { code: 'kit/sum', say: slipText({ code: 'kit/sum' }) } };
  const key = await kitKeyOf(secret, publicKey);
  secret.fill(0);
  return key ? { ok: true, value: key } : { ok: false, error: OTHER_KIT };
}

const OTHER_KIT = {
  code: 'kit/other',
  say: 'This is a kit, but not the one in force. Look for a newer sheet; its name is printed above the words.'
};

/** Null where it is not the private half of that key: not every browser says so when it takes a key in, so it is tried. */
export async function kitKeyOf(secret: Bytes, publicKey: string): Promise<CryptoKey | null> {
  const point = bytesOfHex(publicKey);
  const jwk = { kty: 'EC', crv: 'P-256', x: urlOf(point.slice(1, 33)), y: urlOf(point.slice(33)), d: urlOf(secret) };
  const key = await crypto.subtle.importKey('jwk', jwk, P256, false, ['deriveBits']).catch(() => null);
  const box = key && (await sealBox(secret.slice(0, 1), point, 'kit-try'));
  return key && box && (await openBox(box, key, 'kit-try')) ? key : null;
}

async function checkOf(secret: Bytes): Promise<number> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', secret))[0] ?? 0;
}

function bytesOfUrl(text: string): Bytes {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function urlOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
