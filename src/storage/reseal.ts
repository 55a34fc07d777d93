import type { Table } from 'dexie';
import type { Database } from './database.ts';
import { onDisk } from './database.ts';
import { placeOfDraft } from './drafts.ts';
import type { RowChange } from './projections.ts';
import { SEALED_META } from './meta.ts';
import {
  STORES,
  type DocRow,
  type DraftRow,
  type MetaRow,
  type RefusedRow,
  type RowTable,
  type SegmentRow,
  type StoredRun,
  type StrangeRow,
  type UpdateRow
} from './schema.ts';
import { placeOfRun, placeOfSegment, type Place } from './sealing.ts';
import { RESEALING_KEY } from './meta-keys.ts';
import { placeOfRefused, placeOfRow } from './places.ts';

/** How far a store is sealed anew. On disk with each step that seals something: whoever goes on begins there. */
export interface Resealing {
  /** Of the key in force. */
  readonly generation: number;
  /** In the order of `TABLES`. */
  readonly table: number;
  /** The last row that is done; null at a table's beginning. */
  readonly after: unknown;
  /** Rows that were looked at, of so many there were. */
  readonly done: number;
  readonly total: number;
  /** Blocks that this pass has sealed anew. */
  readonly sealed: number;
  /** When a pass that sealed nothing anew was over: nothing lies there under another key. By the server's clock. */
  readonly cleanAt?: number;
}

/** A block of a row, and where it lies. */
interface Block {
  readonly place: Place;
  readonly bytes: Uint8Array;
}

/** Where the blocks of a table's rows are, and a row with others in their places. */
interface SealedRows<Row> {
  readonly blocksOf: (row: Row) => readonly Block[];
  readonly withBlocks: (row: Row, blocks: readonly Uint8Array[]) => Row;
  /** So many rows are one step: a block of a segment is 64 kilobytes, that of a visit one. */
  readonly step: number;
}

const SOME = 50;
const BLOCKS = 16;
const NONE = new Uint8Array(0);

/** Every table says where it is sealed; null where it holds ids, dates and states alone, or what is sealed by something else (blobs.ts). */
const SEALED: { readonly [Name in keyof typeof STORES]: SealedRows<never> | null } = {
  meta: sealed<MetaRow>({
    blocksOf: ({ key, value }) =>
      SEALED_META.has(key) && value instanceof Uint8Array ? [{ place: ['meta', key], bytes: value }] : [],
    withBlocks: (row, [value = NONE]) => ({ ...row, value })
  }),
  docs: sealed<DocRow>({
    blocksOf: ({ doc, snapshot }) => blocksOfRuns(doc, snapshot),
    withBlocks: (row, blocks) => ({ ...row, snapshot: withBytes(row.snapshot, blocks) })
  }),
  updates: sealed<UpdateRow>({
    blocksOf: ({ doc, runs }) => blocksOfRuns(doc, runs),
    withBlocks: (row, blocks) => ({ ...row, runs: withBytes(row.runs, blocks) })
  }),
  segments: sealed<SegmentRow>({
    blocksOf: ({ first, bytes }) => [{ place: placeOfSegment(first), bytes }],
    withBlocks: (row, [bytes = NONE]) => ({ ...row, bytes }),
    step: BLOCKS
  }),
  directory: bodies((row) => ['directory', row['first'] ?? ''], BLOCKS),
  refused: sealed<RefusedRow>({
    blocksOf: (row) => [
      { place: [...placeOfRefused(row), 'bytes'], bytes: row.bytes },
      { place: placeOfRefused(row), bytes: row.body as unknown as Uint8Array } // sealed on disk
    ],
    withBlocks: (row, [bytes = NONE, body = NONE]) => ({ ...row, bytes, body: body as unknown as RefusedRow['body'] }) // as above
  }),
  strange: sealed<StrangeRow>({
    blocksOf: ({ doc, bytes }) => [{ place: ['strange', doc], bytes }],
    withBlocks: (row, [bytes = NONE]) => ({ ...row, bytes })
  }),
  drafts: bodies((row) => placeOfDraft(row as unknown as DraftRow)), // of that table
  appointments: ofDay('appointments'),
  visits: ofDay('visits'),
  rooms: null,
  handled: ofDay('handled'),
  offers: ofDay('offers'),
  cases: rows('cases', 'id'),
  submissions: rows('submissions', 'id'),
  patients: rows('patients', 'id'),
  folded: rows('folded', 'doc'),
  blobs: null,
  blobChunks: null
};

const TABLES = (Object.keys(STORES) as (keyof typeof STORES)[]).filter((name) => SEALED[name] !== null);

/**
 * Seals with the key in force whatever lies in the store under another one, some rows at a time: each step is a transaction of its own and may
 * be the last [STO-50]. What somebody else writes meanwhile is left as they wrote it; what they wrote under the other key, the next pass finds.
 * @param from where an earlier pass stopped; null to begin @param now by the server's clock @param rest called between steps; false ends it there
 * @returns how far it came; null when it was stopped, or the key was changed meanwhile
 */
export async function reseal(
  database: Database,
  generation: number,
  {
    from,
    now,
    rest
  }: { readonly from: Resealing | null; readonly now: () => number; readonly rest: () => Promise<boolean> }
): Promise<Resealing | null> {
  let at: Resealing =
    from?.generation === generation && from.table < TABLES.length ? from : await begun(database, generation);
  while (at.table < TABLES.length) {
    if (!(await rest())) return null;
    at = await step(database, at);
  }
  const over: Resealing = { ...at, done: at.total, ...(at.sealed === 0 && { cleanAt: now() }) };
  await onDisk(database, async () => await database.meta.put({ key: RESEALING_KEY, value: over }));
  return over;
}

/** Whether a pass came to its end. */
export const isOver = ({ table }: Resealing): boolean => table >= TABLES.length;

async function begun(database: Database, generation: number): Promise<Resealing> {
  let total = 0;
  for (const name of TABLES) total += await onDisk(database, async () => await database.table(name).count());
  return { generation, table: 0, after: null, done: 0, total, sealed: 0 };
}

async function step(database: Database, at: Resealing): Promise<Resealing> {
  const name = TABLES[at.table] ?? 'meta';
  const parts = SEALED[name] as unknown as SealedRows<unknown>; // those of its own table: `TABLES` holds no others
  const table = database.table<unknown, unknown>(name);
  const found = await onDisk(database, async () => await rowsAfter(table, at.after, parts.step));
  const keyOf = (row: unknown): unknown => keyIn(table, row);
  const last = found.at(-1);
  const next =
    last === undefined
      ? { ...at, table: at.table + 1, after: null }
      : { ...at, after: keyOf(last), done: at.done + found.length };
  const old = found.filter((row) => parts.blocksOf(row).some(({ bytes }) => isOld(database, bytes)));
  if (old.length === 0) return next;
  const anew = new Map<Uint8Array, Uint8Array>();
  for (const row of old) for (const block of parts.blocksOf(row)) await sealAnew(database, block, anew);
  return await onDisk(database, async () =>
    database.transaction('rw', [...new Set([table.name, 'meta'])], async () => {
      const present = await table.bulkGet(old.map(keyOf));
      const changed = present.flatMap((row, index) => {
        const blocks = row === undefined ? null : replaced(parts.blocksOf(row), parts.blocksOf(old[index]), anew);
        return blocks ? [parts.withBlocks(row, blocks)] : [];
      });
      await table.bulkPut(changed);
      const value: Resealing = { ...next, sealed: at.sealed + anew.size };
      await database.meta.put({ key: RESEALING_KEY, value });
      return value;
    })
  );
}

function isOld({ sealing }: Database, bytes: unknown): boolean {
  return bytes instanceof Uint8Array && sealing.isOld(bytes);
}

/** A block that cannot be opened stays as it is, and is reported: a repair lets go of it [STO-32]. */
async function sealAnew(database: Database, { place, bytes }: Block, anew: Map<Uint8Array, Uint8Array>): Promise<void> {
  if (!isOld(database, bytes)) return;
  const opened = await database.sealing.openBytes(place, bytes);
  if (!opened) return database.damaged(place);
  anew.set(bytes, await database.sealing.sealBytes(place, opened));
}

/** The blocks of a row as it is now, those that are as they were sealed anew; null where none is. */
function replaced(
  present: readonly Block[],
  before: readonly Block[],
  anew: ReadonlyMap<Uint8Array, Uint8Array>
): Uint8Array[] | null {
  let isChanged = false;
  const blocks = present.map(({ place, bytes }) => {
    const was = before.find((block) => isSame(block.bytes, bytes) && block.place.join() === place.join());
    const next = was && anew.get(was.bytes);
    isChanged ||= next !== undefined;
    return next ?? bytes;
  });
  return isChanged ? blocks : null;
}

/** Header, nonce and tag: no two blocks begin and end alike. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  const ENDS = 34;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at = at === ENDS ? Math.max(ENDS + 1, one.length - ENDS) : at + 1)
    if (one[at] !== other[at]) return false;
  return true;
}

async function rowsAfter(table: Table<unknown, unknown>, after: unknown, count: number): Promise<unknown[]> {
  const rest = after === null ? table.toCollection() : table.where(':id').above(after);
  return await rest.limit(count).toArray();
}

function keyIn({ schema }: Table<unknown, unknown>, row: unknown): unknown {
  const { keyPath } = schema.primKey;
  const part = (name: string): unknown => (row as Record<string, unknown>)[name];
  return Array.isArray(keyPath) ? keyPath.map(part) : part(keyPath ?? '');
}

function sealed<Row>({
  step = SOME,
  ...parts
}: Omit<SealedRows<Row>, 'step'> & { readonly step?: number }): SealedRows<never> {
  return { step, ...parts } as unknown as SealedRows<never>; // of its own table's rows: see `step`
}

type BodyRow = Readonly<Record<string, string>> & { readonly body: never };

function bodies(placeOf: (row: BodyRow) => Place, step = SOME): SealedRows<never> {
  return sealed<BodyRow>({
    blocksOf: (row) => (row.body === undefined ? [] : [{ place: placeOf(row), bytes: row.body }]),
    withBlocks: (row, [body = NONE]) => ({ ...row, body: body as never }),
    step
  });
}

function rows(table: RowTable, key: 'id' | 'doc'): SealedRows<never> {
  return bodies((row) => placeOfRow(table, row[key] ?? ''));
}

function ofDay(table: RowTable): SealedRows<never> {
  const keyOf = ({ site = '', date = '', id = '' }: BodyRow): RowChange['key'] => [site, date, id];
  return bodies((row) => placeOfRow(table, keyOf(row)));
}

function blocksOfRuns(doc: string, runs: readonly StoredRun[]): Block[] {
  return runs.map((run) => ({ place: placeOfRun(doc, run), bytes: run.bytes }));
}

function withBytes(runs: readonly StoredRun[], blocks: readonly Uint8Array[]): StoredRun[] {
  return runs.map((run, index) => ({ ...run, bytes: blocks[index] ?? run.bytes }));
}
