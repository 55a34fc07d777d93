import { err, ok, type Result } from '#domain/result.ts';

/** A PIN lives in memory and says who is there; it opens nothing that is on disk (RELIABILITY §2.10). */
export interface KnownPin {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly digest: Uint8Array;
}

/** So many wrong tries, and only the passphrase will do; so many more, and only a manager (bad input 35). */
export const TRIES = 5;
export const TRIES_IN_ALL = 10;

export type PinRefusal = {
  readonly code: 'pin/wrong' | 'pin/passphrase' | 'pin/manager' | 'pin/form' | 'pin/simple';
};

/** Digits that are tried first. */
const SIMPLE = /^(\d)\1{5}$|^(\d\d)\2\2$|^(\d{3})\3$/;
const RUNS = '01234567890 09876543210';

/** A PIN to keep, or why not: six digits, and not those that a colleague would try first. */
export async function newPin(digits: string): Promise<Result<KnownPin, PinRefusal>> {
  if (!/^\d{6}$/.test(digits)) return err({ code: 'pin/form' });
  if (SIMPLE.test(digits) || RUNS.includes(digits)) return err({ code: 'pin/simple' });
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return ok({ salt, digest: await digestOf(salt, digits) });
}

export async function isPin({ salt, digest }: KnownPin, digits: string): Promise<boolean> {
  const given = await digestOf(salt, digits);
  let difference = given.length ^ digest.length;
  for (const [index, byte] of given.entries()) difference |= byte ^ (digest[index] ?? 0);
  return difference === 0;
}

/** What somebody who has been wrong so often may still do here: null for a PIN. */
export function refusalAfter(wrong: number): PinRefusal | null {
  if (wrong >= TRIES_IN_ALL) return { code: 'pin/manager' };
  return wrong >= TRIES ? { code: 'pin/passphrase' } : null;
}

async function digestOf(salt: Uint8Array<ArrayBuffer>, digits: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', salt, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(digits)));
}
