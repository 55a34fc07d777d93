import { liveQuery } from 'dexie';
import type { Database } from './database.ts';

/** Tells how many contents of this device no server has, now and whenever that changes, in any tab. Returns the way to stop. */
export function watchContentsToSend(
  database: Database,
  next: (count: number) => void,
  failed: (error: unknown) => void = () => undefined
): () => void {
  const query = async (): Promise<number> => await database.blobs.where('sentTo').equals('').count();
  const subscription = liveQuery(query).subscribe({ next, error: failed });
  return () => subscription.unsubscribe();
}
