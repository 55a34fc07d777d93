import { decodeManifest, encodeManifest, isChunk, type BlobId, type Manifest } from '#protocol/blobs/manifest.ts';
import { onDisk, type Database } from './database.ts';

/**
 * Sealed contents on this device. [Note: not sealed again] A chunk came sealed under a key that lies only in facts, and those are
 * sealed with the device's key: who has only the disk reads neither.
 */
export interface BlobRow {
  readonly id: BlobId;
  readonly manifest: Uint8Array;
  /** The life of the server that has it on its disk; empty while none does. */
  readonly sentTo: string;
  /** When it came here, by this device's clock; milliseconds since 1970. */
  readonly at: number;
}

export interface BlobChunkRow {
  readonly blob: BlobId;
  readonly n: number;
  readonly bytes: Uint8Array;
}

export interface KeptContent {
  readonly blob: BlobId;
  readonly manifest: Manifest;
  readonly chunks: readonly Uint8Array[];
}

/** Keeps a content whole, in one strict transaction. @param sentTo empty for one of this device's own @throws {DiskFault} */
export async function keepContent(
  database: Database,
  { blob, manifest, chunks }: KeptContent,
  { sentTo, at }: Pick<BlobRow, 'sentTo' | 'at'>
): Promise<void> {
  await onDisk(database, async () => {
    await database.transaction('rw', [database.blobs, database.blobChunks], async () => {
      if (sentTo !== '' && (await database.blobs.get(blob))) return; // it came here another way meanwhile
      await database.blobs.put({ id: blob, manifest: encodeManifest(manifest), sentTo, at });
      await database.blobChunks.bulkPut(chunks.map((bytes, n) => ({ blob, n, bytes })));
    });
  });
}

/** A content as it lies here; null where it does not, or is not what its address says: then it goes, to be fetched again. */
export async function contentHere(database: Database, blob: BlobId): Promise<KeptContent | null> {
  const found = await onDisk(database, async () => {
    const row = await database.blobs.get(blob);
    return row && { row, chunks: await chunksFrom(database, blob, 0, Infinity) };
  });
  const manifest = found && decodeManifest(found.row.manifest);
  if (!found || !manifest) return null;
  const are = await Promise.all(manifest.sums.map((_, n) => isChunk(manifest, n, found.chunks[n] ?? NONE)));
  if (are.every(Boolean)) return { blob, manifest, chunks: found.chunks };
  if (found.row.sentTo !== '') await dropContents(database, [blob]);
  return null;
}

const NONE = new Uint8Array(0);

/** Which of these contents lie on this device, whole as they came. */
export async function areHere(database: Database, blobs: readonly BlobId[]): Promise<ReadonlySet<BlobId>> {
  return await onDisk(
    database,
    async () =>
      new Set(
        await database.blobs
          .where('id')
          .anyOf([...blobs])
          .primaryKeys()
      )
  );
}

/** The content of this device that has waited longest to go to this life of the server, without its chunks. */
export async function nextToSend(
  database: Database,
  epoch: string,
  passedOver: ReadonlySet<BlobId>
): Promise<{ readonly blob: BlobId; readonly manifest: Uint8Array } | null> {
  return await onDisk(database, async () => {
    const rows = await database.blobs.where('sentTo').notEqual(epoch).sortBy('at');
    const row = rows.find(({ id }) => !passedOver.has(id));
    return row ? { blob: row.id, manifest: row.manifest } : null;
  });
}

/** The same of those that no server has. */
export async function nextUnsent(
  database: Database,
  passedOver: ReadonlySet<BlobId>
): Promise<{ readonly blob: BlobId; readonly manifest: Uint8Array } | null> {
  return await onDisk(database, async () => {
    const rows = await database.blobs.where('sentTo').equals('').sortBy('at');
    const row = rows.find(({ id }) => !passedOver.has(id));
    return row ? { blob: row.id, manifest: row.manifest } : null;
  });
}

export async function chunksFrom(
  database: Database,
  blob: BlobId,
  first: number,
  count: number
): Promise<Uint8Array[]> {
  const rows = await onDisk(
    database,
    async () =>
      await database.blobChunks
        .where('[blob+n]')
        .between([blob, first], [blob, first + count], true, false)
        .toArray()
  );
  return rows.map(({ bytes }) => bytes);
}

export async function markSent(database: Database, blob: BlobId, epoch: string): Promise<void> {
  await onDisk(database, async () => void (await database.blobs.update(blob, { sentTo: epoch })));
}

/** Takes contents off this device that the server has: they are fetched again when somebody looks. Answers how many. */
export async function dropSentContents(database: Database): Promise<number> {
  const sent = await onDisk(database, async () => await database.blobs.where('sentTo').above('').primaryKeys());
  await dropContents(database, sent);
  return sent.length;
}

async function dropContents(database: Database, blobs: readonly BlobId[]): Promise<void> {
  await onDisk(database, async () => {
    await database.transaction('rw', [database.blobs, database.blobChunks], async () => {
      for (const blob of blobs)
        await database.blobChunks.where('[blob+n]').between([blob, 0], [blob, Infinity]).delete();
      await database.blobs.bulkDelete([...blobs]);
    });
  });
}
