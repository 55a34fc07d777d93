import { createGunzip, createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { ChainedRow } from '../journal/journal.ts';
import type { Columns } from '../records/records.ts';
import { SealFault } from './sealed-file.ts';

/** One thing a backup holds. Rows come first, in their order; `end` last, so that a part is never taken for the whole. */
export type BackupRecord =
  | { readonly type: 'row'; readonly row: ChainedRow }
  /** A line of one of the registers: devices, people, … */
  | { readonly type: 'line'; readonly table: string; readonly columns: Columns }
  /** A file of the data folder that is no database: the key that kiosk submissions are sealed to. */
  | { readonly type: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly rows: number };

const TYPE = { row: 1, line: 2, file: 3, end: 4 } as const;
const HASH = 32;
/** A row of the importer has up to 1 MiB; nothing is larger. */
const MAX_RECORD = 8 * 1024 * 1024;
/** Fast rather than small: a full backup is made every quarter of an hour. */
const GZIP_LEVEL = 3;

/** Records as the bytes that are sealed. */
export async function* packed(records: AsyncIterable<BackupRecord>): AsyncGenerator<Uint8Array> {
  yield* through(encoded(records), createGzip({ level: GZIP_LEVEL }));
}

/** @throws {SealFault} on bytes that `packed` did not write, and when the end is missing */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BackupRecord> {
  let held = Buffer.alloc(0);
  let ended = false;
  for await (const piece of through(bytes, createGunzip())) {
    held = Buffer.concat([held, piece]);
    for (;;) {
      if (held.length < 4) break;
      const length = held.readUInt32BE();
      if (ended || length > MAX_RECORD) throw unreadable();
      if (held.length < 4 + length) break;
      const record = decodeRecord(held.subarray(4, 4 + length));
      held = held.subarray(4 + length);
      ended = record.type === 'end';
      yield record;
    }
  }
  if (!ended || held.length > 0) throw unreadable();
}

async function* encoded(records: AsyncIterable<BackupRecord>): AsyncGenerator<Uint8Array> {
  for await (const record of records) {
    const bytes = encodeRecord(record);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    yield Buffer.concat([length, bytes]);
  }
}

function encodeRecord(record: BackupRecord): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeUint8(out, TYPE[record.type]);
  switch (record.type) {
    case 'row': {
      const { seq, doc, device, client, clock, count, at, update, hash } = record.row;
      encoding.writeVarString(out, doc);
      for (const field of [seq, device, client, clock, count, at]) encoding.writeVarUint(out, field);
      encoding.writeVarUint8Array(out, update);
      encoding.writeUint8Array(out, hash);
      break;
    }
    case 'line':
      encoding.writeVarString(out, record.table);
      encoding.writeAny(out, record.columns as encoding.AnyEncodable); // numbers, texts, bytes and null
      break;
    case 'file':
      encoding.writeVarString(out, record.name);
      encoding.writeVarUint8Array(out, record.bytes);
      break;
    case 'end':
      encoding.writeVarUint(out, record.rows);
  }
  return encoding.toUint8Array(out);
}

function decodeRecord(bytes: Uint8Array): BackupRecord {
  try {
    const input = decoding.createDecoder(bytes);
    const type = decoding.readUint8(input);
    if (type === TYPE.row) return { type: 'row', row: readRow(input) };
    if (type === TYPE.line) {
      const table = decoding.readVarString(input);
      return { type: 'line', table, columns: decoding.readAny(input) as Columns }; // written by encodeRecord
    }
    if (type === TYPE.file) {
      const name = decoding.readVarString(input);
      return { type: 'file', name, bytes: decoding.readVarUint8Array(input).slice() };
    }
    if (type === TYPE.end) return { type: 'end', rows: decoding.readVarUint(input) };
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

function readRow(input: decoding.Decoder): ChainedRow {
  const doc = decoding.readVarString(input);
  const next = (): number => decoding.readVarUint(input);
  const [seq, device, client, clock, count, at] = [next(), next(), next(), next(), next(), next()];
  const update = decoding.readVarUint8Array(input).slice();
  return { seq, doc, device, client, clock, count, at, update, hash: decoding.readUint8Array(input, HASH).slice() };
}

/** What a gzip stream makes of bytes; what fails on either side of it is thrown here. */
async function* through(bytes: AsyncIterable<Uint8Array>, zip: NodeJS.ReadWriteStream): AsyncGenerator<Buffer> {
  const out = new PassThrough();
  let fault: unknown = null;
  const done = pipeline(Readable.from(bytes), zip, out).catch((error: unknown) => {
    fault = error;
  });
  try {
    for await (const piece of out as AsyncIterable<Buffer>) yield piece;
  } catch (error) {
    fault ??= error;
  }
  await done;
  if (fault instanceof Error && 'code' in fault && String(fault.code).startsWith('Z_')) throw unreadable(fault);
  if (fault) throw fault as Error; // what the pipeline threw
}

function unreadable(cause?: unknown): SealFault {
  return new SealFault('damaged', 'This backup is damaged: what it holds cannot be read.', { cause });
}
