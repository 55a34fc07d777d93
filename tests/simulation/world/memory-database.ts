import { AsyncLocalStorage } from 'node:async_hooks';
import { STORES } from '#storage/schema.ts';
import type { Database } from '#storage/database.ts';
import { CLEAR } from '#storage/sealing.ts';
import { SortedTable, type Entry, type Key, type Row } from './sorted-table.ts';

/**
 * Dexie's part that `src/storage` uses, over memory, with IndexedDB's promises and no more: a transaction is whole or not at all, one
 * after another, and it counts when it is on disk. So all of `src/storage` runs as it is. What is on disk outlives the tabs; when one
 * dies, what it had not committed never was.
 */
export class MemoryDisk {
  readonly name: string;
  readonly tables: Map<string, SortedTable>;
  readonly #host: DiskHost;
  /** The transaction that has the disk, and those that wait for it. */
  #holder: Transaction | null = null;
  #waiting: { readonly tab: TabOfDisk; readonly begin: () => void }[] = [];

  constructor(name: string, host: DiskHost) {
    this.name = name;
    this.#host = host;
    this.tables = new Map(Object.entries(STORES).map(([table, schema]) => [table, new SortedTable(table, schema)]));
  }

  /** What a tab holds of it: as `openDatabase` gives. */
  open(tab: TabOfDisk): Database {
    return new MemoryDatabase(this, tab) as unknown as Database; // it has all of Dexie that src/storage uses
  }

  /** The same bytes on another machine. */
  cloned(name: string, host: DiskHost): MemoryDisk {
    const clone = new MemoryDisk(name, host);
    for (const [table, rows] of this.tables) rows.copy(clone.tables.get(table)!);
    return clone;
  }

  /** After a tab died: what it had not committed is taken back, and the next has its turn. */
  reap(): void {
    this.#waiting = this.#waiting.filter(({ tab }) => tab.process.alive);
    if (this.#holder && !this.#holder.tab.process.alive) {
      if (this.#holder.isOnDisk) this.#host.landedUnheard?.();
      else this.#holder.rollBack();
      this.#release();
    }
  }

  async run<T>(tab: TabOfDisk, isWrite: boolean, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const fault = tab.faultNow(isWrite);
    if (fault === 'closed') throw named('DatabaseClosedError');
    await new Promise<void>((resolve) => {
      if (!tab.process.alive) return; // never: who waits is dead
      if (this.#holder) this.#waiting.push({ tab, begin: resolve });
      else resolve();
      this.#holder ??= new Transaction(this, tab);
    });
    // It may have died in the very moment.
    if (!tab.process.alive) return await new Promise(() => undefined);
    const transaction = this.#holder!;
    let value: T;
    try {
      value = await current.run(transaction, () => work(transaction));
    } catch (error) {
      transaction.rollBack();
      this.#release();
      throw error;
    }
    if (transaction.isEmpty) {
      this.#release();
      return value;
    }
    return await this.#commit(transaction, value, fault);
  }

  #commit<T>(transaction: Transaction, value: T, fault: Fault): Promise<T> {
    const { tab } = transaction;
    return new Promise((resolve, reject) => {
      this.#host.later(tab, tab.writeMs(), 'commit', () => {
        if (fault === 'full') {
          transaction.rollBack();
          this.#release();
          reject(named('AbortError', named('QuotaExceededError')));
          return;
        }
        transaction.isOnDisk = true;
        this.#host.committed(tab);
        this.#host.later(tab, tab.hearMs(), 'committed', () => {
          this.#release();
          if (fault === 'deaf') reject(named('AbortError', named('UnknownError')));
          else resolve(value);
        });
      });
    });
  }

  #release(): void {
    this.#holder = null;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#holder = new Transaction(this, next.tab);
    // In an event of its own: what it sets in motion is its doing, and not of the tab that has just let go.
    this.#host.later(next.tab, 0, 'turn', next.begin);
  }
}

/** What goes wrong with one transaction: no space; the connection was closed before it; it landed, and the connection died. */
export type Fault = 'full' | 'closed' | 'deaf' | null;

/** The tab side of a disk. */
export interface TabOfDisk {
  readonly process: { readonly alive: boolean };
  faultNow(isWrite: boolean): Fault;
  /** How long a strict commit takes, and its answer. */
  writeMs(): number;
  hearMs(): number;
}

export interface DiskHost {
  later(tab: TabOfDisk, ms: number, label: string, work: () => void): void;
  committed(tab: TabOfDisk): void;
  /** A commit landed, and its tab died before it heard so. */
  landedUnheard?(): void;
}

/** A disk as fast as memory, for tests without a world. */
export const plainTab: TabOfDisk = {
  process: { alive: true },
  faultNow: () => null,
  writeMs: () => 0,
  hearMs: () => 0
};
export const plainHost: DiskHost = {
  later: (_tab, _ms, _label, work) => queueMicrotask(work),
  committed: () => undefined
};

const current = new AsyncLocalStorage<Transaction>();

class Transaction {
  readonly tab: TabOfDisk;
  readonly disk: MemoryDisk;
  isOnDisk = false;
  #undo: (() => void)[] = [];

  constructor(disk: MemoryDisk, tab: TabOfDisk) {
    this.disk = disk;
    this.tab = tab;
  }

  get isEmpty(): boolean {
    return this.#undo.length === 0;
  }

  put(table: SortedTable, row: Row): Key {
    const { key, before } = table.put(row);
    this.#undo.push(() => {
      if (before) table.put(before);
      else table.delete(key);
    });
    return key;
  }

  delete(table: SortedTable, key: Key): void {
    const before = table.delete(key);
    if (before) this.#undo.push(() => void table.put(before));
  }

  rollBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }
}

class MemoryDatabase {
  readonly sealing = CLEAR;
  readonly damaged = (): void => undefined;
  readonly name: string;
  readonly #disk: MemoryDisk;
  readonly #tab: TabOfDisk;

  constructor(disk: MemoryDisk, tab: TabOfDisk) {
    this.name = disk.name;
    this.#disk = disk;
    this.#tab = tab;
    for (const table of disk.tables.keys()) Object.defineProperty(this, table, { value: this.table(table) });
  }

  table(name: string): MemoryTable {
    return new MemoryTable(this.#disk.tables.get(name)!, (isWrite, work) => this.#within(isWrite, work));
  }

  transaction<T>(mode: string, ...rest: [...unknown[], () => Promise<T>]): Promise<T> {
    const work = rest.at(-1) as () => Promise<T>; // Dexie's order of arguments
    if (current.getStore()?.disk === this.#disk) return work();
    return this.#disk.run(this.#tab, mode.startsWith('rw'), work);
  }

  unwatchedSegmentFor(doc: string): Promise<Row | undefined> {
    return this.table('segments').where('first').belowOrEqual(doc).last();
  }

  close(): void {
    // Its transactions end by themselves.
  }

  open(): Promise<this> {
    return Promise.resolve(this);
  }

  #within<T>(isWrite: boolean, work: (transaction: Transaction) => T): Promise<T> {
    const transaction = current.getStore();
    if (transaction?.disk === this.#disk) {
      try {
        return Promise.resolve(work(transaction));
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return this.#disk.run(this.#tab, isWrite, async (own) => work(own));
  }
}

type Within = <T>(isWrite: boolean, work: (transaction: Transaction) => T) => Promise<T>;

class MemoryTable {
  readonly #table: SortedTable;
  readonly #within: Within;

  constructor(table: SortedTable, within: Within) {
    this.#table = table;
    this.#within = within;
  }

  get(key: Key): Promise<Row | undefined> {
    return this.#within(false, () => this.#table.get(key));
  }

  bulkGet(keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#within(false, () => keys.map((key) => this.#table.get(key)));
  }

  put(row: Row): Promise<Key> {
    return this.#within(true, (transaction) => transaction.put(this.#table, row));
  }

  bulkPut(rows: readonly Row[]): Promise<void> {
    return this.#within(true, (transaction) => {
      for (const row of rows) transaction.put(this.#table, row);
    });
  }

  bulkAdd(rows: readonly Row[]): Promise<void> {
    return this.#within(true, (transaction) => {
      for (const row of rows) {
        const key = this.#table.primary.keyOf(row);
        if (key !== undefined && this.#table.get(key)) throw named('BulkError', named('ConstraintError'));
        transaction.put(this.#table, row);
      }
    });
  }

  delete(key: Key): Promise<void> {
    return this.#within(true, (transaction) => transaction.delete(this.#table, key));
  }

  bulkDelete(keys: readonly Key[]): Promise<void> {
    return this.#within(true, (transaction) => {
      for (const key of keys) transaction.delete(this.#table, key);
    });
  }

  clear(): Promise<void> {
    return this.#within(true, (transaction) => {
      for (const { of } of [...this.#table.primary.entries]) transaction.delete(this.#table, of);
    });
  }

  count(): Promise<number> {
    return this.#within(false, () => this.#table.rows.size);
  }

  toArray(): Promise<Row[]> {
    return this.toCollection().toArray();
  }

  each(work: (row: Row) => void): Promise<void> {
    return this.toCollection().each(work);
  }

  toCollection(): Collection {
    return new Collection(this.#table, this.#within, () => this.#table.primary.entries);
  }

  orderBy(index: string): Collection {
    return new Collection(this.#table, this.#within, () => this.#table.index(index).entries);
  }

  where(index: string) {
    const find = (low: Key, high: Key, lowToo = true, highToo = false): Collection =>
      new Collection(this.#table, this.#within, () =>
        this.#table
          .index(index)
          .between(low, high)
          .filter(({ key }) => (lowToo || !isSame(key, low)) && (highToo || !isSame(key, high)))
      );
    return {
      between: find,
      equals: (key: Key) => find(key, key, true, true),
      belowOrEqual: (key: Key) => find(-Infinity, key, true, true),
      below: (key: Key) => find(-Infinity, key),
      aboveOrEqual: (key: Key) => find(key, [[]], true, true),
      above: (key: Key) => find(key, [[]], false, true)
    };
  }
}

function isSame(a: Key, b: Key): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

class Collection {
  readonly #table: SortedTable;
  readonly #within: Within;
  readonly #entries: () => readonly Entry[];

  constructor(table: SortedTable, within: Within, entries: () => readonly Entry[]) {
    this.#table = table;
    this.#within = within;
    this.#entries = entries;
  }

  reverse(): Collection {
    return this.#with((entries) => entries.toReversed());
  }

  limit(count: number): Collection {
    return this.#with((entries) => entries.slice(0, count));
  }

  toArray(): Promise<Row[]> {
    return this.#within(false, () => this.#entries().map(({ of }) => this.#table.get(of)!));
  }

  primaryKeys(): Promise<Key[]> {
    return this.#within(false, () => this.#entries().map(({ of }) => of));
  }

  count(): Promise<number> {
    return this.#within(false, () => this.#entries().length);
  }

  first(): Promise<Row | undefined> {
    return this.limit(1)
      .toArray()
      .then(([row]) => row);
  }

  last(): Promise<Row | undefined> {
    return this.reverse().first();
  }

  each(work: (row: Row) => void): Promise<void> {
    return this.toArray().then((rows) => rows.forEach(work));
  }

  #with(change: (entries: readonly Entry[]) => readonly Entry[]): Collection {
    return new Collection(this.#table, this.#within, () => change(this.#entries()));
  }
}

/** As Dexie names its errors, with the browser's own inside. */
function named(name: string, inner?: Error): Error {
  return Object.assign(new Error(name), { name, inner });
}
