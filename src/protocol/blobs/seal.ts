import { blobIdOf, CHUNK, chunkCount, MAX_BLOB, type BlobId, type Manifest } from './manifest.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file on its way out: what leaves the device, and the key, which goes only into the facts that name it. */
export interface SealedBlob {
  readonly blob: BlobId;
  readonly manifest: Manifest;
  readonly chunks: readonly Bytes[];
  /** 32 bytes. */
  readonly key: Bytes;
}

const LABEL = new TextEncoder().encode('anteroom-blob-1');
const NONCE = 12;

/**
 * Seals a file under a key of its own: AES-256-GCM in chunks of 64 KiB [BLOB-2].
 *
 * [Note: the nonces] The key is random and used for this one content, so a counter is a good nonce; its last byte says whether a
 * chunk is the last, so that one left out, moved or added at the end does not open (STREAM, https://eprint.iacr.org/2015/189).
 *
 * @throws {RangeError} for no bytes or more than `MAX_BLOB`: whoever asks has told a person already
 */
export async function sealBlob(bytes: Uint8Array): Promise<SealedBlob> {
  if (bytes.length === 0 || bytes.length > MAX_BLOB) throw new RangeError('a blob has 1 byte to 20 MiB');
  const key = crypto.getRandomValues(new Uint8Array(32));
  const sealing = await keyFor(key, 'encrypt');
  const count = chunkCount(bytes.length);
  const chunks: Bytes[] = [];
  const sums: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const plain = bytes.subarray(n * CHUNK, (n + 1) * CHUNK) as Uint8Array<ArrayBuffer>; // nothing of ours lies in shared memory
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(n, count), sealing, plain));
    chunks.push(sealed);
    sums.push(new Uint8Array(await crypto.subtle.digest('SHA-256', sealed)));
  }
  const manifest = { size: bytes.length, sums };
  return { blob: await blobIdOf(manifest), manifest, chunks, key };
}

/** The file again; null where the key is another's, or a chunk is missing, moved or changed. */
export async function openBlob(
  manifest: Manifest,
  chunks: readonly Uint8Array[],
  key: Uint8Array
): Promise<Bytes | null> {
  const count = manifest.sums.length;
  if (chunks.length !== count || key.length !== 32) return null;
  const opening = await keyFor(key, 'decrypt');
  const bytes = new Uint8Array(manifest.size);
  for (const [n, chunk] of chunks.entries()) {
    try {
      const plain = await crypto.subtle.decrypt(algorithm(n, count), opening, chunk as Uint8Array<ArrayBuffer>); // as above
      bytes.set(new Uint8Array(plain), n * CHUNK);
    } catch (error) {
      // A chunk that does not open is an OperationError, one that is too long for its place a RangeError; all else is a bug.
      if (error instanceof RangeError || (error instanceof DOMException && error.name === 'OperationError'))
        return null;
      throw error;
    }
  }
  return bytes;
}

function algorithm(n: number, count: number) {
  const iv = new Uint8Array(NONCE);
  new DataView(iv.buffer).setUint32(4, n);
  iv[NONCE - 1] = n === count - 1 ? 1 : 0;
  return { name: 'AES-GCM', iv, additionalData: LABEL };
}

async function keyFor(key: Uint8Array, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, 'AES-GCM', false, [use]);
}
