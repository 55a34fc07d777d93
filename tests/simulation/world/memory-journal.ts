import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { joinSections, sectionOf, sectionsBeyond, type Have } from '#protocol/run-bytes.ts';
import { chained, chainStart } from '#server/journal/chain.ts';
import {
  JournalFault,
  type Appended,
  type ChainedRow,
  type ChainReport,
  type ChangePage,
  type Entry,
  type Journal,
  type Quarantined,
  type Row,
  type StoredDoc
} from '#server/journal/journal.ts';

/** What lies on the server's disk: it outlives the process. */
export interface JournalDisk {
  epoch: string;
  rows: Row[];
  hashes: Uint8Array[];
  quarantined: Quarantined[];
}

export function newJournalDisk(epoch: string): JournalDisk {
  return { epoch, rows: [], hashes: [], quarantined: [] };
}

/** Where a group commit is: at each, the process may die (F7). */
export type CommitStep = 'before' | 'torn' | 'on-disk' | 'told';

export interface MemoryJournalOptions {
  readonly now: () => Instant;
  /** Begins the next group commit: in a world, after the time an fsync takes. */
  readonly soon: (work: () => void) => void;
  /** Called at each step of a commit. `dead`: the process died there. `full`, only before: the disk takes nothing. */
  readonly at?: (step: CommitStep) => 'dead' | 'full' | null;
  readonly isHashed?: boolean;
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (fault: JournalFault) => void;
}

const MAX_QUARANTINED = 1_000;

/** A journal in memory that keeps what a disk would: a row is there when its commit is, and not before. */
export class MemoryJournal implements Journal {
  readonly #disk: JournalDisk;
  readonly #options: MemoryJournalOptions;
  readonly #listeners = new Set<(rows: readonly Row[]) => void>();
  readonly #docs = new Map<DocId, Row[]>();
  #tails = new Map<string, number>();
  #queue: Waiting[] = [];
  #scheduled = false;
  #state: 'open' | 'closed' | 'dead' = 'open';

  constructor(disk: JournalDisk, options: MemoryJournalOptions) {
    this.#disk = disk;
    this.#options = options;
    for (const row of disk.rows) this.#index(row);
  }

  get epoch(): string {
    return this.#disk.epoch;
  }

  head(): number {
    return this.#disk.rows.length;
  }

  append(entry: Entry): Promise<Appended> {
    if (this.#state === 'closed') return Promise.reject(new JournalFault('closed', 'the journal is closed'));
    if (this.#state === 'dead') return new Promise(() => undefined);
    const key = `${entry.client} ${entry.doc}`;
    let have = this.#tails.get(key) ?? this.#next(entry.doc, entry.client);
    if (entry.clock !== have && this.#queue.length > 0) {
      this.#flush();
      have = this.#tails.get(key) ?? this.#next(entry.doc, entry.client);
    }
    if (entry.clock !== have) return Promise.resolve({ written: false, have });
    this.#tails.set(key, have + entry.count);
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      this.#options.soon(() => {
        this.#scheduled = false;
        if (this.#queue.length > 0) this.#flush();
      });
    });
  }

  onCommit(listener: (rows: readonly Row[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  nextClock(doc: DocId, client: ClientId): Promise<number> {
    return Promise.resolve(this.#next(doc, client));
  }

  clocks(doc: DocId): Promise<Have> {
    const have = new Map<ClientId, number>();
    for (const { client, clock, count } of this.#rowsOf(doc))
      have.set(client, Math.max(have.get(client) ?? 0, clock + count));
    return Promise.resolve(have);
  }

  written(doc: DocId, client: ClientId, from: number, to: number): Promise<readonly Row[]> {
    const touches = (row: Row): boolean => row.client === client && row.clock < to && row.clock + row.count > from;
    return Promise.resolve(this.#rowsOf(doc).filter(touches));
  }

  read(doc: DocId, have: Have): Promise<Uint8Array | null> {
    const lacking = sectionsBeyond(sectionsOf(this.#rowsOf(doc)), have);
    return Promise.resolve(lacking.length > 0 ? joinSections(lacking) : null);
  }

  readSince(doc: DocId, seq: number): Promise<readonly Row[]> {
    return Promise.resolve(this.#rowsOf(doc).filter((row) => row.seq > seq));
  }

  changes(since: number, limit: number, prefixes: readonly string[] | null): Promise<ChangePage> {
    const changes: Row[] = [];
    for (const row of this.#disk.rows.slice(since)) {
      if (changes.length === limit) break;
      if (isIn(prefixes, row.doc)) changes.push(row);
    }
    const more = changes.length === limit;
    const last = changes.at(-1)?.seq;
    return Promise.resolve({
      changes: changes.map(({ seq, doc, update }) => ({ seq, doc, update })),
      upTo: more && last !== undefined ? last : Math.max(since, this.head()),
      more
    });
  }

  documents(after: DocId, limit: number, prefixes: readonly string[] | null): Promise<readonly StoredDoc[]> {
    const docs = [...this.#docs.keys()].filter((doc) => doc > after && isIn(prefixes, doc)).sort();
    return Promise.resolve(
      docs.slice(0, limit).map((doc) => ({ doc, update: joinSections(sectionsOf(this.#rowsOf(doc))) }))
    );
  }

  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    return Promise.resolve(new Set(docs.filter((doc) => this.#docs.has(doc))));
  }

  seqBefore(at: Instant): Promise<number> {
    return Promise.resolve(this.#disk.rows.findLast((row) => row.at < at)?.seq ?? 0);
  }

  quarantine(refused: Quarantined): Promise<boolean> {
    if (this.#state === 'dead') return new Promise(() => undefined);
    const kept = this.#disk.quarantined.filter(({ device }) => device === refused.device).length < MAX_QUARANTINED;
    if (kept) this.#disk.quarantined.push(refused);
    return Promise.resolve(kept);
  }

  rows(since: number): Promise<readonly ChainedRow[]> {
    const page = this.#disk.rows.slice(since, since + 500);
    return Promise.resolve(page.map((row, i) => ({ ...row, hash: this.#disk.hashes[since + i] ?? new Uint8Array() })));
  }

  damaged(): readonly never[] {
    return [];
  }

  verify(progress?: (rows: number) => void): Promise<ChainReport> {
    let previous = chainStart(this.epoch);
    for (const [index, row] of this.#disk.rows.entries()) {
      previous = chained(previous, row);
      if (Buffer.compare(previous, this.#disk.hashes[index]!) !== 0)
        return Promise.resolve({ rows: index, head: this.head(), firstBad: index + 1 });
    }
    progress?.(this.head());
    return Promise.resolve({ rows: this.head(), head: this.head(), firstBad: null });
  }

  probe(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    if (this.#state === 'open' && this.#queue.length > 0) this.#flush();
    if (this.#state === 'open') this.#state = 'closed';
    return Promise.resolve();
  }

  #flush(): void {
    const group = this.#queue;
    this.#queue = [];
    const before = this.#at('before');
    if (before === 'dead') return;
    if (before === 'full') {
      this.#tails = new Map();
      for (const { reject } of group) reject(new JournalFault('disk-full', 'database or disk is full'));
      return;
    }
    if (this.#at('torn') === 'dead') return; // SQLite takes an unfinished transaction back when it opens
    const at = Math.max(this.#disk.rows.at(-1)?.at ?? 0, this.#options.now());
    const rows = group.map(({ entry }): Row => this.#write({ ...entry, seq: this.head() + 1, at }));
    if (this.#at('on-disk') === 'dead') return;
    for (const listener of this.#listeners) listener(rows);
    if (this.#at('told') === 'dead') return;
    group.forEach(({ resolve }, i) => resolve({ written: true, seq: rows[i]!.seq }));
  }

  #at(step: CommitStep): 'dead' | 'full' | null {
    const what = this.#options.at?.(step) ?? null;
    if (what === 'dead') this.#state = 'dead';
    return what;
  }

  #write(row: Row): Row {
    if (this.#options.isHashed !== false)
      this.#disk.hashes.push(chained(this.#disk.hashes.at(-1) ?? chainStart(this.epoch), row));
    const { origin: _, ...stored } = row;
    this.#disk.rows.push(stored);
    this.#index(stored);
    return row;
  }

  #index(row: Row): void {
    const rows = this.#docs.get(row.doc);
    if (rows) rows.push(row);
    else this.#docs.set(row.doc, [row]);
    this.#tails.set(`${row.client} ${row.doc}`, row.clock + row.count);
  }

  #rowsOf(doc: DocId): readonly Row[] {
    return this.#docs.get(doc) ?? [];
  }

  #next(doc: DocId, client: ClientId): number {
    const last = this.#rowsOf(doc).findLast((row) => row.client === client);
    return last ? last.clock + last.count : 0;
  }
}

const sectionsOf = (rows: readonly Row[]) =>
  rows.toSorted((a, b) => a.client - b.client || a.clock - b.clock).map(({ update }) => sectionOf(update));

function isIn(prefixes: readonly string[] | null, doc: DocId): boolean {
  return prefixes === null || prefixes.some((it) => (it.endsWith('/') ? doc.startsWith(it) : doc === it));
}
