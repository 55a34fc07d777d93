import type { DocId } from '#domain/documents.ts';
import type { Stamp } from '#domain/time.ts';
import type { Database } from './database.ts';
import { addRuns, emptyLog, type DocLog } from './doc-log.ts';
import { breather } from './breathe.ts';
import { openTail, storedIn, tailOf, type RawDoc } from './raw-doc.ts';
import { knownRun, loadedRun, readableRuns } from './runs.ts';
import type { DocRow, SegmentRow, UpdateRow } from './schema.ts';
import { openRuns } from './sealing.ts';
import { openSegment, updateIn } from './segments.ts';
import { SEGMENTS_KEY, STAMP_KEY } from './meta-keys.ts';

/** Facts kept decoded, all documents together; beyond it the least recently used documents are let go. */
const MAX_FACTS = 60_000;
const MAX_SEGMENTS = 32;

export interface LogsRead {
  readonly logs: ReadonlyMap<DocId, DocLog>;
  readonly stamp: Stamp;
}

export interface Logs {
  /** Each document as it is on disk now. What was read before is brought up to date, not read again. */
  read(docs: readonly DocId[]): Promise<LogsRead>;
  /** For work that passes over many documents once (rebuild, first sync): reads without keeping. */
  readOnce(doc: DocId): Promise<DocLog>;
  forget(): void;
}

/** What a document is known by, and what of it was read beyond that, still sealed. */
interface Found {
  readonly doc: DocId;
  readonly known: DocLog | null;
  readonly row: DocRow | undefined;
  readonly segment: HeldSegment | null;
  readonly tail: readonly UpdateRow[];
}

interface HeldSegment {
  readonly sealed: SegmentRow;
  opened: Promise<SegmentRow | null> | null;
}

export function createLogs(database: Database): Logs {
  /** In order of use, the latest last. */
  const held = new Map<DocId, DocLog>();
  const segmentOf = segmentsHeld(database);

  async function read(docs: readonly DocId[]): Promise<LogsRead> {
    const tables = [database.docs, database.updates, database.segments, database.meta];
    const onDisk = await database.transaction('r', tables, async () => {
      const [segments, stamp] = await numbers(SEGMENTS_KEY, STAMP_KEY);
      const rows = await database.docs.bulkGet([...docs]);
      const found: Found[] = [];
      for (const [index, doc] of docs.entries()) found.push(await lookUp(doc, rows[index], segments));
      return { found, segments, stamp };
    });
    // Opening and decoding take time: they are done when the transaction is over, and with pauses.
    const breathe = breather();
    const logs = new Map<DocId, DocLog>();
    for (const found of onDisk.found) {
      logs.set(found.doc, await decoded(found.known, await opened(found), onDisk.segments, breathe));
    }
    for (const [doc, log] of logs) {
      held.delete(doc);
      held.set(doc, log);
    }
    letGo();
    return { logs, stamp: onDisk.stamp };
  }

  async function numbers<Keys extends string[]>(...keys: Keys): Promise<{ [K in keyof Keys]: number }> {
    const rows = await database.meta.bulkGet(keys);
    return rows.map((row) => (row?.value as number | undefined) ?? 0) as { [K in keyof Keys]: number }; // append.ts writes them
  }

  /** What of a document must be read to know it as it is now. */
  async function lookUp(doc: DocId, row: DocRow | undefined, segments: number): Promise<Found> {
    const known = held.get(doc);
    if (known && isCurrent(known, row, segments)) return { doc, known, row, segment: null, tail: [] };
    if (known && row && known.version > 0 && known.rewritten === row.rewritten && known.version >= row.through)
      return { doc, known, row, segment: null, tail: await tailOf(database, doc, known.version) };
    const segment = row?.whole ? null : await segmentOf(doc, segments);
    return { doc, known: null, row, segment, tail: row ? await tailOf(database, doc, 0) : [] };
  }

  async function opened({ doc, known, row, segment, tail }: Found): Promise<RawDoc> {
    const packed = segment && (await (segment.opened ??= openSegment(database, segment.sealed)));
    return {
      doc,
      // What is known already has the snapshot.
      row: row && !known ? { ...row, snapshot: await openRuns(database, doc, row.snapshot) } : row,
      packed: packed && updateIn(packed, doc),
      tail: await openTail(database, doc, tail)
    };
  }

  function letGo(): void {
    let facts = 0;
    for (const log of held.values()) facts += log.size;
    for (const [doc, log] of held) {
      if (facts <= MAX_FACTS || held.size === 1) return;
      facts -= log.size;
      held.delete(doc);
    }
  }

  return {
    read,
    readOnce: async (doc) => {
      const before = new Set(held.keys());
      const log = (await read([doc])).logs.get(doc) ?? emptyLog(doc);
      if (!before.has(doc)) held.delete(doc);
      return log;
    },
    forget: () => held.clear()
  };
}

/** The few segments read last are kept, opened: updates of cold documents come by the hundred. */
function segmentsHeld(database: Database): (doc: DocId, segments: number) => Promise<HeldSegment | null> {
  let held = { count: 0, byFirst: new Map<DocId, HeldSegment>() };
  return async (doc, segments) => {
    if (segments !== held.count) held = { count: segments, byFirst: new Map() };
    const [first] = await database.segments.where('first').belowOrEqual(doc).reverse().limit(1).primaryKeys();
    if (first === undefined) return null;
    const found = held.byFirst.get(first) ?? (await database.segments.get(first));
    if (!found) return null;
    const segment = 'sealed' in found ? found : { sealed: found, opened: null };
    held.byFirst.delete(first);
    held.byFirst.set(first, segment);
    const [oldest] = held.byFirst.keys();
    if (held.byFirst.size > MAX_SEGMENTS && oldest !== undefined) held.byFirst.delete(oldest);
    return segment;
  };
}

function isCurrent(log: DocLog, row: DocRow | undefined, segments: number): boolean {
  if (!row) return log.version === 0 && log.segments === segments;
  return log.version === row.version && log.rewritten === row.rewritten;
}

async function decoded(
  known: DocLog | null,
  raw: RawDoc,
  segments: number,
  breathe: () => Promise<void>
): Promise<DocLog> {
  const log = known ?? newLog(raw, segments);
  const { ref } = log;
  if (raw.packed)
    addRuns(
      log,
      (readableRuns(raw.packed) ?? []).map((run) => knownRun(ref, run))
    );
  // What is known already has the snapshot; only the tail was read.
  for (const run of known ? raw.tail.flatMap(({ runs }) => runs) : storedIn(raw)) {
    addRuns(log, loadedRun(ref, run));
    await breathe();
  }
  // Another reader of the same log may have come further while this one paused.
  log.version = Math.max(log.version, raw.row?.version ?? 0);
  log.whole = raw.row?.whole ?? false;
  return log;
}

/** A document's log made at once from what lies on disk; for work that does not hurry. */
export function logFrom(raw: RawDoc, segments: number): DocLog {
  const log = newLog(raw, segments);
  const { ref } = log;
  if (raw.packed)
    addRuns(
      log,
      (readableRuns(raw.packed) ?? []).map((run) => knownRun(ref, run))
    );
  for (const run of storedIn(raw)) addRuns(log, loadedRun(ref, run));
  return Object.assign(log, { version: raw.row?.version ?? 0, whole: raw.row?.whole ?? false });
}

function newLog({ doc, row }: RawDoc, segments: number): DocLog {
  return Object.assign(emptyLog(doc), { rewritten: row?.rewritten ?? 0, segments });
}
