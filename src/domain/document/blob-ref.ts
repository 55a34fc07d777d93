/** Where the bytes of a page, a picture or a file are, and what opens them. Bytes lie nowhere in the clear (docs/specs/documents.md, BLOB). */
export interface BlobRef {
  /** Its address: 64 hexadecimal digits that follow from the sealed bytes. */
  readonly blob: string;
  /** 32 bytes, of this content alone. */
  readonly key: Uint8Array;
  /** Bytes in the clear. */
  readonly size: number;
}
