import type { DocId } from '#domain/documents.ts';
import { compact } from './compaction.ts';
import { onDisk, type Database } from './database.ts';
import type { MetaRow } from './schema.ts';
import { SEGMENTS_KEY, SEGMENTS_TOLD_KEY } from './meta-keys.ts';

/** Documents with appends that may be merged: everything of them that was sent. */
export async function looseDocs(database: Database): Promise<DocId[]> {
  return await onDisk(database, async () => {
    const found: DocId[] = [];
    await database.docs.each(({ doc, version, through }) => {
      if (version > through) found.push(doc);
    });
    return found;
  });
}

/**
 * Makes room without taking anything away that somebody could miss [STO-25]: what can be made again from the rest goes first (on a
 * full disk there is no room to merge), then every document's sent appends are merged. Each step is whole transactions.
 * @param isQuiet which documents nobody works in just now
 */
export async function freeSpace(database: Database, isQuiet: (doc: DocId) => boolean): Promise<void> {
  await onDisk(database, async () => await database.directory.clear());
  for (const doc of await looseDocs(database)) if (isQuiet(doc)) await compact(database, doc);
}

/**
 * Takes the packed patients off this device: the server has them, and they can be fetched again [STO-26]. Patients with anything of
 * their own here (changed since, or not yet sent) stay, whole. `meta` (how they are fetched again) goes with the last of it.
 */
export async function dropPacked(database: Database, meta: readonly MetaRow[]): Promise<void> {
  for (;;) {
    await onDisk(database, async () => await database.directory.clear());
    for (const doc of await overlays(database))
      while (!(await compact(database, doc)) && (await isOverlay(database, doc)));
    if (await onDisk(database, async () => await dropNow(database, meta))) return;
  }
}

async function dropNow(database: Database, meta: readonly MetaRow[]): Promise<boolean> {
  const tables = [database.docs, database.segments, database.directory, database.meta];
  return await database.transaction('rw', tables, async () => {
    // Somebody changed a packed patient meanwhile: made whole first.
    if ((await overlaysIn(database)).length > 0) return false;
    const count = ((await database.meta.get(SEGMENTS_KEY))?.value ?? 0) as number; // append.ts writes it
    await database.segments.clear();
    await database.directory.clear();
    const counts = [SEGMENTS_KEY, SEGMENTS_TOLD_KEY].map((key) => ({ key, value: count + 1 }));
    await database.meta.bulkPut([...counts, ...meta]);
    return true;
  });
}

/** Documents of which a segment holds a part. */
async function overlays(database: Database): Promise<DocId[]> {
  return await onDisk(database, async () => await overlaysIn(database));
}

async function overlaysIn(database: Database): Promise<DocId[]> {
  const found: DocId[] = [];
  await database.docs
    .where('doc')
    .startsWith('patient/')
    .each(({ doc, whole }) => {
      if (!whole) found.push(doc);
    });
  return found;
}

async function isOverlay(database: Database, doc: DocId): Promise<boolean> {
  return await onDisk(database, async () => (await database.docs.get(doc))?.whole === false);
}
