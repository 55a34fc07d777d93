import type { UserId } from '#domain/ids.ts';
import type { SessionKey } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';

const KEY = 'session';

interface KeptSession extends SessionKey {
  readonly user: UserId;
}

/** The token of a person's session with the server; undefined where they have none, as after signing in without it. */
export async function sessionOf(database: Database, user: UserId): Promise<string | undefined> {
  const kept = await readMeta<KeptSession>(database, KEY);
  return kept?.user === user ? kept.token : undefined;
}

/** The same of whoever is at the device. */
export async function presentSession(database: Database): Promise<string | undefined> {
  return (await readMeta<KeptSession>(database, KEY))?.token;
}

export async function keepSession(database: Database, user: UserId, session: SessionKey): Promise<void> {
  await writeMeta(database, KEY, { ...session, user } satisfies KeptSession);
}

export async function dropSession(database: Database): Promise<void> {
  await writeMeta(database, KEY, undefined);
}
