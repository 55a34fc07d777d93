import type { BlobId } from './manifest.ts';

/** Where contents go up and come down; the chunk a request begins with follows the address. */
export const BLOBS_PATH = '/sync/blobs';

/** The document on whose account a content is given or asked for. In a header, so that no access log of a proxy has it. */
export const DOC_HEADER = 'x-anteroom-document';

/** To `POST /sync/blobs` with a manifest, and to each part after it. */
export interface BlobStanding {
  readonly blob: BlobId;
  /** Chunks the server does not have on its disk yet, in order; none: it has it whole. */
  readonly missing: readonly number[];
}

export const blobPath = (blob: BlobId, first?: number): string =>
  `${BLOBS_PATH}/${blob}${first === undefined ? '' : `/${first}`}`;

const MIB = 1024 * 1024;
/** What a desk may send on one day, bytes; a busy scanner makes about 100 MiB. */
export const BLOB_BYTES_A_DAY = 1024 * MIB;
/** The same of a kiosk: both sides of 150 cards, each as large as it may be. */
export const KIOSK_BLOB_BYTES_A_DAY = 300 * MIB;
/** A picture that a kiosk takes; ours are a fifth of it. */
export const MAX_KIOSK_BLOB = MIB;
/** Contents a device has begun and not ended. */
export const MAX_UNFINISHED = 500;
