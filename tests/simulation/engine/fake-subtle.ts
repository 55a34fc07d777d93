import { createHash } from 'node:crypto';

interface FakeKey {
  readonly raw: Uint8Array;
}

/**
 * Sealing without secrecy, in place of WebCrypto, whose answers come from other threads and so at a moment no seed decides. What is
 * sealed opens with the same key and with no other, and a changed byte is noticed; it is not hidden from anyone who wants to know.
 */
export const fakeSubtle = {
  importKey: (_format: string, raw: Uint8Array | { x?: string }): Promise<FakeKey> =>
    Promise.resolve({ raw: raw instanceof Uint8Array ? raw.slice() : pointOf(raw.x ?? '') }),
  exportKey: (format: string, key: FakeKey): Promise<unknown> =>
    Promise.resolve(format === 'raw' ? pointOfBytes(key.raw) : { kty: 'EC', crv: 'P-256', x: hexOf(key.raw) }),
  generateKey: (): Promise<{ privateKey: FakeKey; publicKey: FakeKey }> => {
    const raw = crypto.getRandomValues(new Uint8Array(65));
    raw[0] = 4;
    return Promise.resolve({ privateKey: { raw }, publicKey: { raw } });
  },
  digest: (_name: string, bytes: Uint8Array): Promise<ArrayBuffer> => Promise.resolve(bufferOf(sha256(bytes))),
  /** For two parties: the same from either side. For HKDF: from the secret, the salt and the label. */
  deriveBits: (
    how: { name: string; public?: FakeKey; salt?: Uint8Array; info?: Uint8Array },
    key: FakeKey,
    bits: number
  ): Promise<ArrayBuffer> => {
    const parts = how.public
      ? [hexOf(key.raw), hexOf(how.public.raw)].sort().map((text) => Buffer.from(text))
      : [key.raw, how.salt ?? new Uint8Array(), how.info ?? new Uint8Array()];
    return Promise.resolve(bufferOf(stretched(Buffer.concat(parts), bits / 8)));
  },
  sign: (_how: unknown, key: FakeKey, bytes: Uint8Array): Promise<ArrayBuffer> =>
    Promise.resolve(bufferOf(sha256(Buffer.concat([key.raw, bytes])))),
  encrypt: (how: { iv: Uint8Array }, key: FakeKey, plain: Uint8Array): Promise<ArrayBuffer> => {
    const box = new Uint8Array(plain.length + 16);
    box.set(masked(plain, key, how.iv));
    box.set(tagOf(plain, key, how.iv), plain.length);
    return Promise.resolve(bufferOf(box));
  },
  decrypt: (how: { iv: Uint8Array }, key: FakeKey, box: Uint8Array): Promise<ArrayBuffer> => {
    const plain = masked(box.subarray(0, -16), key, how.iv);
    const isSame = Buffer.compare(tagOf(plain, key, how.iv), box.subarray(-16)) === 0;
    return isSame ? Promise.resolve(bufferOf(plain)) : Promise.reject(new Error('OperationError'));
  }
} as unknown as SubtleCrypto;

function masked(bytes: Uint8Array, key: FakeKey, iv: Uint8Array): Uint8Array {
  const mask = sha256(Buffer.concat([key.raw, iv]));
  return bytes.map((byte, i) => byte ^ (mask[i & 31] ?? 0));
}

function tagOf(plain: Uint8Array, key: FakeKey, iv: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([plain, key.raw, iv])).subarray(0, 16);
}

function stretched(secret: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0, n = 0; at < length; at += 32, n++) {
    out.set(sha256(Buffer.concat([secret, Uint8Array.of(n)])).subarray(0, Math.min(32, length - at)), at);
  }
  return out;
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pointOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

function pointOfBytes(raw: Uint8Array): ArrayBuffer {
  return bufferOf(raw);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
