import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ClinicRefusal } from '../clinic/clinic.ts';
import { chained, chainStart } from '../journal/chain.ts';
import type { BadRow } from '../journal/damage.ts';
import { readMeta } from '../journal/schema.ts';

/**
 * What the database was when it was last closed. [Note: why a seal] SQLite finds damage in its structure, the chain of hashes finds it
 * in the journal's rows; in the registers, or at the end of the file, neither does. A sum of the whole file finds all of it, and is
 * ten times faster than both. After a crash there is no seal, and then the others are asked.
 */
interface Seal {
  readonly bytes: number;
  readonly sha256: string;
  readonly head: number;
  readonly registers: string;
}

/** The clinic's data are damaged in a way that no device can mend: the server does not start on them. */
export class DataDamaged extends ClinicRefusal {
  constructor(what: string) {
    super(
      'data/damaged',
      `The clinic’s data are damaged: ${what}. Nothing of them is shown. Bring them back from a backup ` +
        '(npm run anteroom -- restore --from data/backups); what the devices have beyond it comes back by itself.'
    );
  }
}

export const DATABASE = 'anteroom.sqlite';
const SEAL = 'anteroom.seal';
/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const PIECE = 1024 * 1024;

/** `sealed`: it is byte by byte as it was closed. `unsealed`: nobody knows, after a crash. `changed`: somebody or something wrote to it. */
export type FileState = 'sealed' | 'unsealed' | 'changed';

/** Compares the file with its seal. Before anything opens it. */
export function stateOfFile(dataDir: string): FileState {
  const seal = readSeal(dataDir);
  const file = path.join(dataDir, DATABASE);
  if (!seal) return 'unsealed';
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if ((log?.size ?? 0) > 0) return 'unsealed'; // a power cut brought the seal back: what it speaks of was written on
  if (!existsSync(file)) return 'changed';
  return statSync(file).size === seal.bytes && sumOf(file) === seal.sha256 ? 'sealed' : 'changed';
}

/**
 * Looks for damage before anything is served: the structure, then every row, then the registers. Answers the rows that devices
 * may mend. @throws {DataDamaged} for what they cannot
 */
export function examine(dataDir: string, db: DatabaseSync, state: FileState): readonly BadRow[] {
  if (state === 'sealed') return knownDamage(db);
  return orDamaged(() => {
    const report = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
    if (report !== 'ok') throw new DataDamaged('the database’s structure is broken');
    const { bad, head } = badRows(db);
    const seal = state === 'changed' ? readSeal(dataDir) : null;
    if (seal && head < seal.head) throw new DataDamaged(`the last ${seal.head - head} rows are missing`);
    if (seal && seal.registers !== registersOf(db))
      throw new DataDamaged('the register of people and devices is not as it was left');
    return bad;
  });
}

/** From now on the file changes: the seal goes first, so that it never speaks of another file. */
export function breakSeal(dataDir: string): void {
  const file = path.join(dataDir, SEAL);
  if (!existsSync(file)) return;
  rmSync(file);
  try {
    const folder = openSync(dataDir, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows syncs no folders.
  }
}

/** What the seal says of the tables; the file itself is summed when it is closed. */
export function registersOf(db: DatabaseSync): string {
  const sum = createHash('sha256');
  const add = (table: string): void => {
    for (const row of db.prepare(`SELECT * FROM ${table} ORDER BY 1`).iterate()) {
      for (const value of Object.values(row))
        sum.update(value instanceof Uint8Array ? hash('sha256', value) : `${typeof value} ${String(value)}\n`);
    }
  };
  for (const table of ['devices', 'people', 'codes', 'meta', 'sessions', 'enrolments', 'sign_ins', 'quarantine']) {
    sum.update(`${table}\n`);
    add(table);
  }
  add('passkeys'); // came later: an older build's seal, of before there were any, stays good
  return sum.digest('hex');
}

/** Seals the closed file. @param told of the tables, while it was open */
export function sealFile(dataDir: string, told: { readonly head: number; readonly registers: string }): void {
  const file = path.join(dataDir, DATABASE);
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return; // somebody else has it open
  const seal: Seal = { bytes: statSync(file).size, sha256: sumOf(file), ...told };
  writeFileSync(path.join(dataDir, SEAL), JSON.stringify(seal), { mode: 0o600, flush: true });
}

/** Runs work on a database that may be no database. @throws {DataDamaged} */
export function orDamaged<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const errcode = (error as { errcode?: unknown }).errcode;
    const code = typeof errcode === 'number' ? errcode & 0xff : 0;
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) throw new DataDamaged('the file is not a sound database');
    throw error;
  }
}

/** Every row that does not continue the one before it. @throws {DataDamaged} when rows are missing or speak of no document */
export function badRows(db: DatabaseSync): { readonly bad: readonly BadRow[]; readonly head: number } {
  const epoch = readMeta(db, 'epoch');
  const sql = `SELECT j.seq, d.name AS doc, j.device, j.client, j.clock, j.count, j.at, j.bytes, j.hash
    FROM journal j LEFT JOIN docs d ON d.id = j.doc ORDER BY j.seq`;
  const bad: BadRow[] = [];
  let previous = chainStart(epoch ?? '');
  let head = 0;
  for (const columns of db.prepare(sql).iterate()) {
    if (epoch === null) throw new DataDamaged('the journal has lost its name');
    const { seq, doc, device, client, clock, count, at, bytes, hash } = columns;
    if (seq !== head + 1) throw new DataDamaged(`row ${head + 1} is missing`);
    head++;
    if (typeof doc !== 'string') throw new DataDamaged(`row ${head} belongs to no document`);
    const numbers = { seq: head, device: Number(device), client: Number(client), clock: Number(clock) };
    const row = { ...numbers, doc, count: Number(count), at: Number(at), update: bytes as Uint8Array };
    const isWhole = bytes instanceof Uint8Array && hash instanceof Uint8Array;
    if (!isWhole || Buffer.compare(chained(previous, row), hash) !== 0) bad.push(row);
    previous = hash instanceof Uint8Array ? hash : previous;
  }
  return { bad: bad.map(({ seq, doc, client, clock, count }) => ({ seq, doc, client, clock, count })), head };
}

const NOTE = 'damaged';

/** Damage that was there when the file was sealed: it has been found, and has not been mended. */
function knownDamage(db: DatabaseSync): readonly BadRow[] {
  const text = readMeta(db, NOTE);
  return text === null ? [] : (JSON.parse(text) as BadRow[]); // written by noteDamage
}

export function noteDamage(db: DatabaseSync, rows: readonly BadRow[]): void {
  if (rows.length === 0) db.prepare('DELETE FROM meta WHERE key = ?').run(NOTE);
  else db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(NOTE, JSON.stringify(rows));
}

function readSeal(dataDir: string): Seal | null {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, SEAL), 'utf8')) as Seal; // written by sealFile
  } catch {
    return null; // none, or not whole: as after a crash
  }
}

function sumOf(file: string): string {
  const sum = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  const handle = openSync(file, 'r');
  try {
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece))
      sum.update(piece.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return sum.digest('hex');
}
