import { parseDocId, type DocId } from '#domain/documents.ts';
import { deviceOf, type ClientId, type DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Run } from '#protocol/update.ts';
import { onDisk, type Database } from './database.ts';
import { openDoc, readSealedDoc, runsIn } from './raw-doc.ts';
import { joinedRuns, knownRun, storedRuns } from './runs.ts';
import type { MetaRow, StoredRun, UpdateRow } from './schema.ts';
import { sealRuns } from './sealing.ts';

/** An append that is sent again holds at most so many facts: it must fit a frame. */
const FACTS_AN_APPEND = 50;

/** The server lacks what `client` wrote to the document from `clock` on: it waits to be sent again. */
export async function sendAgain(
  database: Database,
  doc: DocId,
  { client, from, now }: { client: ClientId; from: number; now: Instant }
): Promise<void> {
  await onDisk(database, async () => await unsend(database, doc, now, (writer) => (writer === client ? from : null)));
}

/**
 * The server began a new life, from a backup or from nothing (DESIGN.md §6): everything this device ever wrote waits to be sent
 * again; what the new one has already it acknowledges again. `after` is written when all is marked, so that a crash repeats it.
 */
export async function sendAllAgain(
  database: Database,
  device: DeviceNo,
  { now, after }: { now: Instant; after: readonly MetaRow[] }
): Promise<void> {
  await onDisk(database, async () => {
    for (const doc of await database.docs.where('own').equals(1).primaryKeys()) {
      await unsend(database, doc, now, (writer) => (deviceOf(writer) === device ? 0 : null));
    }
    await database.meta.bulkPut([...after]);
  });
}

/** Marks own appends of the tail unsent; what lies elsewhere is put into the tail once more. @param from clock, or null for none */
async function unsend(
  database: Database,
  doc: DocId,
  now: Instant,
  from: (client: ClientId) => number | null
): Promise<void> {
  for (;;) {
    const sealed = await readSealedDoc(database, doc);
    // As they lie on disk: an append that is only marked is not sealed again.
    const { row, tail } = sealed;
    if (!row) return;
    const raw = await openDoc(database, sealed);
    const ref = parseDocId(doc);
    const marked = tail.filter(({ runs }) =>
      runs.every((run) => run.clock + run.length > (from(run.client) ?? Infinity))
    );
    const again: StoredRun[][] = [];
    for (const run of joinedRuns(runsIn(raw)).flatMap((one) => notIn(marked, one, from(one.client) ?? Infinity))) {
      again.push(await sealRuns(database, doc, storedRuns(knownRun(ref, run))));
    }
    const done = await database.transaction('rw', [database.docs, database.updates], async () => {
      const current = await database.docs.get(doc);
      if (current?.version !== row.version || current.rewritten !== row.rewritten) return false;
      await database.updates.bulkPut(marked.map((update) => ({ ...update, unsent: update.unsent ?? now })));
      await database.updates.bulkAdd(
        again.map((runs, index) => ({ doc, n: row.version + 1 + index, runs, unsent: now }))
      );
      await database.docs.put({ ...current, version: row.version + again.length });
      return true;
    });
    if (done) return;
  }
}

/** The stretches of a run, from a clock on, that no marked append holds; each short enough to be sent. */
function notIn(marked: readonly UpdateRow[], run: Run, from: number): Run[] {
  const held = new Set<number>();
  for (const { client, clock, length } of marked.flatMap(({ runs }) => runs)) {
    if (client === run.client) for (let at = clock; at < clock + length; at++) held.add(at);
  }
  const cut: { client: ClientId; clock: number; facts: unknown[] }[] = [];
  for (const [clock, fact] of run.facts.entries()) {
    if (clock < from || held.has(clock)) continue;
    const last = cut.at(-1);
    const follows = last && last.clock + last.facts.length === clock && last.facts.length < FACTS_AN_APPEND;
    if (follows) last.facts.push(fact);
    else cut.push({ client: run.client, clock, facts: [fact] });
  }
  return cut;
}
