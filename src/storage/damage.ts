import type { DocId } from '#domain/documents.ts';
import type { Database } from './database.ts';
import { onDisk } from './database.ts';
import { placeOfDraft } from './drafts.ts';
import { logFrom } from './logs.ts';
import { openDoc, readSealedDoc } from './raw-doc.ts';
import { rebuild } from './rebuild.ts';
import type { MetaRow, StoredRun, UpdateRow } from './schema.ts';
import { openRun } from './sealing.ts';
import { openSegment } from './segments.ts';
import { SEGMENTS_KEY, SEGMENTS_TOLD_KEY } from './meta-keys.ts';
import { placeOfRefused } from './places.ts';

/** What could not be read and was let go. */
export interface Repaired {
  /** Facts written here that the server had not acknowledged: these do not come back. */
  readonly lostUnsent: number;
  /** Stretches of logs, and segments, that the server has: these do. */
  readonly toFetch: number;
}

/**
 * Lets go of every block that cannot be read (a flipped bit, a torn file, another key) and folds all rows anew from what is left.
 * Each document's log then ends where it can be read, so that the server fills in the rest [STO-32].
 * @param after written when all is done: where the feed begins anew. A crash before repeats the repair.
 */
export async function repairDamage(database: Database, after: readonly MetaRow[]): Promise<Repaired> {
  const told = database.damaged;
  database.damaged = () => undefined;
  try {
    return await onDisk(database, async () => {
      let lostUnsent = 0;
      let toFetch = await dropSegments(database);
      for (const doc of await database.docs.toCollection().primaryKeys()) {
        const { lost, dropped } = await dropRuns(database, doc);
        lostUnsent += lost;
        toFetch += dropped;
      }
      await dropBeside(database);
      await rebuild(database);
      await database.meta.bulkPut([...after]);
      return { lostUnsent, toFetch };
    });
  } finally {
    database.damaged = told;
  }
}

async function dropSegments(database: Database): Promise<number> {
  let dropped = 0;
  for (const first of await database.segments.toCollection().primaryKeys()) {
    const segment = await database.segments.get(first);
    if (!segment || (await openSegment(database, segment))) continue;
    dropped += 1;
    await database.transaction('rw', [database.segments, database.directory, database.meta], async () => {
      const count = ((await database.meta.get(SEGMENTS_KEY))?.value ?? 0) as number; // append.ts writes it
      await database.segments.delete(first);
      await database.directory.delete(first);
      await database.meta.bulkPut([SEGMENTS_KEY, SEGMENTS_TOLD_KEY].map((key) => ({ key, value: count + 1 })));
    });
  }
  return dropped;
}

async function dropRuns(database: Database, doc: DocId): Promise<{ readonly lost: number; readonly dropped: number }> {
  for (;;) {
    const sealed = await readSealedDoc(database, doc);
    const raw = await openDoc(database, sealed);
    const { row } = sealed;
    if (!row || !raw.isDamaged) return { lost: 0, dropped: 0 };
    const snapshot = await readable(database, doc, row.snapshot);
    const changed: UpdateRow[] = [];
    let lost = 0;
    let dropped = row.snapshot.length - snapshot.length;
    for (const update of sealed.tail) {
      const runs = await readable(database, doc, update.runs);
      if (runs.length === update.runs.length) continue;
      const gone = update.runs.filter((run) => !runs.includes(run));
      if (update.unsent !== undefined) lost += gone.reduce((sum, { length }) => sum + length, 0);
      else dropped += gone.length;
      changed.push({ ...update, runs });
    }
    const heads = [...logFrom(raw, 0).heads];
    const done = await database.transaction('rw', [database.docs, database.updates], async () => {
      const current = await database.docs.get(doc);
      if (current?.version !== row.version || current.rewritten !== row.rewritten) return false;
      await database.docs.put({ ...row, heads, snapshot, rewritten: row.rewritten + 1 });
      await database.updates.bulkPut(changed.filter(({ runs }) => runs.length > 0));
      await database.updates.bulkDelete(changed.filter(({ runs }) => runs.length === 0).map(({ n }) => [doc, n]));
      return true;
    });
    if (done) return { lost, dropped };
  }
}

/** Those that can be read, as they lie there. */
async function readable(database: Database, doc: DocId, runs: readonly StoredRun[]): Promise<StoredRun[]> {
  const opened = await Promise.all(runs.map(async (run) => ((await openRun(database, doc, run)) ? run : null)));
  return opened.flatMap((run) => run ?? []);
}

/** What is kept for a person and cannot be read is of no use to anybody. */
async function dropBeside(database: Database): Promise<void> {
  const { sealing } = database;
  for (const row of await database.drafts.toArray()) {
    if (!(await sealing.openBody(placeOfDraft(row), row.body))) await database.drafts.delete([row.user, row.key]);
  }
  for (const row of await database.refused.toArray()) {
    const place = placeOfRefused(row);
    if ((await sealing.openBody(place, row.body)) && (await sealing.openBytes([...place, 'bytes'], row.bytes)))
      continue;
    await database.refused.delete([row.doc, row.client, row.clock]);
  }
  for (const row of await database.strange.toArray()) {
    const isReadable = await sealing.openBytes(['strange', row.doc], row.bytes);
    if (!isReadable && row.id !== undefined) await database.strange.delete(row.id);
  }
}
