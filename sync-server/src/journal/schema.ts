import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Rows are appended and never changed. `hash` chains each to the one before it: see chain.ts. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS docs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS journal (
  seq INTEGER PRIMARY KEY,
  doc INTEGER NOT NULL REFERENCES docs(id),
  device INTEGER NOT NULL,
  client INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  hash BLOB NOT NULL
);
-- Answers "what is this writer's next clock" and "what does this document hold" from the index alone.
CREATE UNIQUE INDEX IF NOT EXISTS journal_by_writer ON journal (doc, client, clock, count);
-- A document's sections merged up to a row, so that a long document is not put together from thousands of rows each time.
CREATE TABLE IF NOT EXISTS snapshots (doc INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes BLOB NOT NULL, sum BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS quarantine (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, device INTEGER NOT NULL, doc TEXT NOT NULL, code TEXT NOT NULL, bytes BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS quarantine_by_device ON quarantine (device);
`;

/** The server's one SQLite file: journal, devices, people. @param file a path, or `:memory:` in tests */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
  const db = new DatabaseSync(file);
  // WAL with FULL syncs the log at each commit: measured, NORMAL loses acknowledged rows in a power cut (RELIABILITY §2).
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;'
  );
  db.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;');
  db.exec(SCHEMA);
  return db;
}

export function readMeta(db: DatabaseSync, key: string): string | null {
  const row = db.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  return typeof row?.['value'] === 'string' ? row['value'] : null;
}

export function writeMeta(db: DatabaseSync, key: string, value: string): void {
  db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
    key,
    value
  );
}
