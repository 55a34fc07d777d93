import { writeRows } from './append.ts';
import { onDisk, type Database } from './database.ts';
import { allOf } from './doc-log.ts';
import { logFrom } from './logs.ts';
import { rowsOf, sealRows } from './projections.ts';
import { readRawDoc } from './raw-doc.ts';
import { MADE_BY, ROWS_KEY } from './rows-made-by.ts';
import { ROW_TABLES } from './schema.ts';

/**
 * Drops every row and folds it again from the facts, a document a transaction: it may be killed at any point and begins anew at the
 * next start. Facts that come meanwhile fold as ever. Packed documents have no rows.
 */
export async function rebuild(database: Database, progress: (done: number) => void = () => undefined): Promise<void> {
  await onDisk(database, async () => {
    await database.transaction('rw', ['meta', ...ROW_TABLES], async () => {
      await database.meta.delete(ROWS_KEY);
      for (const table of ROW_TABLES) await database.table(table).clear();
    });
    const docs = await database.docs.toCollection().primaryKeys();
    for (const [index, doc] of docs.entries()) {
      while (!(await refold(database, doc)));
      progress((index + 1) / docs.length);
    }
    await database.meta.put({ key: ROWS_KEY, value: MADE_BY });
  });
}

async function refold(database: Database, doc: string): Promise<boolean> {
  const raw = await readRawDoc(database, doc);
  const rows = await sealRows(database, rowsOf(doc, allOf(logFrom(raw, 0))));
  return await database.transaction('rw', ['docs', 'meta', ...ROW_TABLES], async () => {
    const now = await database.docs.get(doc);
    if (now?.version !== raw.row?.version || now?.rewritten !== raw.row?.rewritten) return false;
    await writeRows(database, rows);
    return true;
  });
}
