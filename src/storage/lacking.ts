import { Dexie } from 'dexie';
import { parseDocId, type DocId, type DocKind } from '#domain/documents.ts';
import { deviceOf, type ClientId, type DeviceNo } from '#domain/ids.ts';
import { encodeRun, type Run } from '#protocol/update.ts';
import { onDisk, type Database } from './database.ts';
import { readRawDoc, runsIn, tailOf } from './raw-doc.ts';
import { ROWS_KEY } from './rows-made-by.ts';
import { joinedRuns, readableRuns } from './runs.ts';
import type { MetaRow } from './schema.ts';
import { openSegment, packedIn, type PackedDoc } from './segments.ts';

/** A document of which a restored server lacks facts of other devices, and where it is with each of their writers. */
export interface Lacking {
  readonly doc: DocId;
  readonly have: readonly (readonly [ClientId, number])[];
}

/** Documents after one, up to and with another; null for all that follow. */
export interface Range {
  readonly after: DocId;
  readonly upTo: DocId | null;
}

/** What the server's own agent writes it says anew in a new life: nobody gives that back, and nobody keeps it (`forgetLost`). */
const SAID_BY_SERVER: Readonly<Record<DocKind, boolean>> = {
  practice: false,
  day: false,
  patient: false,
  case: false,
  inbox: false,
  arrivals: true,
  board: true,
  audit: false,
  // It has never been on a device: a backup gives it back.
  outside: true
};

const isSaidByServer = (doc: DocId): boolean => {
  const ref = parseDocId(doc);
  return ref === null || SAID_BY_SERVER[ref.kind];
};

/** Keys in `meta` of what is to be given back, some documents to each: it may be all there is. */
const KEY = 'reseed/';
const DOCS_A_ROW = 200;
/** One stretch that is sent at once. Bytes, about. */
const PART_BYTES = 16 * 1024;
const FACTS_A_PART = 50;

/**
 * Compares what the server's new life sent of some documents with what lies here. Answers rows for
 * `meta`, to be written with the place the first sync has come to, so that a crash forgets nothing [STO-40].
 */
export async function lackingIn(
  database: Database,
  device: DeviceNo,
  { after, upTo }: Range,
  packed: readonly PackedDoc[]
): Promise<MetaRow[]> {
  return await onDisk(database, async () => {
    const sent = new Map(packed.map(({ doc, update }) => [doc, update]));
    const lacking: Lacking[] = [];
    const compare = (doc: DocId, heads: readonly (readonly [ClientId, number])[]): void => {
      if (isSaidByServer(doc)) return;
      const has = headsOf(sent.get(doc));
      const have = heads.flatMap(([client, head]): [ClientId, number][] => {
        const at = has.get(client) ?? 0;
        return deviceOf(client) !== device && at < head ? [[client, at]] : [];
      });
      if (have.length > 0) lacking.push({ doc, have });
    };
    const known = new Set<DocId>();
    const range = database.docs.where('doc').between(after, upTo ?? Dexie.maxKey, false, true);
    for (const { doc, heads } of await range.toArray()) {
      known.add(doc);
      compare(doc, heads);
    }
    for await (const { doc, update } of packedHere(database, after, upTo)) {
      const same = sent.get(doc);
      if (known.has(doc) || (same && isEqual(same, update))) continue;
      compare(doc, [...headsOf(update)]);
    }
    return inRows(lacking);
  });
}

/** The next of what is to be given back: stretches in order, and what to call when the server has answered for all of them. */
export async function nextLacking(
  database: Database
): Promise<{ readonly parts: readonly PackedDoc[]; done(): Promise<void> } | null> {
  const row = await onDisk(database, async () => await database.meta.where('key').between(KEY, `${KEY}~`).first());
  if (!row) return null;
  const parts: PackedDoc[] = [];
  for (const { doc, have } of row.value as readonly Lacking[]) {
    // written by lackingIn
    const from = new Map(have);
    for (const run of joinedRuns(runsIn(await onDisk(database, () => readRawDoc(database, doc))))) {
      const clock = from.get(run.client);
      if (clock !== undefined) for (const update of cut(run, clock)) parts.push({ doc, update });
    }
  }
  return { parts, done: async () => await onDisk(database, async () => await database.meta.delete(row.key)) };
}

/**
 * Lets go of facts that nobody will give to the server's new life again: what its own agent said in the one that is over, and, where
 * this is no desk, whatever others wrote. They would be shown here alone, and for ever. What the new life has of these documents is
 * stored right after; `rebuildIfStale` then folds the rows [STO-41].
 */
export async function forgetLost(
  database: Database,
  { device, isDesk }: { readonly device: DeviceNo; readonly isDesk: boolean },
  { after, upTo }: Range
): Promise<void> {
  await onDisk(database, async () => {
    const inRange = database.docs.where('doc').between(after, upTo ?? Dexie.maxKey, false, true);
    const docs = await inRange.primaryKeys();
    for (const doc of isDesk ? docs.filter(isSaidByServer) : docs) await keepOwn(database, doc, device, isDesk);
  });
}

async function keepOwn(database: Database, doc: DocId, device: DeviceNo, isDesk: boolean): Promise<void> {
  const isOwn = (client: ClientId): boolean => deviceOf(client) === device;
  await database.transaction('rw', [database.docs, database.updates, database.folded, database.meta], async () => {
    const row = await database.docs.get(doc);
    if (!row || row.heads.every(([client]) => isOwn(client))) return;
    const heads = row.heads.filter(([client]) => isOwn(client));
    const snapshot = row.snapshot.filter(({ client }) => isOwn(client));
    await database.docs.put({ ...row, heads, snapshot, rewritten: row.rewritten + 1 });
    for (const update of await tailOf(database, doc, 0)) {
      const runs = update.runs.filter(({ client }) => isOwn(client));
      if (runs.length === 0) await database.updates.delete([doc, update.n]);
      else if (runs.length < update.runs.length) await database.updates.put({ ...update, runs });
    }
    // A desk's boards are folded as a whole; of the others all rows are folded anew.
    if (isDesk) await database.folded.delete(doc);
    else await database.meta.delete(ROWS_KEY);
  });
}

function* cut({ client, facts }: Run, from: number): Generator<Uint8Array> {
  let at = from;
  while (at < facts.length) {
    let count = Math.min(FACTS_A_PART, facts.length - at);
    let update = encodeRun({ client, clock: at, facts: facts.slice(at, at + count) });
    while (update.length > PART_BYTES && count > 1) {
      count = Math.ceil(count / 2);
      update = encodeRun({ client, clock: at, facts: facts.slice(at, at + count) });
    }
    yield update;
    at += count;
  }
}

function inRows(lacking: readonly Lacking[]): MetaRow[] {
  const rows: MetaRow[] = [];
  for (let at = 0; at < lacking.length; at += DOCS_A_ROW) {
    const some = lacking.slice(at, at + DOCS_A_ROW);
    rows.push({ key: `${KEY}${some[0]?.doc ?? ''}`, value: some });
  }
  return rows;
}

/** Documents that lie in segments here. A segment that cannot be read has nothing to give. */
async function* packedHere(database: Database, after: DocId, upTo: DocId | null): AsyncGenerator<PackedDoc> {
  for (const first of await database.segments.toCollection().primaryKeys()) {
    if (upTo !== null && first > upTo) continue;
    const segment = await database.segments.get(first);
    const opened = segment && (segment.docs.at(-1) ?? first) > after ? await openSegment(database, segment) : null;
    if (!opened) continue;
    for (const packed of packedIn(opened))
      if (packed.doc > after && (upTo === null || packed.doc <= upTo)) yield packed;
  }
}

function headsOf(update: Uint8Array | undefined): Map<ClientId, number> {
  const heads = new Map<ClientId, number>();
  for (const { client, clock, facts } of (update && readableRuns(update)) ?? [])
    heads.set(client, Math.max(heads.get(client) ?? 0, clock + facts.length));
  return heads;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
