import { liveQuery } from 'dexie';
import type { LocalDate } from '#domain/time.ts';
import { onDisk, type Database } from './database.ts';
import type { Kept } from './sealing.ts';

/** Small things a device keeps about itself. Each key has one writer, which gives its values their type. */
export async function readMeta<T>(database: Database, key: string): Promise<T | undefined> {
  return await onDisk(database, async () => (await database.meta.get(key))?.value as T | undefined); // its one writer's type
}

export async function writeMeta(database: Database, key: string, value: unknown): Promise<void> {
  await onDisk(database, async () => {
    if (value === undefined) await database.meta.delete(key);
    else await database.meta.put({ key, value });
  });
}

/** Writes only where what lies there is as the writer thinks it is. Says whether it was. */
export async function replaceMeta<T>(
  database: Database,
  key: string,
  isExpected: (now: T | undefined) => boolean,
  value: T
): Promise<boolean> {
  return await onDisk(
    database,
    async () =>
      await database.transaction('rw', [database.meta], async () => {
        if (!isExpected((await database.meta.get(key))?.value as T | undefined)) return false; // its writers' type
        await database.meta.put({ key, value });
        return true;
      })
  );
}

/** Keys in `meta` whose values are sealed: a session's token, the clinic's key to what kiosks take, the downtime packet. */
export const SEALED_META: ReadonlySet<string> = new Set<SealedMetaKey>(['session', 'arrivals-key', 'downtime']);
type SealedMetaKey = 'session' | 'arrivals-key' | 'downtime';

/** The same for what says something about a person, or is a secret: sealed. Undefined for what cannot be read. */
export async function readSealed<T>(database: Database, key: SealedMetaKey): Promise<T | undefined> {
  // Who asked while it was unlocked gets an answer, though it is locked meanwhile: a session is ended by showing it once more.
  const { sealing } = database;
  const sealed = await readMeta<Kept<T>>(database, key);
  return sealed === undefined ? undefined : (await sealing.openBody(['meta', key], sealed))?.body;
}

export async function writeSealed(database: Database, key: SealedMetaKey, value: unknown): Promise<void> {
  await writeMeta(database, key, await database.sealing.sealBody(['meta', key], value));
}

/** Key in `meta`: how many blocks were sealed with a key. */
export const sealedKey = (generation: number): string => `sealed/${generation}`;

/** Counts blocks that are sealed with a key, in whichever tab. */
export async function addSealed(database: Database, generation: number, blocks: number): Promise<void> {
  await count(database, sealedKey(generation), (before: number | undefined) => (before ?? 0) + blocks);
}

/** Counts a boot. On disk when it resolves: no two boots of a device ever have one number, whatever crashes in between. */
export async function nextBoot(database: Database): Promise<number> {
  return await count(database, 'boot', (before: number | undefined) => (before ?? 0) + 1);
}

/** So many days have their counts kept: a clock may be wrong by a day, and right again. */
const DAYS_COUNTED = 7;

/** The device's next number of that day, from 1. On disk when it resolves: a number is never given twice, however the clock is set. */
export async function nextOfDay(database: Database, date: LocalDate): Promise<number> {
  type DayCounts = readonly { readonly date: LocalDate; readonly count: number }[];
  const counts = await count(database, 'tickets', (before: DayCounts = []) => {
    const next = (before.find((day) => day.date === date)?.count ?? 0) + 1;
    return [{ date, count: next }, ...before.filter((day) => day.date !== date)].slice(0, DAYS_COUNTED);
  });
  return counts[0]?.count ?? 1;
}

async function count<T>(database: Database, key: string, next: (before: T | undefined) => T): Promise<T> {
  return await onDisk(
    database,
    async () =>
      await database.transaction('rw', [database.meta], async () => {
        const value = next((await database.meta.get(key))?.value as T | undefined); // written here alone
        await database.meta.put({ key, value });
        return value;
      })
  );
}

/** Follows one of them, in whichever tab it changes. Returns the way to stop. */
export function watchMeta<T>(database: Database, key: string, next: (value: T | undefined) => void): () => void {
  const query = async (): Promise<T | undefined> => (await database.meta.get(key))?.value as T | undefined; // its writer's type
  const subscription = liveQuery(query).subscribe({ next, error: () => undefined });
  return () => subscription.unsubscribe();
}
