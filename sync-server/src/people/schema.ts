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
`;

export function createPeopleTables(db: DatabaseSync): void {
  db.exec(SCHEMA);
}
