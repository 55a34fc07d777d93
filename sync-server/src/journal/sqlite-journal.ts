import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { maskCardBytes } from '#domain/money/card-guard.ts';
import type { Instant } from '#domain/time.ts';
import type { Have } from '#protocol/run-bytes.ts';
import { chained, chainStart } from './chain.ts';
import { Damage, type BadRow } from './damage.ts';
import {
  JournalFault,
  MAX_QUARANTINED,
  type Appended,
  type ChainedRow,
  type ChainReport,
  type ChangePage,
  type Entry,
  type Journal,
  type Quarantined,
  type Row,
  type StoredDoc
} from './journal.ts';
import { readMeta, writeMeta } from './schema.ts';
import { SqliteReads } from './sqlite-reads.ts';

/** How many rows one transaction takes before those that wait longer have to wait for it. */
const GROUP = 512;
const MAX_TAILS = 65_536;
/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const SQLITE_FULL = 13;

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (fault: JournalFault) => void;
}

export interface SqliteJournalOptions {
  readonly now: () => Instant;
  /** The disk failed in a way nothing can be said about; the process must end. */
  readonly onFatal: (fault: JournalFault) => void;
  readonly onListenerFault?: (error: unknown) => void;
  /** Rows that were found damaged. */
  readonly damaged?: readonly BadRow[];
  /** A damaged document is sound again. */
  readonly onMended?: (doc: DocId) => void;
  /** How many rows a commit had and how long it took, milliseconds. */
  readonly onFlush?: (rows: number, ms: number) => void;
}

/**
 * The journal in SQLite. [Note: group commit] What arrives while a commit runs is committed with the next one: entries wait for
 * the end of the event loop's turn, so one alone is written at once and a hundred in a burst share one fsync. The turn is the
 * bound on waiting; no timer is needed.
 */
export class SqliteJournal implements Journal {
  readonly epoch: string;
  readonly #db: DatabaseSync;
  readonly #options: SqliteJournalOptions;
  readonly #reads: SqliteReads;
  readonly #listeners = new Set<(rows: readonly Row[]) => void>();
  readonly damage: Damage;
  readonly #insertDoc;
  readonly #insertRow;
  // Prepared once: somebody who floods the server would otherwise fill its memory with statements.
  readonly #countRefused;
  readonly #insertRefused;
  /** Next clocks, those of waiting entries included. */
  #tails = new Map<string, number>();
  #queue: Waiting[] = [];
  #scheduled = false;
  #closed = false;
  #head: number;
  #lastHash: Uint8Array;
  #lastAt: Instant;

  constructor(db: DatabaseSync, options: SqliteJournalOptions) {
    this.#db = db;
    this.#options = options;
    this.epoch = readMeta(db, 'epoch') ?? newEpoch(db);
    this.damage = new Damage(options.damaged ?? []);
    this.#reads = new SqliteReads(db);
    this.#insertDoc = db.prepare('INSERT INTO docs (name) VALUES (?)');
    this.#insertRow = db.prepare(
      'INSERT INTO journal (seq, doc, device, client, clock, count, at, bytes, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
    );
    this.#countRefused = db.prepare('SELECT count(*) AS n FROM quarantine WHERE device = ?');
    this.#insertRefused = db.prepare('INSERT INTO quarantine (at, device, doc, code, bytes) VALUES (?, ?, ?, ?, ?)');
    const last = db.prepare('SELECT seq, at, hash FROM journal ORDER BY seq DESC LIMIT 1').get();
    this.#head = Number(last?.['seq'] ?? 0);
    this.#lastAt = Number(last?.['at'] ?? 0);
    this.#lastHash = last ? (last['hash'] as Uint8Array) : chainStart(this.epoch); // the column is a BLOB
  }

  head(): number {
    return this.#head;
  }

  append(entry: Entry): Promise<Appended> {
    if (this.#closed) return Promise.reject(new JournalFault('closed', 'the journal is closed'));
    if (this.damage.has(entry.doc)) return this.#mend(entry);
    let have = this.#tail(entry.doc, entry.client);
    // What `have` speaks of must be on disk before anyone is told of it.
    if (entry.clock !== have && this.#queue.length > 0) {
      this.#flush();
      have = this.#tail(entry.doc, entry.client);
    }
    if (entry.clock !== have) return Promise.resolve({ written: false, have });
    this.#tails.set(tailKey(entry.doc, entry.client), have + entry.count);
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, resolve, reject });
      if (this.#queue.length >= GROUP) this.#flush();
      else this.#schedule();
    });
  }

  onCommit(listener: (rows: readonly Row[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  nextClock(doc: DocId, client: ClientId): Promise<number> {
    return Promise.resolve(this.#reads.nextClock(doc, client));
  }

  clocks(doc: DocId): Promise<Have> {
    return this.#sound(doc, () => this.#reads.clocks(doc));
  }

  written(doc: DocId, client: ClientId, from: number, to: number): Promise<readonly Row[]> {
    return Promise.resolve(this.#reads.written(doc, client, from, to));
  }

  read(doc: DocId, have: Have): Promise<Uint8Array | null> {
    return this.#sound(doc, () => this.#reads.read(doc, have));
  }

  readSince(doc: DocId, seq: number): Promise<readonly Row[]> {
    return this.#sound(doc, () => this.#reads.readSince(doc, seq));
  }

  changes(since: number, limit: number, prefixes: readonly string[] | null): Promise<ChangePage> {
    return Promise.resolve(this.#reads.changes(since, limit, prefixes, (doc) => this.damage.has(doc)));
  }

  documents(after: DocId, limit: number, prefixes: readonly string[] | null): Promise<readonly StoredDoc[]> {
    return Promise.resolve(this.#reads.documents(after, limit, prefixes, (doc) => this.damage.has(doc)));
  }

  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    return Promise.resolve(new Set(docs.filter((doc) => this.#reads.docId(doc) !== null)));
  }

  seqBefore(at: Instant): Promise<number> {
    return Promise.resolve(this.#reads.seqBefore(at, this.#head));
  }

  async quarantine({ device, doc, code, bytes }: Quarantined): Promise<boolean> {
    const count = this.#countRefused.get(device);
    if (Number(count?.['n']) >= MAX_QUARANTINED) return false;
    await attempt(() => this.#insertRefused.run(this.#options.now(), device, doc, code, maskCardBytes(bytes)));
    return true;
  }

  damaged(doc: DocId): readonly { readonly client: ClientId; readonly clock: number }[] {
    return this.damage.of(doc);
  }

  rows(since: number): Promise<readonly ChainedRow[]> {
    return Promise.resolve(this.#reads.rows(since));
  }

  verify(progress?: (rows: number) => void): Promise<ChainReport> {
    return this.#reads.verify(chainStart(this.epoch), progress);
  }

  async probe(): Promise<void> {
    await attempt(() => writeMeta(this.#db, 'probe', String(this.#options.now())));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#queue.length > 0) this.#flush();
    this.#closed = true;
    await this.#reads.close();
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Reads a document unless it is damaged: nothing wrong is ever shown [JRN-11]. */
  async #sound<T>(doc: DocId, read: () => T): Promise<T> {
    if (this.damage.has(doc)) throw new JournalFault('damaged', 'the document is damaged');
    return Promise.resolve(read());
  }

  async #mend(entry: Entry): Promise<Appended> {
    if (this.#queue.length > 0) this.#flush();
    const { doc, client } = entry;
    const mending = this.damage.take(entry, this.#reads.nextClock(doc, client), (row, update) => {
      const isIt = this.#reads.isRow(chainStart(this.epoch), row.seq, update);
      if (isIt) this.#db.prepare('UPDATE journal SET bytes = ? WHERE seq = ?').run(update, row.seq);
      return isIt;
    });
    if (!this.damage.has(doc)) {
      this.#tails = new Map();
      this.#options.onMended?.(doc);
    }
    if (mending.type === 'have') return Promise.resolve({ written: false, have: mending.have });
    if (mending.type === 'part') return Promise.resolve({ written: true, seq: mending.seq });
    throw new JournalFault('damaged', 'the document is damaged');
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#queue.length > 0) this.#flush();
    });
  }

  /** Writes all that waits in one transaction, tells the listeners, then those who wait. */
  #flush(): void {
    const group = this.#queue;
    this.#queue = [];
    let rows: Row[];
    const started = performance.now();
    try {
      rows = this.#commit(group);
    } catch (error) {
      const fault = faultOf(error);
      this.#tails = new Map();
      for (const { reject } of group) reject(fault);
      if (fault.code === 'io') this.#options.onFatal(fault);
      return;
    }
    this.#options.onFlush?.(rows.length, performance.now() - started);
    for (const listener of this.#listeners) this.#tell(listener, rows);
    group.forEach(({ resolve }, i) => resolve({ written: true, seq: rows[i]?.seq ?? this.#head }));
    if (this.#tails.size > MAX_TAILS) this.#tails = new Map();
  }

  /** The rows are on disk: a listener that fails must not keep those who wait from hearing so. */
  #tell(listener: (rows: readonly Row[]) => void, rows: readonly Row[]): void {
    try {
      listener(rows);
    } catch (error) {
      queueMicrotask(() => this.#options.onListenerFault?.(error));
    }
  }

  #commit(group: readonly Waiting[]): Row[] {
    // A clock that was set back does not make the journal's times go back, so that they can be searched by halves.
    const at = Math.max(this.#lastAt, this.#options.now());
    let head = this.#head;
    let lastHash = this.#lastHash;
    const rows: Row[] = [];
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const { entry } of group) {
        const row: Row = { ...entry, seq: ++head, at };
        lastHash = chained(lastHash, row);
        const doc = this.#reads.docId(entry.doc) ?? this.#newDoc(entry.doc);
        const { device, client, clock, count, update } = entry;
        this.#insertRow.run(head, doc, device, client, clock, count, at, update, lastHash);
        rows.push(row);
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#reads.forgetDocs();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    this.#head = head;
    this.#lastHash = lastHash;
    this.#lastAt = at;
    return rows;
  }

  #newDoc(name: DocId): number {
    return Number(this.#insertDoc.run(name).lastInsertRowid);
  }

  #tail(doc: DocId, client: ClientId): number {
    const key = tailKey(doc, client);
    const known = this.#tails.get(key);
    if (known !== undefined) return known;
    const next = this.#reads.nextClock(doc, client);
    this.#tails.set(key, next);
    return next;
  }
}

function tailKey(doc: DocId, client: ClientId): string {
  return `${client} ${doc}`;
}

function newEpoch(db: DatabaseSync): string {
  const epoch = randomBytes(16).toString('base64url');
  writeMeta(db, 'epoch', epoch);
  return epoch;
}

function attempt(write: () => unknown): Promise<void> {
  try {
    write();
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(faultOf(error));
  }
}

function faultOf(error: unknown): JournalFault {
  if (error instanceof JournalFault) return error;
  const errcode = (error as { errcode?: unknown }).errcode;
  const isFull = typeof errcode === 'number' && (errcode & 0xff) === SQLITE_FULL;
  const message = error instanceof Error ? error.message : String(error);
  return new JournalFault(isFull ? 'disk-full' : 'io', message, { cause: error });
}
