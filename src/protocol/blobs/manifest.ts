import { hexOf } from '../hex.ts';

/**
 * What a scan or picture is once it has left its device: sealed chunks, and a list of what they are. The list is the content's
 * address, so neither a server nor another device can give something else under it [BLOB-1].
 */
export interface Manifest {
  /** Bytes in the clear. */
  readonly size: number;
  /** SHA-256 of each sealed chunk, in order. */
  readonly sums: readonly Uint8Array[];
}

/** A content's address: SHA-256 over its manifest, 64 hexadecimal digits. */
export type BlobId = string & { readonly __blob?: true };

const KIB = 1024;
/** Bytes of a chunk in the clear; the last may be shorter. */
export const CHUNK = 64 * KIB;
/** What sealing adds to each chunk: the tag of AES-GCM. */
export const TAG = 16;
/** The largest file that is taken (RELIABILITY §3.2). */
export const MAX_BLOB = 20 * KIB * KIB;
/** The most chunks that travel in one request. */
export const CHUNKS_A_REQUEST = 16;
/** The body of such a request, at most. */
export const MAX_PART = CHUNKS_A_REQUEST * (CHUNK + TAG);

const SUM = 32;
const HEAD = 4;
const MAX_CHUNKS = MAX_BLOB / CHUNK;
export const MAX_MANIFEST = HEAD + MAX_CHUNKS * SUM;

/** How many chunks so many bytes make. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK);
}

/** Bytes of the chunk `n` as it lies sealed. */
export function sealedLength({ size }: Pick<Manifest, 'size'>, n: number): number {
  return Math.min(CHUNK, size - n * CHUNK) + TAG;
}

/** size, four bytes, big-endian; then the sums. */
export function encodeManifest({ size, sums }: Manifest): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + sums.length * SUM);
  new DataView(bytes.buffer).setUint32(0, size);
  for (const [n, sum] of sums.entries()) bytes.set(sum, HEAD + n * SUM);
  return bytes;
}

/** Null for what is none: no bytes, too many, or not as many sums as its size has chunks. */
export function decodeManifest(bytes: Uint8Array): Manifest | null {
  if (bytes.length < HEAD + SUM || bytes.length > MAX_MANIFEST) return null;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const count = chunkCount(size);
  if (size === 0 || size > MAX_BLOB || bytes.length !== HEAD + count * SUM) return null;
  const sums = Array.from({ length: count }, (_, n) => bytes.slice(HEAD + n * SUM, HEAD + (n + 1) * SUM));
  return { size, sums };
}

export async function blobIdOf(manifest: Manifest): Promise<BlobId> {
  return hexOf(await sha256(encodeManifest(manifest)));
}

/** Whether bytes are the chunk `n` of this content. */
export async function isChunk(manifest: Manifest, n: number, bytes: Uint8Array): Promise<boolean> {
  const sum = manifest.sums[n];
  if (!sum || bytes.length !== sealedLength(manifest, n)) return false;
  const is = await sha256(bytes);
  return is.every((byte, i) => byte === sum[i]);
}

/** The chunks from `first` on that a request's body holds, one after the other; null where it does not end with one of them. */
export function chunksIn(manifest: Manifest, first: number, body: Uint8Array): Uint8Array[] | null {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let n = first; at < body.length; n++) {
    const length = sealedLength(manifest, n);
    if (n >= manifest.sums.length || at + length > body.length) return null;
    chunks.push(body.subarray(at, at + length));
    at += length;
  }
  return chunks.length > 0 ? chunks : null;
}

export function isBlobId(text: string): text is BlobId {
  return /^[0-9a-f]{64}$/.test(text);
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)); // nothing of ours lies in shared memory
}
