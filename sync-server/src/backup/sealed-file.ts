import { createCipheriv, createDecipheriv, createECDH, createHash, hkdfSync, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CURVE, keyName } from './recovery-key.ts';

/**
 * A backup file: written by anyone who has the clinic's public recovery key, read with its secret alone, in one pass and a few
 * hundred kilobytes of memory whatever its size.
 *
 *     magic · length of the header · header (JSON, in clear: seq numbers, times, the ephemeral public key)
 *     chunks: length · AES-256-GCM of 64 KiB · tag      the last one's length has its highest bit set
 *     SHA-256 of all before it, so that a damaged file is told without the secret
 *
 * The key of a file is HKDF-SHA256 of an ephemeral ECDH (P-256) with the recovery key, salted with the header's hash: it is used
 * for one file, so a counter is a good nonce. A chunk that is missing, moved, repeated or said to be the last when it is not
 * does not open (https://eprint.iacr.org/2015/189, STREAM).
 */
export interface SealedHeader {
  readonly epoch: string;
  /** Rows with `from < seq ≤ to` are in it; `from` is 0 in a full backup. */
  readonly from: number;
  readonly to: number;
  /** When it was made, milliseconds since 1970. */
  readonly at: number;
  /** The name of the recovery key that opens it. */
  readonly key: string;
}

interface StoredHeader extends SealedHeader {
  readonly v: 1;
  readonly ephemeral: string;
}

/** The file is not a backup, is damaged, or is sealed to another key. */
export class SealFault extends Error {
  override readonly name = 'SealFault';
  readonly code: 'damaged' | 'other-key';

  constructor(code: SealFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const MAGIC = Buffer.from('ANTEROOM BACKUP 1\n');
const CHUNK = 64 * 1024;
const TAG = 16;
const LAST = 0x8000_0000;
const MAX_HEADER = 4_096;
const SUM = 32;

/** Writes a file that is whole or not there: to a name of its own first, synced, then renamed. Answers its bytes. */
export async function writeSealed(
  file: string,
  publicKey: Uint8Array,
  header: Omit<SealedHeader, 'key'>,
  plain: AsyncIterable<Uint8Array>
): Promise<number> {
  const partial = `${file}.part`;
  try {
    const sink = createWriteStream(partial, { mode: 0o600, flush: true });
    await pipeline(Readable.from(sealed(publicKey, header, plain)), sink);
    await rename(partial, file);
    await syncFolder(path.dirname(file));
    return sink.bytesWritten;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The header, without knowing the secret or reading on. @throws {SealFault} */
export async function readSealedHeader(file: string): Promise<SealedHeader> {
  const bytes = new ByteReader(createReadStream(file, { end: MAGIC.length + 4 + MAX_HEADER }));
  try {
    return (await headerFrom(bytes)).header;
  } finally {
    bytes.close();
  }
}

/** Reads the whole file against its own sum, which needs no secret. @throws {SealFault} */
export async function checkSealed(file: string): Promise<SealedHeader> {
  const bytes = new ByteReader(createReadStream(file));
  try {
    const { header } = await headerFrom(bytes);
    for await (const chunk of chunksFrom(bytes)) void chunk;
    return header;
  } finally {
    bytes.close();
  }
}

/** What was sealed, as it is read. Whoever reads it must not rely on any of it before the end. @throws {SealFault} */
export async function* openSealed(file: string, privateKey: Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(createReadStream(file));
  try {
    const { header, salt } = await headerFrom(bytes);
    const ecdh = createECDH(CURVE);
    ecdh.setPrivateKey(privateKey);
    if (keyName(ecdh.getPublicKey()) !== header.key)
      throw new SealFault('other-key', `This backup opens with the recovery key ${header.key}, not with this one.`);
    const key = fileKey(ecdh.computeSecret(Buffer.from(header.ephemeral, 'base64url')), salt);
    for await (const { index, isLast, body } of chunksFrom(bytes)) yield decrypted(key, index, isLast, body);
  } finally {
    bytes.close();
  }
}

async function* sealed(
  publicKey: Uint8Array,
  header: Omit<SealedHeader, 'key'>,
  plain: AsyncIterable<Uint8Array>
): AsyncGenerator<Uint8Array> {
  const ecdh = createECDH(CURVE);
  const ephemeral = ecdh.generateKeys().toString('base64url');
  const stored: StoredHeader = { v: 1, ...header, key: keyName(publicKey), ephemeral };
  const text = Buffer.from(JSON.stringify(stored));
  const head = Buffer.concat([MAGIC, uint32(text.length), text]);
  const key = fileKey(ecdh.computeSecret(publicKey), createHash('sha256').update(head).digest());
  const sum = createHash('sha256').update(head);
  yield head;
  let index = 0;
  for await (const { body, isLast } of inChunks(plain)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index++, isLast));
    const bytes = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
    const whole = Buffer.concat([uint32((isLast ? LAST : 0) + bytes.length), bytes]);
    sum.update(whole);
    yield whole;
  }
  yield sum.digest();
}

/** Pieces of any size as chunks of one; always one that is the last, if empty. */
async function* inChunks(plain: AsyncIterable<Uint8Array>): AsyncGenerator<{ body: Uint8Array; isLast: boolean }> {
  let held = Buffer.alloc(0);
  for await (const piece of plain) {
    held = Buffer.concat([held, piece]);
    while (held.length > CHUNK) {
      yield { body: held.subarray(0, CHUNK), isLast: false };
      held = held.subarray(CHUNK);
    }
  }
  yield { body: held, isLast: true };
}

async function headerFrom(bytes: ByteReader): Promise<{ header: StoredHeader; salt: Buffer }> {
  const magic = await bytes.take(MAGIC.length);
  if (!magic.equals(MAGIC)) throw new SealFault('damaged', 'This file is no backup of Anteroom.');
  const length = await bytes.take(4);
  const size = length.readUInt32BE();
  if (size > MAX_HEADER) throw damaged();
  const text = await bytes.take(size);
  const salt = createHash('sha256').update(magic).update(length).update(text).digest();
  try {
    const header = JSON.parse(text.toString('utf8')) as StoredHeader; // the shape is looked at in the next line
    if (header.v === 1 && typeof header.ephemeral === 'string' && Number.isSafeInteger(header.to))
      return { header, salt };
  } catch {
    // not JSON
  }
  throw damaged();
}

interface Chunk {
  readonly index: number;
  readonly isLast: boolean;
  readonly body: Buffer;
}

/** All chunks, and after the last of them the sum. */
async function* chunksFrom(bytes: ByteReader): AsyncGenerator<Chunk> {
  for (let index = 0; ; index++) {
    const field = (await bytes.take(4)).readUInt32BE();
    const isLast = field >= LAST;
    const length = isLast ? field - LAST : field;
    if (length < TAG || length > CHUNK + TAG) throw damaged();
    yield { index, isLast, body: await bytes.take(length) };
    if (!isLast) continue;
    const computed = bytes.sum();
    if (!(await bytes.take(SUM)).equals(computed) || !(await bytes.isAtEnd())) throw damaged();
    return;
  }
}

function decrypted(key: Uint8Array, index: number, isLast: boolean, body: Buffer): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, isLast));
  decipher.setAuthTag(body.subarray(body.length - TAG));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, body.length - TAG)), decipher.final()]);
  } catch (cause) {
    throw damaged(cause);
  }
}

function fileKey(shared: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', shared, salt, 'anteroom backup', 32));
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 2, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function damaged(cause?: unknown): SealFault {
  return new SealFault('damaged', 'This backup is damaged.', { cause });
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes of a stream by the piece, summed as they go. */
class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #stream: Readable;
  readonly #hash: Hash = createHash('sha256');
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>; // no encoding is set
  }

  /** @throws {SealFault} when there are fewer */
  async take(length: number): Promise<Buffer> {
    while (this.#held.length < length) {
      const { done, value } = await this.#pieces.next();
      if (done) throw damaged();
      this.#held = Buffer.concat([this.#held, value]);
    }
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  /** Of everything taken so far. */
  sum(): Buffer {
    return this.#hash.copy().digest();
  }

  async isAtEnd(): Promise<boolean> {
    return this.#held.length === 0 && (await this.#pieces.next()).done === true;
  }

  close(): void {
    this.#stream.destroy();
  }
}
