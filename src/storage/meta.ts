import { liveQuery } from 'dexie';
import type { LocalDate } from '#domain/time.ts';
import { onDisk, type Database } from './database.ts';

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

/** Counts a boot. On disk when it resolves: no two boots of a device ever have one number, whatever crashes in between. */
export async function nextBoot(database: Database): Promise<number> {
  return await count(database, 'boot', (before: number | undefined) => (before ?? 0) + 1);
}

/** The device's next number of that day, from 1. On disk when it resolves: a number is never given twice. */
export async function nextOfDay(database: Database, date: LocalDate): Promise<number> {
  interface DayCount {
    readonly date: LocalDate;
    readonly count: number;
  }
  const next = await count(database, 'ticket', (before: DayCount | undefined) => ({
    date,
    count: before?.date === date ? before.count + 1 : 1
  }));
  return next.count;
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
