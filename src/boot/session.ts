import type { UserId } from '#domain/ids.ts';
import type { SessionKey } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readSealed, writeMeta, writeSealed } from '#storage/meta.ts';
import { LOCKED } from '#storage/sealing.ts';

const KEY = 'session';

interface KeptSession extends SessionKey {
  readonly user: UserId;
}

/** The token of a person's session with the server; undefined where they have none, as after signing in without it. */
export async function sessionOf(database: Database, user: UserId): Promise<string | undefined> {
  const kept = await present(database);
  return kept?.user === user ? kept.token : undefined;
}

/** The same of whoever is at the device; of nobody while it is locked. */
export async function presentSession(database: Database): Promise<string | undefined> {
  return (await present(database))?.token;
}

export async function keepSession(database: Database, user: UserId, session: SessionKey): Promise<void> {
  await writeSealed(database, KEY, { ...session, user } satisfies KeptSession);
}

export async function dropSession(database: Database): Promise<void> {
  await writeMeta(database, KEY, undefined);
}

async function present(database: Database): Promise<KeptSession | undefined> {
  return database.sealing === LOCKED ? undefined : await readSealed<KeptSession>(database, KEY);
}
