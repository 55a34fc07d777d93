import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

export interface PassphraseHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** Argon2id, 64 MiB and three passes (SECURITY §3): about 0.1 s here, dear to guess at. RFC 9106. */
const COST = { parallelism: 1, tagLength: 32, memory: 64 * 1024, passes: 3 } as const;
/** A longer one costs the server more than the person: it is refused before hashing. Bytes of UTF-8. */
export const MAX_PASSPHRASE = 256;
export const MIN_PASSPHRASE = 8;

export async function hashPassphrase(passphrase: string): Promise<PassphraseHash> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(passphrase, salt) };
}

/** Takes the same time for a person who does not exist: pass null. */
export async function isPassphrase(passphrase: string, stored: PassphraseHash | null): Promise<boolean> {
  const { salt, hash } = stored ?? NOBODY;
  const derived = await derive(passphrase, salt);
  return timingSafeEqual(derived, hash) && stored !== null;
}

const NOBODY: PassphraseHash = { salt: randomBytes(16), hash: randomBytes(32) };

/** How many wait for their turn. A flood of sign-ins is turned away at the door rather than queued for minutes. */
let waiting = 0;
const MAX_WAITING = 32;

export function isBusy(): boolean {
  return waiting >= MAX_WAITING;
}

/** One at a time: each takes 64 MiB, and a flood of sign-ins must not take the machine's memory. */
let last: Promise<unknown> = Promise.resolve();

function derive(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  // The same sign typed on two keyboards can be two sequences of code points.
  const message = Buffer.from(passphrase.normalize('NFC'));
  waiting++;
  const next = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        argon2('argon2id', { message, nonce: salt, ...COST }, (error, key) => (error ? reject(error) : resolve(key)));
      })
  );
  last = next.catch(() => undefined).finally(() => waiting--);
  return next;
}
