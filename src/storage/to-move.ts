import { Dexie } from 'dexie';
import { onDisk, type Database } from './database.ts';

/** Key in `meta` of the sealed store: a move has begun, and is done again from its beginning until it is whole (move-clear.ts). */
export const MOVING_KEY = 'moving';

/** Whether the sealed store is being filled from one in the clear. */
export async function isMoving(database: Database): Promise<boolean> {
  return (await onDisk(database, async () => await database.meta.get(MOVING_KEY))) !== undefined;
}

/** Whether a store in the clear is there that the sealed one has not taken over. */
export async function isToMove(database: Database, from: string): Promise<boolean> {
  if (await isMoving(database)) return true;
  if ((await onDisk(database, async () => await database.meta.count())) > 0) return false;
  return await Dexie.exists(from);
}
