import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Scans and pictures, sealed before they came. [Note: a file of their own] They are most of a clinic's bytes and never change: beside
 * the journal they would be summed at each start and copied with each backup. Each chunk says by its sum whether it is whole.
 */
export const BLOBS_DATABASE = 'blobs.sqlite';

const TABLES = `
CREATE TABLE IF NOT EXISTS blobs (
  id TEXT PRIMARY KEY,
  manifest BLOB NOT NULL,
  device INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  -- When its last chunk was on disk; null until then.
  whole_at INTEGER
);
CREATE INDEX IF NOT EXISTS blobs_unfinished ON blobs (device, whole_at);
CREATE TABLE IF NOT EXISTS blob_chunks (blob TEXT NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (blob, n));
`;

/** The same for PostgreSQL, in the clinic's one database. */
export const POSTGRES_BLOBS = `
CREATE TABLE IF NOT EXISTS blobs (
  id text PRIMARY KEY, manifest bytea NOT NULL, device integer NOT NULL, begun_at bigint NOT NULL, whole_at bigint
);
CREATE INDEX IF NOT EXISTS blobs_unfinished ON blobs (device, whole_at);
CREATE TABLE IF NOT EXISTS blob_chunks (blob text NOT NULL, n integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (blob, n));
`;

export function openBlobsDatabase(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  // FULL: what was answered for is on disk (RELIABILITY §2). Pages as large as a page of SQLite may be: rows of 64 KiB.
  db.exec(
    'PRAGMA page_size = 32768; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;'
  );
  db.exec(TABLES);
  return db;
}
