import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '#domain/time.ts';
import { CHUNKS_A_REQUEST, decodeManifest, isBlobId, MAX_MANIFEST, sealedLength } from '#protocol/blobs/manifest.ts';
import { Blobs, isContent } from '../blobs/blobs.ts';
import { BLOBS_DATABASE, openBlobsDatabase } from '../blobs/schema.ts';
import { sqliteRecords } from '../records/sqlite-records.ts';
import { keyName } from './recovery-key.ts';
import { openSealed, SealFault, writeSealed } from './sealed-file.ts';

/**
 * Scans and pictures in a backup: a file each, written once, beside the backups of everything else [BLOB-9]. They never change, so
 * what is there already is right, and a full backup every quarter of an hour does not copy them again.
 */
const FOLDER = 'scans';
const ENDING = '.scan';

export interface BlobsSource {
  readonly journal: { readonly epoch: string };
  readonly blobs: Blobs;
}

/** Writes what the folder lacks; answers how many. A content that is damaged is left out: `verify` names it. */
export async function backupBlobs(
  { journal, blobs }: BlobsSource,
  publicKey: Uint8Array,
  { folder, at, since = 0 }: { readonly folder: string; readonly at: Instant; readonly since?: Instant }
): Promise<number> {
  const place = path.join(folder, FOLDER, keyName(publicKey));
  let written = 0;
  for await (const blob of blobs.whole(since)) {
    const file = path.join(place, blob.slice(0, 2), `${blob}${ENDING}`);
    if (existsSync(file)) continue;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const header = { epoch: journal.epoch, from: 0, to: 0, at };
    const done = await writeSealed(file, publicKey, header, contentOf(blobs, blob)).catch(passOverDamage);
    if (done > 0) written++;
  }
  return written;
}

/** A content of the server that is not what it was. */
class BlobDamaged extends Error {}

function passOverDamage(error: unknown): number {
  if (error instanceof BlobDamaged) return 0;
  throw error;
}

async function* contentOf(blobs: Blobs, blob: string): AsyncGenerator<Uint8Array> {
  const manifest = await blobs.manifest(blob);
  const read = manifest.ok && decodeManifest(manifest.value);
  if (!manifest.ok || !read) throw new BlobDamaged();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(manifest.value.length);
  yield length;
  yield manifest.value;
  for (let first = 0; first < read.sums.length; first += CHUNKS_A_REQUEST) {
    const part = await blobs.part(blob, first);
    if (!part.ok) throw new BlobDamaged();
    yield part.value;
  }
}

export interface BlobsRestored {
  readonly scans: number;
  /** Files that could not be read, or are none. */
  readonly bad: readonly string[];
}

/** Whether every scan of a backup opens and is what its address says; nothing is kept. */
export async function verifyBlobs(folder: string, privateKey: Uint8Array): Promise<BlobsRestored> {
  return await each(folder, async (file) => void (await readBlob(file, privateKey)));
}

/**
 * Puts back what a folder lacks of a backup's scans. What is there and whole stays: it can be nothing else. [Note: not moved aside] A
 * scan's address is the sum of what it is, so nothing of an old life can be mistaken for something of the new one.
 */
export async function restoreBlobs(
  dataDir: string,
  folder: string,
  { privateKey, now }: { readonly privateKey: Uint8Array; readonly now: Instant }
): Promise<BlobsRestored> {
  const db = openBlobsDatabase(path.join(dataDir, BLOBS_DATABASE));
  try {
    const blobs = new Blobs(sqliteRecords(db), () => now);
    return await each(folder, async (file) => {
      const blob = path.basename(file, ENDING);
      if (await blobs.isSound(blob)) return;
      const { manifest, parts } = await readBlob(file, privateKey);
      await blobs.drop(blob);
      await blobs.begin(0, manifest);
      for (const [i, part] of parts.entries()) await blobs.put(blob, i * CHUNKS_A_REQUEST, part);
    });
  } finally {
    db.close();
  }
}

async function each(folder: string, work: (file: string) => Promise<void>): Promise<BlobsRestored> {
  const bad: string[] = [];
  let scans = 0;
  for (const file of await blobFiles(folder)) {
    try {
      await work(file);
      scans++;
    } catch (error) {
      if (!(error instanceof SealFault)) throw error;
      bad.push(file);
    }
  }
  return { scans, bad };
}

/** @throws {SealFault} for a file that is damaged, of another key, or not of its name */
async function readBlob(file: string, privateKey: Uint8Array): Promise<{ manifest: Uint8Array; parts: Uint8Array[] }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of openSealed(file, privateKey)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const length = bytes.length >= 4 ? bytes.readUInt32BE() : 0;
  const manifest = bytes.subarray(4, 4 + Math.min(length, MAX_MANIFEST));
  const read = decodeManifest(manifest);
  if (!read || !isBlobId(path.basename(file, ENDING))) throw damaged();
  const parts: Uint8Array[] = [];
  let at = 4 + length;
  for (let first = 0; first < read.sums.length; first += CHUNKS_A_REQUEST) {
    const last = Math.min(first + CHUNKS_A_REQUEST, read.sums.length);
    let end = at;
    for (let n = first; n < last; n++) end += sealedLength(read, n);
    parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (at !== bytes.length || !(await isContent(path.basename(file, ENDING), manifest, parts))) throw damaged();
  return { manifest, parts };
}

/** Whatever kit they were sealed to: a folder of another key is passed over as files that do not open. */
async function blobFiles(folder: string): Promise<string[]> {
  const place = path.join(folder, FOLDER);
  if (!(await stat(place).catch(() => null))?.isDirectory()) return [];
  const names = await readdir(place, { recursive: true });
  return names.filter((name) => name.endsWith(ENDING)).map((name) => path.join(place, name));
}

function damaged(): SealFault {
  return new SealFault('damaged', 'A scan of this backup is damaged.');
}
