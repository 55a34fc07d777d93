import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { BlobStanding } from '#protocol/blobs/blob-http.ts';
import { MAX_UNFINISHED } from '#protocol/blobs/blob-http.ts';
import {
  blobIdOf,
  CHUNKS_A_REQUEST,
  chunksIn,
  decodeManifest,
  isChunk,
  type BlobId,
  type Manifest
} from '#protocol/blobs/manifest.ts';
import type { Records } from '../records/records.ts';

/** Why a content is not taken or given. */
export type BlobRefusal = 'unreadable' | 'too-many' | 'not-here' | 'truncated' | 'wrong-chunk' | 'damaged';

export type BlobAnswer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: BlobRefusal };

export interface BlobsReport {
  /** Contents that are all there. */
  readonly whole: number;
  /** Begun and not ended. */
  readonly unfinished: number;
  /** Not what they were when they came. */
  readonly bad: readonly BlobId[];
}

/** Whether parts, in order, are what an address and its manifest say. */
export async function isContent(blob: BlobId, bytes: Uint8Array, parts: readonly Uint8Array[]): Promise<boolean> {
  const manifest = decodeManifest(bytes);
  if (!manifest || (await blobIdOf(manifest)) !== blob) return false;
  let n = 0;
  for (const part of parts) {
    for (const chunk of chunksIn(manifest, n, part) ?? []) if (!(await isChunk(manifest, n++, chunk))) return false;
  }
  return n === manifest.sums.length;
}

/** What nobody went on with for so long is forgotten when there are too many; its device begins it anew. */
const FORGOTTEN_MS = 30 * 86_400_000;
const PAGE = 100;

/** Contents by their address, on the server's disk. What is answered for has been synced: each statement is a commit of its own. */
export class Blobs {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  /** A device has this content to give: says what of it is lacking. Asked again, it says how far it has come [BLOB-4]. */
  async begin(device: DeviceNo, bytes: Uint8Array): Promise<BlobAnswer<BlobStanding>> {
    const manifest = decodeManifest(bytes);
    if (!manifest) return { ok: false, why: 'unreadable' };
    const blob = await blobIdOf(manifest);
    if (!(await this.#find(blob))) {
      if (!(await this.#mayBegin(device))) return { ok: false, why: 'too-many' };
      const sql = 'INSERT INTO blobs (id, manifest, device, begun_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING';
      await this.#records.ask(sql, blob, bytes, device, this.#now());
    }
    return { ok: true, value: { blob, missing: await this.#missing(blob, manifest) } };
  }

  /** Takes chunks from `first` on, all of them or, when one is not what the manifest says, none [BLOB-3]. */
  async put(blob: BlobId, first: number, body: Uint8Array): Promise<BlobAnswer<BlobStanding>> {
    const known = await this.#find(blob);
    if (!known) return { ok: false, why: 'not-here' };
    const { manifest } = known;
    const chunks = chunksIn(manifest, first, body);
    if (!chunks || chunks.length > CHUNKS_A_REQUEST) return { ok: false, why: 'truncated' };
    for (const [i, bytes] of chunks.entries()) {
      if (!(await isChunk(manifest, first + i, bytes))) return { ok: false, why: 'wrong-chunk' };
    }
    const places = chunks.map(() => '(?, ?, ?)').join(', ');
    const values = chunks.flatMap((bytes, i) => [blob, first + i, bytes]);
    await this.#records.ask(
      `INSERT INTO blob_chunks (blob, n, bytes) VALUES ${places} ON CONFLICT (blob, n) DO NOTHING`,
      ...values
    );
    const missing = await this.#missing(blob, manifest);
    if (missing.length === 0)
      await this.#records.ask('UPDATE blobs SET whole_at = ? WHERE id = ? AND whole_at IS NULL', this.#now(), blob);
    return { ok: true, value: { blob, missing } };
  }

  /** The manifest of a content that is all there. */
  async manifest(blob: BlobId): Promise<BlobAnswer<Uint8Array>> {
    const known = await this.#find(blob);
    return known?.isWhole ? { ok: true, value: known.bytes } : { ok: false, why: 'not-here' };
  }

  /** Chunks from `first` on, as many as go in one answer. What is damaged is not served [BLOB-8]. */
  async part(blob: BlobId, first: number): Promise<BlobAnswer<Uint8Array>> {
    const known = await this.#find(blob);
    if (!known?.isWhole || first >= known.manifest.sums.length) return { ok: false, why: 'not-here' };
    const rows = await this.#chunks(blob, first);
    for (const [i, bytes] of rows.entries()) {
      if (!(await isChunk(known.manifest, first + i, bytes))) return { ok: false, why: 'damaged' };
    }
    const expected = Math.min(CHUNKS_A_REQUEST, known.manifest.sums.length - first);
    return rows.length === expected ? { ok: true, value: Buffer.concat(rows) } : { ok: false, why: 'damaged' };
  }

  /** Every content that is whole and has been since then, in the order of their addresses. */
  async *whole(since: Instant = 0): AsyncGenerator<BlobId> {
    for (let after = ''; ;) {
      const sql = `SELECT id FROM blobs WHERE whole_at >= ? AND id > ? ORDER BY id LIMIT ${PAGE}`;
      const page = await this.#records.ask(sql, since, after);
      for (const { id } of page) yield String(id);
      if (page.length < PAGE) return;
      after = String(page.at(-1)?.['id']);
    }
  }

  /** What has been whole since before then, and which device brought it. */
  async wholeBefore(at: Instant): Promise<readonly { readonly blob: BlobId; readonly device: DeviceNo }[]> {
    const rows = await this.#records.ask('SELECT id, device FROM blobs WHERE whole_at < ? ORDER BY id', at);
    return rows.map(({ id, device }) => ({ blob: String(id), device: Number(device) }));
  }

  /** Holds each chunk to its sum. One content is in memory at a time, and others get their turns. */
  async verify(): Promise<BlobsReport> {
    const bad: BlobId[] = [];
    let whole = 0;
    for await (const blob of this.whole()) {
      whole++;
      if (!(await this.isSound(blob))) bad.push(blob);
    }
    const [row] = await this.#records.ask('SELECT count(*) AS n FROM blobs WHERE whole_at IS NULL');
    return { whole, unfinished: Number(row?.['n'] ?? 0), bad };
  }

  /** Whether it is here, whole, and what its address says. */
  async isSound(blob: BlobId): Promise<boolean> {
    const known = await this.#find(blob);
    if (!known?.isWhole || (await blobIdOf(known.manifest)) !== blob) return false;
    for (let first = 0; first < known.manifest.sums.length; first += CHUNKS_A_REQUEST) {
      if (!(await this.part(blob, first)).ok) return false;
    }
    return true;
  }

  /** What is damaged goes, to be put back. */
  async drop(blob: BlobId): Promise<void> {
    await this.#records.ask('DELETE FROM blobs WHERE id = ?', blob);
    await this.#records.ask('DELETE FROM blob_chunks WHERE blob = ?', blob);
  }

  async #chunks(blob: BlobId, first: number): Promise<Uint8Array[]> {
    const sql = 'SELECT bytes FROM blob_chunks WHERE blob = ? AND n >= ? AND n < ? ORDER BY n';
    const rows = await this.#records.ask(sql, blob, first, first + CHUNKS_A_REQUEST);
    return rows.map(({ bytes }) => bytes as Uint8Array); // the column's type
  }

  async #find(blob: BlobId): Promise<{ manifest: Manifest; bytes: Uint8Array; isWhole: boolean } | null> {
    const [row] = await this.#records.ask('SELECT manifest, whole_at FROM blobs WHERE id = ?', blob);
    const bytes = row?.['manifest'] as Uint8Array | undefined; // the column's type
    const manifest = bytes && decodeManifest(bytes);
    return bytes && manifest ? { manifest, bytes, isWhole: row?.['whole_at'] !== null } : null;
  }

  async #missing(blob: BlobId, { sums }: Manifest): Promise<number[]> {
    const rows = await this.#records.ask('SELECT n FROM blob_chunks WHERE blob = ?', blob);
    const have = new Set(rows.map(({ n }) => Number(n)));
    return sums.flatMap((_, n) => (have.has(n) ? [] : [n]));
  }

  async #mayBegin(device: DeviceNo): Promise<boolean> {
    if ((await this.#unfinished(device)) < MAX_UNFINISHED) return true;
    const old = this.#now() - FORGOTTEN_MS;
    const gone = await this.#records.ask(
      'DELETE FROM blobs WHERE device = ? AND whole_at IS NULL AND begun_at < ? RETURNING id',
      device,
      old
    );
    for (const { id } of gone) await this.#records.ask('DELETE FROM blob_chunks WHERE blob = ?', String(id));
    return gone.length > 0;
  }

  async #unfinished(device: DeviceNo): Promise<number> {
    const sql = 'SELECT count(*) AS n FROM blobs WHERE device = ? AND whole_at IS NULL';
    return Number((await this.#records.ask(sql, device))[0]?.['n'] ?? 0);
  }
}
