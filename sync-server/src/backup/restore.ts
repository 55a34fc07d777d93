import { chmodSync, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import type { Instant } from '#domain/time.ts';
import { chained, chainStart } from '../journal/chain.ts';
import type { ChainedRow } from '../journal/journal.ts';
import { openDatabase, readMeta, writeMeta } from '../journal/schema.ts';
import { createPeopleTables } from '../people/schema.ts';
import type { Columns } from '../records/records.ts';
import type { BackupFile } from './files.ts';
import { readSeries } from './read-series.ts';
import { syncFolder } from './sealed-file.ts';

/** How far to go back: to a row, or to all that was written up to a moment; null for all there is. */
export type RestoreTo = { readonly seq: number } | { readonly time: Instant } | null;

export interface Restored {
  /** The newest row that was restored, and when it was written. */
  readonly head: number;
  readonly at: Instant;
  readonly epoch: string;
  /** Where the data lie that were there before; null when there were none. */
  readonly movedTo: string | null;
}

/** While this folder is there a restore has not ended: the server does not start, so that nobody takes an empty clinic for theirs. */
export const RESTORING = 'restoring';

/** A restore adds so many to the boots of the server's own devices: clients of the time that is lost are not used again. */
const LOST_BOOTS = 4_096;
const ROWS_A_COMMIT = 5_000;
/** Of the old life; the new one has its own. */
const NOT_RESTORED: ReadonlySet<string> = new Set(['epoch', 'probe', 'verified', 'damaged']);
const TABLES: ReadonlySet<string> = new Set([
  'devices',
  'people',
  'codes',
  'meta',
  'sessions',
  'passkeys',
  'sign_ins',
  'quarantine'
]);

/**
 * Makes a clinic's data from backups, in a folder that no server has, as a new life of the server (a new epoch): devices send again
 * what they wrote, and what it lacks is taken [BAK-5]. Built and checked beside what is there, which is then moved aside, never
 * written over. @throws {SealFault} and changes nothing when a backup is damaged
 */
export async function restore(
  dataDir: string,
  series: readonly BackupFile[],
  { privateKey, to, now }: { readonly privateKey: Uint8Array; readonly to: RestoreTo; readonly now: Instant }
): Promise<Restored> {
  const building = path.join(dataDir, RESTORING);
  await mkdir(dataDir, { recursive: true });
  await rm(building, { recursive: true, force: true });
  await mkdir(building);
  const file = path.join(building, 'anteroom.sqlite');
  const db = openDatabase(file);
  chmodSync(file, 0o600);
  try {
    createPeopleTables(db);
    const built = await build(db, building, series, { privateKey, to });
    writeMeta(db, 'restored', JSON.stringify({ at: now, from: series[0]?.epoch, seq: built.head }));
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    const movedTo = await moveAside(dataDir, now);
    for (const name of await readdir(building)) await rename(path.join(building, name), path.join(dataDir, name));
    await rm(building, { recursive: true });
    await syncFolder(dataDir);
    return { ...built, movedTo };
  } catch (error) {
    if (db.isOpen) {
      db.close();
      await rm(building, { recursive: true, force: true });
    }
    throw error;
  }
}

async function build(
  db: DatabaseSync,
  folder: string,
  series: readonly BackupFile[],
  { privateKey, to }: { readonly privateKey: Uint8Array; readonly to: RestoreTo }
): Promise<{ head: number; at: Instant; epoch: string }> {
  const epoch = randomBytes(16).toString('base64url');
  writeMeta(db, 'epoch', epoch);
  const rows = new RowWriter(db, epoch);
  const newest = series.at(-1);
  db.exec('BEGIN');
  for await (const { of, record } of readSeries(series, privateKey)) {
    if (record.type === 'row' && isWithin(record.row, to)) rows.write(record.row);
    // Registers come whole with each part; those of the newest count, so that a device enrolled since is still one.
    if (record.type === 'line' && of === newest) insertLine(db, record.table, record.columns);
    if (record.type === 'file' && of === newest && /^[a-z-]+\.json$/.test(record.name))
      await writeFile(path.join(folder, record.name), record.bytes, { mode: 0o600, flush: true });
  }
  db.prepare('UPDATE devices SET boots = boots + ? WHERE token IS NULL').run(LOST_BOOTS);
  db.exec('COMMIT');
  return { head: rows.head, at: rows.at, epoch };
}

function isWithin(row: ChainedRow, to: RestoreTo): boolean {
  if (to === null) return true;
  return 'seq' in to ? row.seq <= to.seq : row.at <= to.time;
}

/** Writes rows under the chain of a new epoch. */
class RowWriter {
  head = 0;
  at: Instant = 0;
  readonly #db: DatabaseSync;
  readonly #docs = new Map<string, number>();
  readonly #insert;
  #hash: Uint8Array;

  constructor(db: DatabaseSync, epoch: string) {
    this.#db = db;
    this.#hash = chainStart(epoch);
    this.#insert = db.prepare(
      'INSERT INTO journal (seq, doc, device, client, clock, count, at, bytes, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
    );
  }

  write(row: ChainedRow): void {
    const { seq, device, client, clock, count, at, update } = row;
    this.#hash = chained(this.#hash, row);
    this.#insert.run(seq, this.#doc(row.doc), device, client, clock, count, at, update, this.#hash);
    this.head = seq;
    this.at = at;
    if (seq % ROWS_A_COMMIT === 0) this.#db.exec('COMMIT; BEGIN');
  }

  #doc(name: string): number {
    const known = this.#docs.get(name);
    if (known !== undefined) return known;
    const id = Number(this.#db.prepare('INSERT INTO docs (name) VALUES (?)').run(name).lastInsertRowid);
    this.#docs.set(name, id);
    return id;
  }
}

/** A line of a register: columns this version does not know are left out, those it has come to know keep their default. */
function insertLine(db: DatabaseSync, table: string, columns: Columns): void {
  if (!TABLES.has(table) || (table === 'meta' && NOT_RESTORED.has(String(columns['key'])))) return;
  const known = new Set(
    db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map((column) => String(column['name']))
  );
  const entries = Object.entries(columns).filter(([name]) => known.has(name));
  const names = entries.map(([name]) => name).join(', ');
  const sql = `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${entries.map(() => '?').join(', ')})`;
  db.prepare(sql).run(...entries.map(([, value]) => value as SQLInputValue)); // as it came out of such a table
}

const OURS = ['anteroom.sqlite', 'anteroom.sqlite-wal', 'anteroom.sqlite-shm', 'anteroom.seal', 'arrivals-key.json'];

async function moveAside(dataDir: string, now: Instant): Promise<string | null> {
  if (!existsSync(path.join(dataDir, 'anteroom.sqlite'))) return null;
  const aside = path.join(dataDir, `before-restore-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`);
  await mkdir(aside);
  for (const name of OURS) {
    if (existsSync(path.join(dataDir, name))) await rename(path.join(dataDir, name), path.join(aside, name));
  }
  return aside;
}

/** When this life of the server began with a restore: what of, and when. */
export function restoredNote(db: DatabaseSync): { at: Instant; from: string; seq: number } | null {
  const text = readMeta(db, 'restored');
  return text === null ? null : (JSON.parse(text) as { at: Instant; from: string; seq: number }); // written above
}
