import type { DocId } from '#domain/documents.ts';
import { isVoid, type Fact } from '#domain/fact.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { decodeRuns } from '#protocol/update.ts';
import { writeRows } from './append.ts';
import { compacted } from './compaction.ts';
import { onDisk, type Database } from './database.ts';
import { allOf } from './doc-log.ts';
import { logFrom } from './logs.ts';
import { rowsOf, sealRows } from './projections.ts';
import { readRawDoc, type RawDoc } from './raw-doc.ts';
import { recordedIn, storedRuns } from './runs.ts';
import { ROW_TABLES, type RefusedRow, type StoredRun, type UpdateRow } from './schema.ts';
import { sealRuns } from './sealing.ts';
import { placeOfRefused } from './places.ts';

/** The server's final no to what `client` wrote to `doc` from `clock` on. What of the same append it took before stays. */
export interface Refusal {
  readonly doc: DocId;
  readonly client: ClientId;
  readonly clock: number;
  readonly code: string;
  readonly say: string;
}

/**
 * Takes one refused append out of its document and keeps it, with the server's words, for a person. Its place in the log is held by
 * facts that take themselves back: they have the same names, so the appends after it keep theirs and can still be sent, and what
 * this device shows is again what all others show. Answers false when there is no such append, or only a placeholder.
 *
 * [Note: why a placeholder] A writer's log must have no gap: the server would never take what comes after one. And no other device
 * has seen the refused facts, so nobody can hold other bytes under their names.
 */
export async function setAside(database: Database, refusal: Refusal, now: Instant): Promise<boolean> {
  return await rewrite(database, refusal, now, ({ unsent }, raw) => {
    const refused = unsent.filter(({ run }) => run.clock <= refusal.clock && refusal.clock < run.clock + run.length);
    const places = new Set(refused.map(({ row }) => row.n));
    const tail = raw.tail.map((row) =>
      places.has(row.n) ? { ...row, runs: row.runs.flatMap((run) => placeholder(run, refusal.clock)) } : row
    );
    return { refused, raw: { ...raw, tail } };
  });
}

/**
 * Takes all that waits of a client in a document out of it and keeps it: this device may not write there, or another one writes
 * under its name. The client's log ends at `clock`; whoever writes on takes a new client.
 */
export async function setAllAside(database: Database, refusal: Refusal, now: Instant): Promise<boolean> {
  return await rewrite(database, refusal, now, ({ unsent }, raw) => {
    const refused = unsent.filter(({ run }) => run.clock + run.length > refusal.clock);
    const places = new Set(refused.map(({ row }) => row.n));
    const tail = raw.tail.filter(({ n }) => !places.has(n));
    if (!raw.row || refused.length === 0) return { refused, raw };
    const end = Math.min(...refused.map(({ run }) => run.clock));
    const heads = raw.row.heads.map(([client, head]) => [client, client === refusal.client ? end : head] as const);
    return { refused, raw: { ...raw, row: { ...raw.row, heads }, tail } };
  });
}

interface UnsentRun {
  readonly row: UpdateRow;
  readonly run: StoredRun;
}

type Change = (
  found: { readonly unsent: readonly UnsentRun[] },
  raw: RawDoc
) => { readonly refused: readonly UnsentRun[]; readonly raw: RawDoc };

async function rewrite(database: Database, refusal: Refusal, now: Instant, change: Change): Promise<boolean> {
  return await onDisk(database, async () => {
    for (;;) {
      const found = await readRawDoc(database, refusal.doc);
      if (!found.row || found.isDamaged) return false;
      // Compacted first: after a new epoch, what is unsent lies in the snapshot or a segment as well, and would come back from there.
      const { snapshot, merged, left } = compacted(found);
      const row = { ...found.row, snapshot, through: found.row.version, whole: true };
      const before: RawDoc = { doc: refusal.doc, row, packed: null, tail: left };
      const unsent = left.flatMap((update) =>
        update.runs.filter(({ client }) => client === refusal.client).map((run) => ({ row: update, run }))
      );
      const { refused, raw } = change({ unsent: unsent.filter((one) => one.row.unsent !== undefined) }, before);
      const kept = await database.refused.bulkGet(refused.map(({ run }) => [refusal.doc, run.client, run.clock]));
      const isPlaceholder = raw.tail.length === before.tail.length && kept.some(Boolean);
      if (refused.length === 0 || isPlaceholder) return false;
      const first = refused.filter((_, index) => !kept[index]);
      if (await writeRewritten(database, { before, raw, merged, refused, first, refusal, now })) return true;
    }
  });
}

interface Rewriting {
  readonly before: RawDoc;
  readonly raw: RawDoc;
  /** Appends that went into the snapshot. */
  readonly merged: readonly UpdateRow[];
  readonly refused: readonly UnsentRun[];
  /** Those of them that are refused for the first time: what a placeholder stands for is kept already. */
  readonly first: readonly UnsentRun[];
  readonly refusal: Refusal;
  readonly now: Instant;
}

async function writeRewritten(database: Database, step: Rewriting): Promise<boolean> {
  const { before, raw, merged, refused, first, refusal, now } = step;
  const { doc } = refusal;
  const rows = await sealRows(database, refolded(before, raw, refused));
  const snapshot = await sealRuns(database, doc, raw.row?.snapshot ?? []);
  const tail = await Promise.all(
    raw.tail.map(async (update) => ({ ...update, runs: await sealRuns(database, doc, update.runs) }))
  );
  const kept = await Promise.all(first.map(async ({ run }) => await refusedRow(database, run, refusal, now)));
  const left = new Set(raw.tail.map(({ n }) => n));
  const gone = [...merged, ...before.tail.filter(({ n }) => !left.has(n))];
  return await database.transaction('rw', ['docs', 'updates', 'refused', 'meta', ...ROW_TABLES], async () => {
    const current = await database.docs.get(doc);
    if (!raw.row || current?.version !== raw.row.version || current.rewritten !== raw.row.rewritten) return false;
    await database.docs.put({ ...raw.row, snapshot, rewritten: raw.row.rewritten + 1 });
    await database.updates.bulkDelete(gone.map(({ n }) => [doc, n]));
    await database.updates.bulkPut(tail);
    await database.refused.bulkPut(kept);
    await writeRows(database, rows);
    return true;
  });
}

async function refusedRow(
  { sealing }: Database,
  { clock, bytes }: StoredRun,
  { doc, client, code, say }: Refusal,
  at: Instant
): Promise<RefusedRow> {
  const place = placeOfRefused({ doc, client, clock });
  const body = await sealing.sealBody(place, { say });
  return { doc, client, clock, bytes: await sealing.sealBytes([...place, 'bytes'], bytes), code, body, at };
}

/** The rows of what the refused facts spoke of, folded without them. */
function refolded(before: RawDoc, after: RawDoc, refused: readonly UnsentRun[]) {
  const was = logFrom(before, 0);
  const is = allOf(logFrom(after, 0));
  const touched = new Set(
    recordedIn(
      was.ref,
      refused.flatMap(({ run }) => decodeRuns(run.bytes))
    ).flatMap((recorded) => {
      const { client, clock, fact } = recorded;
      return was.entityOfFact.get(isVoid(fact) ? fact.of.fact : `${client}.${clock}`) ?? [];
    })
  );
  return rowsOf(before.doc, new Map([...touched].map((entity) => [entity, is.get(entity) ?? []])));
}

function placeholder(run: StoredRun, from: number): StoredRun[] {
  const { client, clock, bytes } = run;
  const facts = decodeRuns(bytes).flatMap((whole) => whole.facts as readonly Fact[]); // written by this device
  const empty = facts.map((fact, index): Fact => {
    if (clock + index < from) return fact;
    const of = { fact: `${client}.${clock + index}`, reason: 'not accepted by the server' };
    return { kind: 'fact/voided', at: fact.at, by: fact.by, of };
  });
  return storedRuns({ client, clock, facts: empty, bad: run.bad ?? [] });
}
