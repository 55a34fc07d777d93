import { createECDH, createHash, randomBytes } from 'node:crypto';
import { keyOfWords, slipText, wordsIn, wordsOfKey } from '#protocol/kit-words.ts';

/**
 * The clinic's recovery key: backups, and what devices seal against their loss, are sealed to its public half, which is all the server
 * keeps. The secret is shown once, for two sheets of paper in two places (SECURITY.md, RK).
 */
export interface RecoveryKey {
  /** 24 words: 256 bits and 8 to catch a slip of the pen. */
  readonly secret: string;
  readonly publicKey: Uint8Array;
}

export const CURVE = 'prime256v1';
/** Crockford's: no letter that is taken for another. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const KEY_BYTES = 32;
const KEY_DIGITS = 52;
const CHECK_DIGITS = 4;

/** The same as a page makes it (src/protocol/recovery-kit.ts). */
export function newRecoveryKey(): RecoveryKey {
  for (;;) {
    const bytes = randomBytes(KEY_BYTES);
    const publicKey = publicKeyOf(bytes);
    if (publicKey) return { secret: wordsOfKey(bytes, sumOf(bytes)).join(' '), publicKey };
  }
}

/** The private key that a secret stands for, as somebody types it from paper; null when something is wrong or missing. */
export function privateKeyFrom(typed: string): Uint8Array | null {
  const read = keyOfWords(typed);
  if (read.ok) return sumOf(read.key) === read.check ? read.key : null;
  return fromDigits(typed);
}

/** Why `privateKeyFrom` said null. */
export function slipIn(typed: string): string {
  const read = keyOfWords(typed);
  const isWords = wordsIn(typed).filter((word) => /^[a-z]{5,}$/.test(word)).length >= 3;
  if (isWords) return slipText(read.ok ? { code: 'kit/sum' } : read.error);
  return 'That is no recovery key: a character is wrong or missing.';
}

/** Sheets of before there were words: 14 groups of four. */
function fromDigits(typed: string): Uint8Array | null {
  const digits = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (digits.length !== KEY_DIGITS + CHECK_DIGITS || [...digits].some((digit) => !ALPHABET.includes(digit)))
    return null;
  const bytes = outOfDigits(digits.slice(0, KEY_DIGITS));
  return digits.endsWith(checkOf(bytes)) && inDigits(bytes, KEY_DIGITS) === digits.slice(0, KEY_DIGITS) ? bytes : null;
}

function sumOf(bytes: Uint8Array): number {
  return createHash('sha256').update(bytes).digest()[0] ?? 0;
}

/** Null for the few numbers in 2³² that are no key of the curve. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array | null {
  const ecdh = createECDH(CURVE);
  try {
    ecdh.setPrivateKey(privateKey);
  } catch {
    return null;
  }
  return ecdh.getPublicKey();
}

/** Names a key in a few characters, so that a sheet of paper can be told from an older one. */
export function keyName(publicKey: Uint8Array): string {
  return inDigits(createHash('sha256').update(publicKey).digest().subarray(0, 5), 8);
}

function checkOf(bytes: Uint8Array): string {
  return inDigits(createHash('sha256').update('anteroom recovery ').update(bytes).digest().subarray(0, 5), 8).slice(
    0,
    CHECK_DIGITS
  );
}

/** Bytes in digits of five bits, the last filled up with zeros. */
function inDigits(bytes: Uint8Array, count: number): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const padded = bits.padEnd(count * 5, '0');
  return Array.from({ length: count }, (_, i) => ALPHABET[parseInt(padded.slice(i * 5, i * 5 + 5), 2)] ?? '').join('');
}

function outOfDigits(digits: string): Uint8Array {
  const bits = [...digits].map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from({ length: KEY_BYTES }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8), 2));
}
