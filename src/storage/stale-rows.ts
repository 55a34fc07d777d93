import { onDisk, type Database } from './database.ts';
import { MADE_BY, ROWS_KEY } from './rows-made-by.ts';

/** Folds all rows anew when they were made by other folds, or when a rebuild was cut short. */
export async function rebuildIfStale(
  database: Database,
  progress: (done: number) => void = () => undefined
): Promise<void> {
  const made = await onDisk(database, async () => (await database.meta.get(ROWS_KEY))?.value);
  if (made === MADE_BY) return;
  const isEmpty = (await onDisk(database, async () => await database.docs.count())) === 0;
  if (isEmpty) await onDisk(database, async () => await database.meta.put({ key: ROWS_KEY, value: MADE_BY }));
  else await (await import('./rebuild.ts')).rebuild(database, progress);
}
