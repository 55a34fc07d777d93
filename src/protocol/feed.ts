import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { DocId } from '../domain/documents.ts';

/**
 * The change feed, `GET /sync/changes?since=<seq>&limit=<rows>`: everything a device may read, in the journal's order. The body is
 * a run of records; one cut short is seen by the missing `end`, and what came before it counts.
 *
 * `GET /sync/bootstrap?after=<doc>` answers with every document a device may read, of every kind, merged to one update each and
 * packed about a thousand to a record, in the order of their ids; then an `end` whose `next` is the sequence number to follow the
 * feed from. One that is cut short goes on with the last document that came as `after`; follow the feed then from the HEAD_HEADER of
 * the *first* answer, because documents that had already come may have changed since.
 */
export type FeedRecord =
  | { readonly type: 'change'; readonly seq: number; readonly doc: DocId; readonly update: Uint8Array }
  | { readonly type: 'packed'; readonly docs: readonly { readonly doc: DocId; readonly update: Uint8Array }[] }
  /** `next`: ask from here. `more`: there is more already, ask at once. */
  | { readonly type: 'end'; readonly next: number; readonly more: boolean };

/** Response headers of both: which life of the server this is, and the journal's head when it answered. */
export const EPOCH_HEADER = 'x-anteroom-epoch';
export const HEAD_HEADER = 'x-anteroom-head';

const TYPES = ['end', 'change', 'packed'] as const;

/** A record with its length in front, so that it can be read from a stream in pieces. */
export function encodeRecord(record: FeedRecord): Uint8Array {
  const body = encoding.createEncoder();
  encoding.writeVarUint(body, TYPES.indexOf(record.type));
  switch (record.type) {
    case 'change':
      encoding.writeVarUint(body, record.seq);
      encoding.writeVarString(body, record.doc);
      encoding.writeUint8Array(body, record.update);
      break;
    case 'packed':
      encoding.writeVarUint(body, record.docs.length);
      for (const { doc, update } of record.docs) {
        encoding.writeVarString(body, doc);
        encoding.writeVarUint8Array(body, update);
      }
      break;
    case 'end':
      encoding.writeVarUint(body, record.next);
      encoding.writeUint8(body, record.more ? 1 : 0);
      break;
  }
  const framed = encoding.createEncoder();
  encoding.writeVarUint8Array(framed, encoding.toUint8Array(body));
  return encoding.toUint8Array(framed);
}

/** @throws on bytes that are no record */
export function decodeRecord(body: Uint8Array): FeedRecord {
  const input = decoding.createDecoder(body);
  const type = TYPES[decoding.readVarUint(input)];
  switch (type) {
    case 'change': {
      const seq = decoding.readVarUint(input);
      const doc = decoding.readVarString(input);
      return { type, seq, doc, update: decoding.readTailAsUint8Array(input) };
    }
    case 'packed': {
      const count = decoding.readVarUint(input);
      const docs: { doc: DocId; update: Uint8Array }[] = [];
      for (let i = 0; i < count; i++) {
        docs.push({ doc: decoding.readVarString(input), update: decoding.readVarUint8Array(input) });
      }
      return { type, docs };
    }
    case 'end':
      return { type, next: decoding.readVarUint(input), more: decoding.readUint8(input) === 1 };
    default:
      throw new RangeError('unknown feed record');
  }
}

/** Cuts a stream of bytes into records, whatever pieces it comes in. */
export async function* readRecords(stream: AsyncIterable<Uint8Array>): AsyncGenerator<FeedRecord> {
  let held = new Uint8Array(0);
  for await (const piece of stream) {
    held = held.length === 0 ? piece.slice() : concat(held, piece);
    let used = 0;
    for (;;) {
      const length = lengthAt(held, used);
      if (!length || used + length.header + length.body > held.length) break;
      const start = used + length.header;
      used = start + length.body;
      yield decodeRecord(held.subarray(start, used));
    }
    held = held.slice(used);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** The var-uint length at `from`, or null when it is not all there yet. */
function lengthAt(bytes: Uint8Array, from: number): { header: number; body: number } | null {
  let body = 0;
  let factor = 1;
  for (let i = from; i < bytes.length && i < from + 5; i++) {
    const byte = bytes[i] ?? 0;
    body += (byte & 0x7f) * factor;
    if (byte < 0x80) return { header: i - from + 1, body };
    factor *= 128;
  }
  return null;
}
