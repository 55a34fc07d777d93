import type { DocId } from '#domain/documents.ts';
import type { Database } from './database.ts';
import type { StoredRun } from './schema.ts';

/** Where a block lies: its table and key. It is authenticated with the block, so that one copied to another place is damage. */
export type Place = readonly (string | number)[];

declare const kept: unique symbol;
/** A value as it lies on disk: ciphertext, or in the clear where a surface keeps nothing about anyone. Only `opened` reads it. */
export interface Kept<T> {
  readonly [kept]: T;
}

/** Makes what is written unreadable to who has only the disk, and readable again (`src/vault` has the one that does). */
export interface Sealing {
  sealBytes(place: Place, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Null for what was not sealed at this place with this key: damage. */
  openBytes(place: Place, sealed: Uint8Array): Promise<Uint8Array | null>;
  sealBody<T>(place: Place, body: T): Promise<Kept<T>>;
  /** What comes out may be shared with other readers: nobody changes it. */
  openBody<T>(place: Place, sealed: Kept<T>): Promise<{ readonly body: T } | null>;
  /** Whether a block is sealed with another key than the one in force. */
  isOld(sealed: Uint8Array): boolean;
}

/** For kiosks and boards, which keep nothing that says who a patient is, and for tests of everything else. */
export const CLEAR: Sealing = {
  sealBytes: (_place, bytes) => Promise.resolve(bytes as Uint8Array<ArrayBuffer>), // nothing of ours lies in shared memory
  openBytes: (_place, sealed) => Promise.resolve(sealed),
  sealBody: <T>(_place: Place, body: T) => Promise.resolve(body as Kept<T> & T), // it lies there as it is
  openBody: <T>(_place: Place, sealed: Kept<T>) => Promise.resolve({ body: sealed as Kept<T> & T }),
  isOld: () => false
};

/** Nobody has unlocked this device: reading and writing what says something about a person is a bug until then. */
export class StoreIsLocked extends Error {
  override readonly name = 'StoreIsLocked';
}
const locked = (): Promise<never> => Promise.reject(new StoreIsLocked('the store is locked'));
export const LOCKED: Sealing = {
  sealBytes: locked,
  openBytes: locked,
  sealBody: locked,
  openBody: locked,
  isOld: () => false
};

/** A stretch of a writer's log is sealed as one, wherever in its document it lies: in an append, or packed with others. */
export function placeOfRun(
  doc: DocId,
  { client, clock, length, checkedBy, bad = [] }: Omit<StoredRun, 'bytes'>
): Place {
  return ['run', doc, client, clock, length, checkedBy, ...bad];
}

export const placeOfSegment = (first: DocId): Place => ['segments', first];

export async function sealRuns({ sealing }: Database, doc: DocId, runs: readonly StoredRun[]): Promise<StoredRun[]> {
  return await Promise.all(
    runs.map(async (run) => ({ ...run, bytes: await sealing.sealBytes(placeOfRun(doc, run), run.bytes) }))
  );
}

/** Those that can be read. The others are reported, and come back from the server. */
export async function openRuns(database: Database, doc: DocId, runs: readonly StoredRun[]): Promise<StoredRun[]> {
  const opened = await Promise.all(runs.map(async (run) => await openRun(database, doc, run)));
  return opened.flatMap((run) => run ?? []);
}

export async function openRun(database: Database, doc: DocId, run: StoredRun): Promise<StoredRun | null> {
  const bytes = await openBytes(database, placeOfRun(doc, run), run.bytes);
  return bytes && { ...run, bytes };
}

/** Null for a block that is damaged, which is reported. */
export async function openBytes(database: Database, place: Place, sealed: Uint8Array): Promise<Uint8Array | null> {
  const bytes = await database.sealing.openBytes(place, sealed);
  if (!bytes) database.damaged(place);
  return bytes;
}

/** The bodies of rows in their order, without those that are damaged, which are reported. */
export async function openBodies<Row extends { readonly body: Kept<unknown> }>(
  database: Database,
  rows: readonly Row[],
  placeOf: (row: Row) => Place
): Promise<{ readonly row: Row; readonly body: BodyOf<Row> }[]> {
  const opened = await Promise.all(
    rows.map(async (row) => ({ row, found: await openBody(database, placeOf(row), row.body as Kept<BodyOf<Row>>) }))
  );
  return opened.flatMap(({ row, found }) => (found ? [{ row, body: found.body }] : []));
}

export type BodyOf<Row> = Row extends { readonly body: Kept<infer T> } ? T : never;

export async function openBody<T>(
  database: Database,
  place: Place,
  sealed: Kept<T>
): Promise<{ readonly body: T } | null> {
  const found = await database.sealing.openBody(place, sealed);
  if (!found) database.damaged(place);
  return found;
}
