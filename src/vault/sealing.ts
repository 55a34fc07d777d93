import { bodyOfBytes, bytesOfBody } from './body-bytes.ts';
import type { Keys } from './storage-key.ts';

/** AES-GCM's nonce and tag, bytes (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;
/** Part of what is authenticated: blocks of another layout are damage, not nonsense. */
const SCHEMA = 'anteroom-block-2';
/** Of a device's first key: nonce and ciphertext, without a word of which key. */
const SCHEMA_OF_FIRST = 'anteroom-block-1';
/** In front of every other block, with the generation of its key after it. A nonce of the first key begins so, with a generation there is, once in 2⁴⁷. */
const MARK = 0xa7f2;
/** `MARK` (16 bits) and the generation (32), both big-endian. */
const HEADER = 6;
/** Opened bodies kept in memory, so that a list that changes in one place is not decrypted whole. Bytes of ciphertext. */
const MAX_CACHED = 8 * 1024 * 1024;
/** A larger body is read once and put elsewhere (the directory's). */
const MAX_CACHED_BODY = 16 * 1024;

type Place = readonly (string | number)[];
type Bytes = Uint8Array<ArrayBuffer>;

/** What `src/storage` asks of whoever seals: see its `sealing.ts`. */
export interface BlockSealing {
  sealBytes(place: Place, bytes: Uint8Array): Promise<Bytes>;
  openBytes(place: Place, sealed: Uint8Array): Promise<Uint8Array | null>;
  sealBody(place: Place, body: unknown): Promise<Bytes>;
  openBody(place: Place, sealed: unknown): Promise<{ readonly body: unknown } | null>;
  /** Whether it is sealed with another key than the one in force. */
  isOld(sealed: Uint8Array): boolean;
}

/**
 * Seals blocks with the device's storage key: AES-256-GCM, a random nonce in front of each, its place and the generation of its key
 * authenticated with it [VAU-1]. @param sealed told of each block, with the generation it was sealed with
 *
 * [Note: why the nonce is random] A counter would have to be on disk before each block, would repeat in a copied profile, and would
 * need a part for every tab and worker. 96 random bits repeat with a chance of 2⁻⁴¹ among 2²⁸ blocks (SP 800-38D §8.3), and then the
 * key is changed (docs/adr/0011, 0027).
 */
export function blockSealing(keys: Keys, sealed: (generation: number) => void = () => undefined): BlockSealing {
  const cache = new Map<string, { readonly nonce: string; readonly body: unknown; readonly size: number }>();
  let cached = 0;

  async function sealBytes(place: Place, bytes: Uint8Array): Promise<Bytes> {
    const { generation, key } = await keys.toSeal();
    sealed(generation);
    const iv = crypto.getRandomValues(new Uint8Array(NONCE));
    const algorithm = { name: 'AES-GCM', iv, additionalData: aadOf(place, generation) };
    const text = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bytes as BufferSource)); // never shared memory
    const header = headerOf(generation);
    const block = new Uint8Array(header.length + NONCE + text.length);
    block.set(header);
    block.set(iv, header.length);
    block.set(text, header.length + NONCE);
    return block;
  }

  async function openBytes(place: Place, block: Uint8Array): Promise<Uint8Array | null> {
    if (!(block instanceof Uint8Array)) return null;
    const generation = generationOf(block);
    const opened = generation > 0 ? await openAs(place, block, generation) : null;
    // What looks like a header may be a nonce of the first key.
    return opened ?? (await openAs(place, block, 0));
  }

  async function openAs(place: Place, block: Uint8Array, generation: number): Promise<Uint8Array | null> {
    const at = generation === 0 ? 0 : HEADER;
    const key = block.length < at + NONCE + TAG ? null : await keys.of(generation);
    if (!key) return null;
    const algorithm = {
      name: 'AES-GCM',
      iv: block.slice(at, at + NONCE),
      additionalData: aadOf(place, generation)
    };
    try {
      const text = block.subarray(at + NONCE) as Bytes; // never shared memory
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, text));
    } catch (error) {
      // What was not sealed so is an OperationError; all else is a bug.
      if (error instanceof DOMException && error.name === 'OperationError') return null;
      throw error;
    }
  }

  async function openBody(place: Place, block: unknown): Promise<{ readonly body: unknown } | null> {
    if (!(block instanceof Uint8Array)) return null;
    const where = JSON.stringify(place);
    const nonce = String.fromCharCode(...block.subarray(0, HEADER + NONCE));
    const known = cache.get(where);
    if (known?.nonce === nonce) return { body: known.body };
    const bytes = await openBytes(place, block);
    if (!bytes) return null;
    const body = bodyOfBytes(bytes);
    if (block.length <= MAX_CACHED_BODY) keep(where, { nonce, body, size: block.length });
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

  return {
    sealBytes,
    openBytes,
    openBody,
    sealBody: (place, body) => sealBytes(place, bytesOfBody(body)),
    // A nonce of the first key may look like any other generation.
    isOld: (block) => generationOf(block) !== keys.generation
  };
}

/** Which key a block says it is sealed with: 0 for one that says nothing, as the first key's do. */
function generationOf(block: Uint8Array): number {
  if (block.length < HEADER + NONCE + TAG) return 0;
  const view = new DataView(block.buffer, block.byteOffset, HEADER);
  return view.getUint16(0) === MARK ? view.getUint32(2) : 0;
}

function headerOf(generation: number): Bytes {
  if (generation === 0) return new Uint8Array(0);
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  view.setUint16(0, MARK);
  view.setUint32(2, generation);
  return header;
}

function aadOf(place: Place, generation: number): Bytes {
  const layout = generation === 0 ? [SCHEMA_OF_FIRST] : [SCHEMA, generation];
  return new TextEncoder().encode(JSON.stringify([...layout, ...place]));
}
