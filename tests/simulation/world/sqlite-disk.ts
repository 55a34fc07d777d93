import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '#domain/time.ts';
import { chained, chainStart } from '#server/journal/chain.ts';
import type { Row } from '#server/journal/journal.ts';
import { openDatabase, writeMeta } from '#server/journal/schema.ts';
import { SqliteJournal } from '#server/journal/sqlite-journal.ts';
import { badRows } from '#server/store/soundness.ts';

export interface SqliteDiskOptions {
  readonly now: () => Instant;
  readonly onFatal: (error: unknown) => void;
  /** A damaged document is sound again. */
  readonly onMended: () => void;
}

/** The server's real journal on a real disk, in a folder of its own that goes with the run (`--sqlite`). */
export class SqliteDisk {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'anteroom-sim-'));
  #life = 0;
  #db: DatabaseSync | null = null;

  constructor(epoch: string) {
    this.#begin(epoch);
  }

  /** As at a start: what lies there is looked through, and damage is known before anything of it is served. */
  open({ now, onFatal, onMended }: SqliteDiskOptions): SqliteJournal {
    const db = this.#again();
    const { bad } = badRows(db);
    return new SqliteJournal(db, { now, onFatal, onMended, damaged: bad, onListenerFault: onFatal });
  }

  /** Flips a bit in the bytes of a row, as a disk does. */
  flip(seq: number, bit: number): void {
    const db = this.#again();
    const bytes = db.prepare('SELECT bytes FROM journal WHERE seq = ?').get(seq)?.['bytes'] as Uint8Array; // a BLOB
    const at = (bit >> 3) % bytes.length;
    const flipped = bytes.map((byte, index) => (index === at ? byte ^ (1 << (bit & 7)) : byte));
    db.prepare('UPDATE journal SET bytes = ? WHERE seq = ?').run(flipped, seq);
  }

  /** A new life with the first of the rows, as `restore` makes one. */
  restore(rows: readonly Row[], epoch: string): void {
    this.#begin(epoch);
    const db = this.#again();
    const insert = db.prepare(
      'INSERT INTO journal (seq, doc, device, client, clock, count, at, bytes, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
    );
    const docs = new Map<string, number>();
    let hash = chainStart(epoch);
    db.exec('BEGIN');
    for (const row of rows) {
      const { seq, doc, device, client, clock, count, at, update } = row;
      const known = docs.get(doc) ?? Number(db.prepare('INSERT INTO docs (name) VALUES (?)').run(doc).lastInsertRowid);
      docs.set(doc, known);
      hash = chained(hash, row);
      insert.run(seq, known, device, client, clock, count, at, update, hash);
    }
    db.exec('COMMIT');
  }

  /** What lies there, without the hashes; null when a row does not continue the chain. */
  rows(): readonly Omit<Row, 'origin'>[] | null {
    const db = this.#again();
    if (badRows(db).bad.length > 0) return null;
    const sql =
      'SELECT j.seq, d.name AS doc, j.device, j.client, j.clock, j.count, j.at, j.bytes AS "update" FROM journal j JOIN docs d ON d.id = j.doc ORDER BY j.seq';
    return db.prepare(sql).all() as unknown as Row[]; // its columns are named as a row's fields
  }

  remove(): void {
    this.#db?.close();
    this.#db = null;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #begin(epoch: string): void {
    this.#life++;
    writeMeta(this.#again(), 'epoch', epoch);
  }

  /** Another process has it from now on: what the one before had not committed is gone. */
  #again(): DatabaseSync {
    this.#db?.close();
    return (this.#db = openDatabase(path.join(this.#folder, `life-${this.#life}.sqlite`)));
  }
}
