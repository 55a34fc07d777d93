import { randomBytes } from 'node:crypto';
import { POSTGRES_BLOBS } from '../blobs/schema.ts';
import { APPEND } from './append.ts';
import { LATER_COLUMNS } from '../people/schema.ts';
import type { Database } from './database.ts';
import { LOCK } from './keys.ts';

/** Counted up with every change below that an older build would not understand. */
const VERSION = 5;
/** `sha256`, covering indexes and identity columns are there from here on. */
const OLDEST_SERVER = 120_000;

/** The same tables as SQLite's (journal/schema.ts, people/schema.ts). Names of documents are compared byte by byte, as there. */
const TABLES = `
CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS docs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS journal (
  seq bigint PRIMARY KEY,
  doc bigint NOT NULL,
  device integer NOT NULL,
  client bigint NOT NULL,
  clock bigint NOT NULL,
  count integer NOT NULL,
  at bigint NOT NULL,
  bytes bytea NOT NULL,
  hash bytea NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS journal_by_writer ON journal (doc, client, clock) INCLUDE (count);
CREATE INDEX IF NOT EXISTS journal_by_doc ON journal (doc, seq);
CREATE TABLE IF NOT EXISTS snapshots (doc bigint PRIMARY KEY, seq bigint NOT NULL, bytes bytea NOT NULL, sum bytea NOT NULL);
CREATE TABLE IF NOT EXISTS quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL, device integer NOT NULL, doc text NOT NULL, code text NOT NULL, bytes bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS quarantine_by_device ON quarantine (device);
CREATE TABLE IF NOT EXISTS devices (
  no integer PRIMARY KEY,
  role text NOT NULL,
  site text NOT NULL,
  label text NOT NULL UNIQUE,
  token bytea UNIQUE,
  enrolled_at bigint NOT NULL,
  revoked_at bigint,
  boots integer NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS people (
  "user" text PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  initials text NOT NULL,
  role text NOT NULL,
  salt bytea NOT NULL,
  hash bytea NOT NULL,
  disabled_at bigint
);
CREATE TABLE IF NOT EXISTS sign_ins (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, device integer NOT NULL, "user" text NOT NULL, at bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS codes (hash bytea PRIMARY KEY, role text NOT NULL, site text NOT NULL, expires_at bigint);
CREATE TABLE IF NOT EXISTS sessions (
  id text PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  device integer NOT NULL,
  "user" text NOT NULL,
  started_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  ended_at bigint,
  why text
);
CREATE INDEX IF NOT EXISTS sessions_by_place ON sessions (device, "user");
CREATE TABLE IF NOT EXISTS enrolments (
  id text PRIMARY KEY,
  code bytea NOT NULL UNIQUE,
  secret bytea NOT NULL UNIQUE,
  role text NOT NULL,
  site text NOT NULL,
  by_user text NOT NULL,
  expires_at bigint NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  state text NOT NULL,
  claim bytea UNIQUE,
  commitment text,
  server_nonce text,
  device_nonce text,
  sig_key text,
  dh_key text,
  device integer
);
CREATE TABLE IF NOT EXISTS passkeys (
  credential text PRIMARY KEY,
  "user" text NOT NULL,
  rp_id text NOT NULL,
  public_key text NOT NULL,
  algorithm integer NOT NULL,
  counter bigint NOT NULL,
  name text NOT NULL,
  device integer NOT NULL,
  added_at bigint NOT NULL,
  used_at bigint
);
CREATE INDEX IF NOT EXISTS passkeys_by_user ON passkeys ("user");
CREATE TABLE IF NOT EXISTS used_challenges (hash bytea PRIMARY KEY, expires_at bigint NOT NULL);
${LATER_COLUMNS.map(([table, column, type]) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS ${column} ${type};`).join('\n')}
`;

/** The database cannot be used as it is; the message says why, for whoever runs the server. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

/** Makes the tables and the epoch where there are none. Processes that start together wait for the first. @throws {UnfitDatabase} */
export async function prepareSchema(database: Database): Promise<void> {
  const [server] = await database.ask(`SELECT current_setting('server_version_num')::int AS version`);
  if (Number(server?.['version']) < OLDEST_SERVER) throw new UnfitDatabase('PostgreSQL 12 or newer is needed.');
  const version = await versionOf(database);
  if (version > VERSION) throw new UnfitDatabase('This database was written by a newer version of Anteroom.');
  if (version === VERSION) return;
  const epoch = randomBytes(16).toString('base64url'); // letters, digits, - and _
  await database.run(`
    SELECT pg_advisory_xact_lock(${LOCK.schema});
    ${TABLES}
    ${POSTGRES_BLOBS}
    ${APPEND}
    INSERT INTO meta (key, value) VALUES ('epoch', '${epoch}') ON CONFLICT (key) DO NOTHING;
    INSERT INTO meta (key, value) VALUES ('schema', '${VERSION}') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
  `);
}

/** What the database does not keep though it says so, in words; null when it keeps what it acknowledges. */
export async function dangerIn(database: Database): Promise<string | null> {
  const [set] = await database.ask(
    `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages`
  );
  const off = [set?.['fsync'] === 'off' && 'fsync', set?.['pages'] === 'off' && 'full_page_writes'].filter(Boolean);
  return off.length > 0
    ? `PostgreSQL runs with ${off.join(' and ')} off: a power cut may lose what it said it had.`
    : null;
}

async function versionOf(database: Database): Promise<number> {
  const [there] = await database.ask(`SELECT to_regclass('meta') IS NOT NULL AS is_there`);
  if (there?.['is_there'] !== true) return 0;
  const [row] = await database.ask(`SELECT value FROM meta WHERE key = 'schema'`);
  return Number(row?.['value'] ?? 0);
}
