import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { joinSections, sectionOf, sectionsBeyond, type Have, type Section } from '#protocol/run-bytes.ts';
import type { Columns } from '../records/records.ts';
import { chained, digest } from './chain.ts';
import { bytesOf, changeOf, continued, inPrefixes, rowOf, textOf } from './columns.ts';
import type { ChainedRow, ChainReport, ChangePage, Row, StoredDoc } from './journal.ts';
import { decodeSections, encodeSections } from './sections.ts';

/** A document with more loose rows than this is merged into a snapshot, after the answer has gone. */
const LOOSE_ROWS = 256;
const VERIFY_PAGE = 5_000;
/** A page of whole rows: a few milliseconds of reading. */
const ROWS_AT_ONCE = 500;
const BYTES_AT_ONCE = 1024 * 1024;
const MAX_KNOWN_DOCS = 65_536;

const ROW = 'j.seq, d.name, j.device, j.client, j.clock, j.count, j.at, j.bytes';

/** Everything the SQLite journal reads; it writes nothing but snapshots, which can be made again. */
export class SqliteReads {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #merging = new Set<number>();
  #docs = new Map<DocId, number>();
  #closed = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The number that stands for a document in the tables; null when it has no rows. */
  docId(doc: DocId): number | null {
    const known = this.#docs.get(doc);
    if (known !== undefined) return known;
    const row = this.#sql('SELECT id FROM docs WHERE name = ?').get(doc);
    if (!row) return null;
    if (this.#docs.size >= MAX_KNOWN_DOCS) this.#docs = new Map();
    this.#docs.set(doc, Number(row['id']));
    return Number(row['id']);
  }

  /** After a transaction was rolled back: documents it made are no more. */
  forgetDocs(): void {
    this.#docs = new Map();
  }

  nextClock(doc: DocId, client: ClientId): number {
    const sql = 'SELECT clock + count AS next FROM journal WHERE doc = ? AND client = ? ORDER BY clock DESC LIMIT 1';
    return Number(this.#sql(sql).get(this.docId(doc), client)?.['next'] ?? 0);
  }

  clocks(doc: DocId): Have {
    const sql = 'SELECT client, MAX(clock + count) AS next FROM journal WHERE doc = ? GROUP BY client';
    return new Map(
      this.#sql(sql)
        .all(this.docId(doc))
        .map((row) => [Number(row['client']), Number(row['next'])])
    );
  }

  written(doc: DocId, client: ClientId, from: number, to: number): readonly Row[] {
    const sql = `SELECT ${ROW} FROM journal j JOIN docs d ON d.id = j.doc
      WHERE j.doc = ? AND j.client = ? AND j.clock < ? AND j.clock + j.count > ? ORDER BY j.clock`;
    return this.#sql(sql).all(this.docId(doc), client, to, from).map(rowOf);
  }

  read(doc: DocId, have: Have): Uint8Array | null {
    const id = this.docId(doc);
    if (id === null) return null;
    const lacking = sectionsBeyond(this.#sections(id), have);
    return lacking.length > 0 ? joinSections(lacking) : null;
  }

  readSince(doc: DocId, seq: number): readonly Row[] {
    const sql = `SELECT ${ROW} FROM journal j JOIN docs d ON d.id = j.doc WHERE j.doc = ? AND j.seq > ? ORDER BY j.seq`;
    return this.#sql(sql).all(this.docId(doc), seq).map(rowOf);
  }

  changes(
    since: number,
    limit: number,
    prefixes: readonly string[] | null,
    isDamaged: (doc: DocId) => boolean
  ): ChangePage {
    const rows =
      prefixes === null
        ? this.#sql(
            'SELECT j.seq, d.name, j.bytes FROM journal j JOIN docs d ON d.id = j.doc WHERE j.seq > ? ORDER BY j.seq LIMIT ?'
          ).all(since, limit)
        : this.#changesOf(since, limit, prefixes);
    // A damaged row may not even be read as one: it must not keep the others from anybody.
    const changes = rows.filter((row) => !isDamaged(textOf(row['name']))).map(changeOf);
    const last = rows.length > 0 ? Number(rows.at(-1)?.['seq']) : undefined;
    const more = rows.length === limit;
    return { changes, upTo: more && last !== undefined ? last : Math.max(since, this.#head()), more };
  }

  documents(
    after: DocId,
    limit: number,
    prefixes: readonly string[] | null,
    isDamaged: (doc: DocId) => boolean
  ): readonly StoredDoc[] {
    const where = prefixes === null ? 'true' : inPrefixes(prefixes);
    const names = `SELECT id, name FROM docs d WHERE d.name > ? AND (${where}) ORDER BY d.name LIMIT ?`;
    const docs = this.#sql(names).all(after, limit);
    return docs.map((row) => {
      const doc = textOf(row['name']);
      return { doc, update: joinSections(isDamaged(doc) ? [] : this.#sections(Number(row['id']))) };
    });
  }

  seqBefore(at: Instant, head: number): number {
    let low = 0;
    let high = head;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const row = this.#sql('SELECT at FROM journal WHERE seq >= ? ORDER BY seq LIMIT 1').get(middle);
      if (row && Number(row['at']) < at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  rows(since: number): readonly ChainedRow[] {
    const sql = `SELECT ${ROW}, j.hash FROM journal j JOIN docs d ON d.id = j.doc WHERE j.seq > ? ORDER BY j.seq LIMIT ?`;
    const rows: ChainedRow[] = [];
    let bytes = 0;
    for (const columns of this.#sql(sql).iterate(since, ROWS_AT_ONCE)) {
      const row = { ...rowOf(columns), hash: bytesOf(columns['hash']) };
      rows.push(row);
      bytes += row.update.length;
      if (bytes > BYTES_AT_ONCE) break;
    }
    return rows;
  }

  /** Whether an update makes the hash that a row has, after the row before it. */
  isRow(start: Uint8Array, seq: number, update: Uint8Array): boolean {
    const sql = `SELECT ${ROW}, j.hash FROM journal j JOIN docs d ON d.id = j.doc WHERE j.seq = ?`;
    const columns = this.#sql(sql).get(seq);
    if (!columns) return false;
    const before = seq > 1 ? this.#sql('SELECT hash FROM journal WHERE seq = ?').get(seq - 1)?.['hash'] : start;
    if (!(before instanceof Uint8Array)) return false;
    const row = { ...rowOf({ ...columns, bytes: update }), update };
    return Buffer.compare(chained(before, row), bytesOf(columns['hash'])) === 0;
  }

  async verify(start: Uint8Array, progress?: (rows: number) => void): Promise<ChainReport> {
    const head = this.#head();
    let previous = start;
    let rows = 0;
    for (;;) {
      const sql = `SELECT ${ROW}, j.hash FROM journal j JOIN docs d ON d.id = j.doc WHERE j.seq > ? ORDER BY j.seq LIMIT ?`;
      const page = this.#sql(sql).all(rows, VERIFY_PAGE);
      for (const columns of page) {
        const hash = continued(previous, columns, rows + 1);
        if (!hash) return { rows, head, firstBad: rows + 1 };
        previous = hash;
        rows++;
      }
      progress?.(rows);
      if (page.length < VERIFY_PAGE) return { rows, head, firstBad: rows < head ? rows + 1 : null };
      await nextTurn();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#merging.size > 0) await nextTurn();
  }

  #changesOf(since: number, limit: number, prefixes: readonly string[]): Columns[] {
    const sql = `SELECT j.seq, d.name, j.bytes FROM docs d JOIN journal j ON j.doc = d.id
      WHERE (${inPrefixes(prefixes)}) AND j.seq > ? ORDER BY j.seq LIMIT ?`;
    return this.#sql(sql).all(since, limit);
  }

  /** All sections of a document: the snapshot's, and one of each row after it. */
  #sections(doc: number): Section[] {
    const snapshot = this.#snapshot(doc);
    const sql = 'SELECT seq, bytes FROM journal WHERE doc = ? AND seq > ? ORDER BY client, clock';
    const rows = this.#sql(sql).all(doc, snapshot?.seq ?? 0);
    if (rows.length > LOOSE_ROWS) this.#mergeSoon(doc);
    return [...(snapshot?.sections ?? []), ...rows.map((row) => sectionOf(bytesOf(row['bytes'])))];
  }

  #snapshot(doc: number): { seq: number; sections: Section[] } | null {
    const row = this.#sql('SELECT seq, bytes, sum FROM snapshots WHERE doc = ?').get(doc);
    if (!row) return null;
    const bytes = bytesOf(row['bytes']);
    // A damaged snapshot is not served: the rows it was made from are still there.
    if (Buffer.compare(digest(bytes), bytesOf(row['sum'])) !== 0) return null;
    return { seq: Number(row['seq']), sections: decodeSections(bytes) };
  }

  #mergeSoon(doc: number): void {
    if (this.#merging.has(doc) || this.#closed) return;
    this.#merging.add(doc);
    setImmediate(() => {
      this.#merging.delete(doc);
      try {
        if (!this.#closed) this.#merge(doc);
      } catch {
        // A full disk: the document is read from its rows, and merged when it is next asked for.
      }
    });
  }

  #merge(doc: number): void {
    const seq = this.#sql('SELECT MAX(seq) AS seq FROM journal WHERE doc = ?').get(doc)?.['seq'];
    const snapshot = this.#snapshot(doc);
    const rows = this.#sql('SELECT bytes FROM journal WHERE doc = ? AND seq > ? ORDER BY client, clock').all(
      doc,
      snapshot?.seq ?? 0
    );
    const loose = rows.map((row) => sectionOf(bytesOf(row['bytes'])));
    const bytes = encodeSections([...(snapshot?.sections ?? []), ...loose]);
    this.#sql('INSERT OR REPLACE INTO snapshots (doc, seq, bytes, sum) VALUES (?, ?, ?, ?)').run(
      doc,
      Number(seq),
      bytes,
      digest(bytes)
    );
  }

  #head(): number {
    return Number(this.#sql('SELECT MAX(seq) AS head FROM journal').get()?.['head'] ?? 0);
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) this.#statements.set(text, (statement = this.#db.prepare(text)));
    return statement;
  }
}
