import { hash } from 'node:crypto';
import type { Row } from './journal.ts';

/** Where the chain of an epoch begins. */
export function chainStart(epoch: string): Uint8Array {
  return digest(Buffer.from(`anteroom journal ${epoch}`));
}

/** The hash of a row: SHA-256 over the hash of the row before it and everything the row says [JRN-4]. */
export function chained(previous: Uint8Array, row: Row): Uint8Array {
  const doc = Buffer.from(row.doc);
  const head = Buffer.alloc(52);
  head.writeDoubleBE(row.seq, 0);
  head.writeDoubleBE(row.at, 8);
  head.writeDoubleBE(row.device, 16);
  head.writeDoubleBE(row.client, 24);
  head.writeDoubleBE(row.clock, 32);
  head.writeDoubleBE(row.count, 40);
  head.writeUInt32BE(doc.length, 48);
  return digest(Buffer.concat([previous, head, doc, row.update]));
}

export function digest(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
