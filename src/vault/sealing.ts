import { bodyOfBytes, bytesOfBody } from './body-bytes.ts';

/** AES-GCM's nonce and tag, bytes (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;
/** Part of what is authenticated: blocks of another layout are damage, not nonsense. */
const SCHEMA = 'anteroom-block-1';
/** Opened bodies kept in memory, so that a list that changes in one place is not decrypted whole. Bytes of ciphertext. */
const MAX_CACHED = 8 * 1024 * 1024;
/** A larger body is read once and put elsewhere (the directory's). */
const MAX_CACHED_BODY = 16 * 1024;

type Place = readonly (string | number)[];

/** What `src/storage` asks of whoever seals: see its `sealing.ts`. */
export interface BlockSealing {
  sealBytes(place: Place, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  openBytes(place: Place, sealed: Uint8Array): Promise<Uint8Array | null>;
  sealBody(place: Place, body: unknown): Promise<Uint8Array<ArrayBuffer>>;
  openBody(place: Place, sealed: unknown): Promise<{ readonly body: unknown } | null>;
}

/**
 * Seals blocks with the device's storage key: AES-256-GCM, a random nonce in front of each, its place authenticated with it [VAU-1].
 *
 * [Note: why the nonce is random] A counter would have to be on disk before each block, would repeat in a copied profile, and would
 * need a part for every tab and worker. 96 random bits repeat with a chance of 2⁻³³ after 2³² blocks (SP 800-38D §8.3), and 2⁻⁴¹
 * after 2²⁸; a busy desk seals about 2¹⁶ blocks a day, so it takes eleven years to come to the latter (docs/adr/0011).
 */
export function blockSealing(key: CryptoKey): BlockSealing {
  const cache = new Map<string, { readonly nonce: string; readonly body: unknown; readonly size: number }>();
  let cached = 0;

  async function sealBytes(place: Place, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE));
    const algorithm = { name: 'AES-GCM', iv, additionalData: aadOf(place) };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bytes as BufferSource)); // never shared memory
    const block = new Uint8Array(NONCE + sealed.length);
    block.set(iv);
    block.set(sealed, NONCE);
    return block;
  }

  async function openBytes(place: Place, block: Uint8Array): Promise<Uint8Array | null> {
    if (!(block instanceof Uint8Array) || block.length < NONCE + TAG) return null;
    const algorithm = { name: 'AES-GCM', iv: block.slice(0, NONCE), additionalData: aadOf(place) };
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, block.subarray(NONCE) as BufferSource)); // as above
    } catch (error) {
      // What was not sealed so is an OperationError; all else is a bug.
      if (error instanceof DOMException && error.name === 'OperationError') return null;
      throw error;
    }
  }

  async function openBody(place: Place, sealed: unknown): Promise<{ readonly body: unknown } | null> {
    if (!(sealed instanceof Uint8Array)) return null;
    const where = JSON.stringify(place);
    const nonce = String.fromCharCode(...sealed.subarray(0, NONCE));
    const known = cache.get(where);
    if (known?.nonce === nonce) return { body: known.body };
    const bytes = await openBytes(place, sealed);
    if (!bytes) return null;
    const body = bodyOfBytes(bytes);
    if (sealed.length <= MAX_CACHED_BODY) keep(where, { nonce, body, size: sealed.length });
    return { body };
  }

  function keep(where: string, one: { readonly nonce: string; readonly body: unknown; readonly size: number }): void {
    cached += one.size - (cache.get(where)?.size ?? 0);
    cache.delete(where);
    cache.set(where, one);
    for (const [oldest, { size }] of cache) {
      if (cached <= MAX_CACHED) return;
      cache.delete(oldest);
      cached -= size;
    }
  }

  return { sealBytes, openBytes, openBody, sealBody: (place, body) => sealBytes(place, bytesOfBody(body)) };
}

function aadOf(place: Place): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify([SCHEMA, ...place]));
}
