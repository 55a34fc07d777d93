import { Dexie } from 'dexie';
import { openDatabase, type Database } from './database.ts';
import { placeOfDraft } from './drafts.ts';
import type { DraftBody, MetaRow } from './schema.ts';
import { placeOfSegment, sealRuns } from './sealing.ts';
import { isMoving, MOVING_KEY } from './to-move.ts';
import { placeOfRefused } from './places.ts';

/**
 * Stores of before this device had a key lie in the clear, under another name. They are moved into the sealed one, with all that was
 * not sent; rows and directory are folded anew there [STO-33].
 */

/**
 * First step, without a key: what the device knows of itself.
 * @param meta keys to take along: nothing that says something about a person
 */
export async function moveDevice(database: Database, from: string, meta: readonly string[]): Promise<void> {
  await withClear(from, async (clear) => {
    const rows = (await clear.meta.bulkGet([...meta])).flatMap((row) => row ?? []);
    const moving: MetaRow = { key: MOVING_KEY, value: true };
    await database.meta.bulkPut([...rows, moving]);
  });
}

/** Second step, with the key: everything else. Then the store in the clear is deleted. */
export async function moveFacts(database: Database, from: string, meta: readonly string[]): Promise<void> {
  if (!(await isMoving(database))) return;
  if (await Dexie.exists(from)) {
    await withClear(from, async (clear) => {
      const tables = [
        database.docs,
        database.updates,
        database.segments,
        database.refused,
        database.drafts,
        database.strange
      ];
      for (const table of tables) await table.clear();
      await moveDocs(clear, database);
      await moveSegments(clear, database);
      await moveBeside(clear, database);
      await database.meta.bulkPut((await clear.meta.bulkGet([...meta])).flatMap((row) => row ?? []));
    });
  }
  await Dexie.delete(from);
  await database.meta.delete(MOVING_KEY);
}

/** Opened by a newer version, so that a tab of an older build that still writes there lets go of it. */
async function withClear(name: string, work: (clear: Database) => Promise<void>): Promise<void> {
  const clear = await openDatabase(name, undefined, {}, 2);
  try {
    await work(clear);
  } finally {
    clear.close();
  }
}

async function moveDocs(clear: Database, database: Database): Promise<void> {
  for (const doc of await clear.docs.toCollection().primaryKeys()) {
    const row = await clear.docs.get(doc);
    if (!row) continue;
    const tail = await clear.updates.where('[doc+n]').between([doc, 0], [doc, Infinity]).toArray();
    const sealed = { ...row, snapshot: await sealRuns(database, doc, row.snapshot) };
    const updates = await Promise.all(
      tail.map(async (update) => ({ ...update, runs: await sealRuns(database, doc, update.runs) }))
    );
    await database.transaction('rw', [database.docs, database.updates], async () => {
      await database.docs.put(sealed);
      await database.updates.bulkPut(updates);
    });
  }
}

async function moveSegments(clear: Database, { sealing, segments }: Database): Promise<void> {
  for (const first of await clear.segments.toCollection().primaryKeys()) {
    const segment = await clear.segments.get(first);
    if (segment)
      await segments.put({ ...segment, bytes: await sealing.sealBytes(placeOfSegment(first), segment.bytes) });
  }
}

async function moveBeside(clear: Database, { sealing, refused, drafts, strange }: Database): Promise<void> {
  for (const row of await clear.refused.toArray()) {
    // In the clear, and in the shape of then or of now.
    const { say, body, ...rest } = row as typeof row & { readonly say?: string };
    const words = say ?? (body as unknown as { readonly say?: string } | undefined)?.say ?? '';
    const place = placeOfRefused(row);
    const bytes = await sealing.sealBytes([...place, 'bytes'], row.bytes);
    await refused.put({ ...rest, bytes, body: await sealing.sealBody(place, { say: words }) });
  }
  for (const row of await clear.drafts.toArray()) {
    const body = row.body as unknown as DraftBody; // in the clear
    await drafts.put({ ...row, body: await sealing.sealBody(placeOfDraft(row), body) });
  }
  for (const { id: _, ...row } of await clear.strange.toArray()) {
    await strange.add({ ...row, bytes: await sealing.sealBytes(['strange', row.doc], row.bytes) });
  }
}
