import type { UserId } from '#domain/ids.ts';
import { onDisk, type Database } from './database.ts';
import type { DraftRow } from './schema.ts';

/** Keeps a half-filled form of a person on this device; one with the same key is replaced. */
export async function keepDraft(database: Database, draft: DraftRow): Promise<void> {
  await onDisk(database, async () => await database.drafts.put(draft));
}

export async function dropDraft(database: Database, user: UserId, key: string): Promise<void> {
  await onDisk(database, async () => await database.drafts.delete([user, key]));
}
