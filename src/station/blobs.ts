import type { DocId } from '#domain/documents.ts';
import type { BlobRef } from '#domain/document/blob-ref.ts';
import type { Result } from '#domain/result.ts';

/** Why bytes cannot be shown now. `away`: no server, and they are not here; `not-yet`: the device that has them has not sent them. */
export interface BlobRefusal {
  readonly code: 'blob/away' | 'blob/not-yet' | 'blob/damaged';
}

/** A content that was kept, and the SHA-256 of its bytes as they came: 64 hexadecimal digits, said only where the key is [DOC-17]. */
export interface KeptBlob extends BlobRef {
  readonly sum: string;
}

/** Scans, pictures and files: sealed before they touch the disk, sent by themselves, fetched when somebody looks. */
export interface Blobs {
  /** Resolves when it is on this device's disk ("Saved"). @throws {StorageFault} */
  keep(bytes: Uint8Array): Promise<KeptBlob>;
  /** SHA-256 of bytes, 64 hexadecimal digits. Nothing is kept. */
  sum(bytes: Uint8Array): Promise<string>;
  /** Its bytes, from this disk or else from the server, checked. @param doc a document that names it */
  read(doc: DocId, ref: BlobRef): Promise<Result<Uint8Array<ArrayBuffer>, BlobRefusal>>;
}
