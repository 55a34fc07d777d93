import type { DatabaseSync } from 'node:sqlite';

/** Who may come in. Secrets are kept as digests only: a token's SHA-256, a passphrase's Argon2id. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS devices (
  no INTEGER PRIMARY KEY,
  role TEXT NOT NULL,
  site TEXT NOT NULL,
  label TEXT NOT NULL UNIQUE,
  token BLOB UNIQUE,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  -- For a device inside the server: how many clients it has been. Persisted before the first write of each.
  boots INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS people (
  user TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Compared without case; unique, so that a sign-in means one person.
  name_key TEXT NOT NULL UNIQUE,
  initials TEXT NOT NULL,
  role TEXT NOT NULL,
  salt BLOB NOT NULL,
  hash BLOB NOT NULL,
  disabled_at INTEGER
);
CREATE TABLE IF NOT EXISTS sign_ins (
  id INTEGER PRIMARY KEY, device INTEGER NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS codes (
  hash BLOB PRIMARY KEY,
  role TEXT NOT NULL,
  site TEXT NOT NULL,
  -- Null for the standing codes of a demonstration.
  expires_at INTEGER
);
CREATE TABLE IF NOT EXISTS sessions (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  device INTEGER NOT NULL,
  user TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  ended_at INTEGER,
  why TEXT
);
CREATE INDEX IF NOT EXISTS sessions_by_place ON sessions (device, user);
-- A device that is on its way in: from the manager's code to the manager's Confirm.
CREATE TABLE IF NOT EXISTS enrolments (
  id TEXT PRIMARY KEY,
  code BLOB NOT NULL UNIQUE,
  secret BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL,
  site TEXT NOT NULL,
  by_user TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  -- waiting, begun, shown, confirmed, taken, refused
  state TEXT NOT NULL,
  claim BLOB UNIQUE,
  commitment TEXT,
  server_nonce TEXT,
  device_nonce TEXT,
  sig_key TEXT,
  dh_key TEXT,
  device INTEGER
);
CREATE TABLE IF NOT EXISTS passkeys (
  credential TEXT PRIMARY KEY,
  user TEXT NOT NULL,
  rp_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  algorithm INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  name TEXT NOT NULL,
  device INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  used_at INTEGER
);
CREATE INDEX IF NOT EXISTS passkeys_by_user ON passkeys (user);
-- Until they are over by themselves.
CREATE TABLE IF NOT EXISTS used_challenges (hash BLOB PRIMARY KEY, expires_at INTEGER NOT NULL);
`;

/** Columns that came later, for files that are older. Each has a default. */
export const LATER_COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  // People sign in at it (1), or it is a program, kiosk, board or tablet that acts in its own name (0).
  ['devices', 'staffed', 'INTEGER NOT NULL DEFAULT 0'],
  // What its managers call it.
  ['devices', 'name', 'TEXT'],
  // What it said of itself when it was last heard of.
  ['devices', 'build', 'TEXT'],
  ['devices', 'seen_at', 'BIGINT'],
  ['devices', 'unsent', 'INTEGER'],
  // Its public keys (raw P-256 points, base64url) and its certificate; null for what shows a token.
  ['devices', 'sig_key', 'TEXT'],
  ['devices', 'dh_key', 'TEXT'],
  ['devices', 'certificate', 'TEXT'],
  // When its token was given out; null for one that holds until the device is removed.
  ['devices', 'token_at', 'BIGINT'],
  // Proofs in its name that were none, since the last good one.
  ['devices', 'failures', 'INTEGER NOT NULL DEFAULT 0'],
  // When it said that it has deleted everything.
  ['devices', 'wiped_at', 'BIGINT'],
  // How it ended, and by whom: `revoked` or `retired`.
  ['devices', 'ended_as', 'TEXT'],
  ['devices', 'ended_by', 'TEXT'],
  // The waiting areas a board was set to, a space between them, and how it shows them; null for all of its office.
  ['devices', 'areas', 'TEXT'],
  ['devices', 'layout', 'TEXT']
];

export function createPeopleTables(db: DatabaseSync): void {
  db.exec(SCHEMA);
  for (const [table, column, type] of LATER_COLUMNS) {
    const has = db.prepare(`PRAGMA table_info(${table})`).all();
    if (!has.some(({ name }) => name === column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}
