import type { UserId } from '#domain/ids.ts';
import { onDisk, type Database } from './database.ts';
import type { DraftBody, DraftRow } from './schema.ts';
import type { Place } from './sealing.ts';

/** Keeps a half-filled form of a person on this device; one with the same key is replaced. */
export async function keepDraft(
  database: Database,
  { body, ...draft }: Omit<DraftRow, 'body'> & { readonly body: DraftBody }
): Promise<void> {
  const sealed = await database.sealing.sealBody(placeOfDraft(draft), body);
  await onDisk(database, async () => await database.drafts.put({ ...draft, body: sealed }));
}

export const placeOfDraft = ({ user, key }: Pick<DraftRow, 'user' | 'key'>): Place => ['drafts', user, key];

export async function dropDraft(database: Database, user: UserId, key: string): Promise<void> {
  await onDisk(database, async () => await database.drafts.delete([user, key]));
}
