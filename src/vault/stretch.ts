import { argon2id } from 'hash-wasm';
import type { Kdf } from './kdf.ts';

const BYTES = 32;

type Bytes = Uint8Array<ArrayBuffer>;

/** 256 bits from a passphrase, written the same whichever way it was typed. Takes a third of a second: see stretch-aside.ts. */
export async function stretch(passphrase: string, salt: Bytes, kdf: Kdf): Promise<Bytes> {
  const secret = new TextEncoder().encode(passphrase.normalize('NFKC'));
  if (kdf.name === 'argon2id') {
    const { memoryKiB: memorySize, passes: iterations } = kdf;
    const options = { password: secret, salt, memorySize, iterations, parallelism: 1, hashLength: BYTES } as const;
    return new Uint8Array(await argon2id({ ...options, outputType: 'binary' }));
  }
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const { iterations } = kdf;
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, BYTES * 8)
  );
}
