import { blobPath, BLOBS_PATH, DOC_HEADER, type BlobStanding } from '#protocol/blobs/blob-http.ts';
import {
  blobIdOf,
  CHUNKS_A_REQUEST,
  chunksIn,
  decodeManifest,
  isChunk,
  type BlobId,
  type Manifest
} from '#protocol/blobs/manifest.ts';
import type { DocId } from '#domain/documents.ts';
import { EPOCH_HEADER } from '#protocol/feed.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import type { Seams } from '../seams.ts';

export interface BlobCallOptions {
  /** `https://host`, or empty for the page's own. */
  readonly origin: string;
  readonly token: () => Promise<string>;
  /** Of the person at the device. */
  readonly session?: () => Promise<string | undefined>;
  readonly seams: Pick<Seams, 'fetch' | 'after'>;
}

/** A megabyte takes this long on the slowest line that is worth waiting for. */
const ANSWER_MS = 120_000;

export interface Standing extends BlobStanding {
  /** The life of the server that answered. */
  readonly epoch: string;
}

/** `refused`: it will not take this one, whatever is tried; `lost`: no answer, or not now. */
export type Given =
  { readonly type: 'standing'; readonly standing: Standing } | { readonly type: 'refused' } | { readonly type: 'lost' };

/** Tells the server of a content, or gives it chunks from `first` on; answers what it lacks then. */
export async function giveContent(
  what: { readonly blob: BlobId; readonly first: number } | null,
  body: Uint8Array,
  options: BlobCallOptions,
  signal: AbortSignal
): Promise<Given> {
  const where = what ? blobPath(what.blob, what.first) : BLOBS_PATH;
  const response = await call(what ? 'PUT' : 'POST', where, options, signal, { body });
  if (!response) return { type: 'lost' };
  if (!response.ok) return { type: response.status === 400 || response.status === 413 ? 'refused' : 'lost' };
  const standing = await readJson<BlobStanding>(response);
  return standing
    ? { type: 'standing', standing: { ...standing, epoch: response.headers.get(EPOCH_HEADER) ?? '' } }
    : { type: 'lost' };
}

/** `none`: the server does not have it, or this device may not; `damaged`: what came is not what the address says. */
export type Fetched =
  | {
      readonly type: 'content';
      readonly manifest: Manifest;
      readonly chunks: readonly Uint8Array[];
      readonly epoch: string;
    }
  | { readonly type: 'none' | 'damaged' | 'lost' };

/** Fetches a content and holds every chunk to its address [BLOB-7]. */
export async function fetchContent(
  blob: BlobId,
  doc: DocId,
  options: BlobCallOptions,
  signal: AbortSignal
): Promise<Fetched> {
  const head = await get(blobPath(blob), doc, options, signal);
  if ('type' in head) return head;
  const manifest = decodeManifest(head.bytes);
  if (!manifest || (await blobIdOf(manifest)) !== blob) return { type: 'damaged' };
  const chunks: Uint8Array[] = [];
  while (chunks.length < manifest.sums.length) {
    const part = await get(blobPath(blob, chunks.length), doc, options, signal);
    if ('type' in part) return part;
    const came = chunksIn(manifest, chunks.length, part.bytes);
    if (!came || came.length > CHUNKS_A_REQUEST) return { type: 'damaged' };
    for (const chunk of came) {
      if (!(await isChunk(manifest, chunks.length, chunk))) return { type: 'damaged' };
      chunks.push(chunk.slice());
    }
  }
  return { type: 'content', manifest, chunks, epoch: head.epoch };
}

async function get(
  where: string,
  doc: DocId,
  options: BlobCallOptions,
  signal: AbortSignal
): Promise<{ readonly bytes: Uint8Array; readonly epoch: string } | { readonly type: 'none' | 'damaged' | 'lost' }> {
  const response = await call('GET', where, options, signal, { headers: { [DOC_HEADER]: doc } });
  if (!response) return { type: 'lost' };
  if (!response.ok) return { type: response.status === 404 ? 'none' : response.status === 500 ? 'damaged' : 'lost' };
  const bytes = await response.arrayBuffer().catch(() => null);
  return bytes ? { bytes: new Uint8Array(bytes), epoch: response.headers.get(EPOCH_HEADER) ?? '' } : { type: 'lost' };
}

async function call(
  method: 'GET' | 'POST' | 'PUT',
  where: string,
  { origin, token, session, seams }: BlobCallOptions,
  signal: AbortSignal,
  { body, headers = {} }: { readonly body?: Uint8Array; readonly headers?: Record<string, string> }
): Promise<Response | null> {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  const cancel = seams.after(ANSWER_MS, stop);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const shown = await session?.();
    return await seams.fetch(`${origin}${where}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${await token()}`,
        ...(shown !== undefined && { [SESSION_HEADER]: shown }),
        ...(body && { 'content-type': 'application/octet-stream' })
      },
      ...(body && { body: body as BodyInit }), // nothing of ours lies in shared memory
      cache: 'no-store',
      signal: cut.signal
    });
  } catch {
    return null; // the network
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}

async function readJson<T>(response: Response): Promise<T | null> {
  try {
    return (await response.json()) as T; // of our own server: it has the epoch of one in its headers
  } catch {
    return null;
  }
}
