import { createHash } from 'node:crypto';
import type { BlobRef } from '#domain/document/blob-ref.ts';
import { CHUNKS_A_REQUEST, chunksIn, decodeManifest, encodeManifest } from '#protocol/blobs/manifest.ts';
import { openBlob, sealBlob } from '#protocol/blobs/seal.ts';
import type { Clinic } from './clinic.ts';

/** Seals bytes under a key of their own and gives them to the server, as a desk does [BLOB-2] [BLOB-4]. */
export async function keepContent(
  clinic: Pick<Clinic, 'giveContent'>,
  bytes: Uint8Array
): Promise<BlobRef & { readonly sum: string }> {
  const { blob, manifest, chunks, key } = await sealBlob(bytes);
  let { missing } = await clinic.giveContent({ manifest: encodeManifest(manifest) });
  for (let [first] = missing; first !== undefined; [first] = missing) {
    const body = Buffer.concat(chunks.slice(first, first + CHUNKS_A_REQUEST));
    ({ missing } = await clinic.giveContent({ blob, first, body }));
  }
  return { blob, key, size: bytes.length, sum: createHash('sha256').update(bytes).digest('hex') };
}

/** A content, opened with the key that its fact has; null where the server does not have it whole: its desk has not sent it yet, or it is damaged. */
export async function contentOf(
  clinic: Pick<Clinic, 'content'>,
  { blob, key }: Pick<BlobRef, 'blob' | 'key'>
): Promise<Uint8Array | null> {
  const head = await clinic.content({ blob, first: null });
  const manifest = head && decodeManifest(head);
  if (!manifest) return null;
  const chunks: Uint8Array[] = [];
  while (chunks.length < manifest.sums.length) {
    const part = await clinic.content({ blob, first: chunks.length });
    const came = part && chunksIn(manifest, chunks.length, part);
    if (!came) return null;
    chunks.push(...came);
  }
  return await openBlob(manifest, chunks, key);
}
