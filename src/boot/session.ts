import type { UserId } from '#domain/ids.ts';
import type { SessionKey } from '#protocol/http.ts';
import type { Database } from '#storage/database.ts';
import { readSealed, writeSealed } from '#storage/meta.ts';
import { LOCKED } from '#storage/sealing.ts';
import { presentToken } from './identity.ts';
import type { Shown } from './server-calls.ts';

const KEY = 'session';
/** Whoever broke the glass has nobody's session, their own included. */
export const NOBODY: UserId = '';

interface KeptSession extends SessionKey {
  readonly user: UserId;
}

/** Of everybody who comes and goes at this device; sealed, for each is a secret. */
interface Sessions {
  readonly present: UserId;
  readonly all: readonly KeptSession[];
}

/** The token of a person's session with the server; undefined where they have none, as after signing in without it. */
export async function sessionOf(database: Database, user: UserId): Promise<string | undefined> {
  return (await read(database))?.all.find((kept) => kept.user === user)?.token;
}

/** The same of whoever is at the device; of nobody while it is locked. */
export async function presentSession(database: Database): Promise<string | undefined> {
  const sessions = await read(database);
  return sessions?.all.find((kept) => kept.user === sessions.present)?.token;
}

/** What this device shows with each call: its token as it is now, and the session of whoever is at it. */
export async function shownAt(database: Database | null): Promise<Shown> {
  return database ? { token: await presentToken(database), session: await presentSession(database) } : {};
}

/** Somebody has signed in, or is back: `session` is null where theirs goes on, if they have one. */
export async function keepSession(database: Database, user: UserId, session: SessionKey | null): Promise<void> {
  const before = (await read(database))?.all ?? [];
  const all = session ? [...before.filter((kept) => kept.user !== user), { ...session, user }] : before;
  await writeSealed(database, KEY, { present: user, all } satisfies Sessions);
}

/** A person's session is over. */
export async function dropSession(database: Database, user: UserId): Promise<void> {
  const sessions = await read(database);
  if (!sessions) return;
  const all = sessions.all.filter((kept) => kept.user !== user);
  await writeSealed(database, KEY, { ...sessions, all } satisfies Sessions);
}

async function read(database: Database): Promise<Sessions | undefined> {
  return database.sealing === LOCKED ? undefined : await readSealed<Sessions>(database, KEY);
}
