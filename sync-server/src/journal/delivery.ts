import { JournalFault, type Row } from './journal.ts';

export interface DeliveryOptions {
  /** Rows after `seq` and up to `upTo`, in order, as many as one page has. */
  readonly read: (seq: number, upTo: number) => Promise<readonly Row[]>;
  /** The last row that was there when it began: nobody waits for those. */
  readonly seen: number;
  readonly onListenerFault?: (error: unknown) => void;
}

/**
 * Tells the listeners of this process every row of the journal once and in order, whichever process wrote it [JRN-3]. Those of our
 * own commits are at hand; those of others are read from the table, from the last one that was told: news of a new head may come
 * late, twice, or not at all, and nothing is skipped by it.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #listeners = new Set<(rows: readonly Row[]) => void>();
  readonly #own = new Map<number, Row>();
  #seen: number;
  #target: number;
  #running: Promise<void> | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#seen = options.seen;
    this.#target = options.seen;
  }

  /** The newest row that was told. */
  get seen(): number {
    return this.#seen;
  }

  listen(listener: (rows: readonly Row[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rows this process has just committed: with where they came from, which the table does not know. */
  wrote(rows: readonly Row[]): void {
    for (const row of rows) if (row.seq > this.#seen) this.#own.set(row.seq, row);
  }

  /** Tells every row up to `seq`, which is known to be committed; resolves when it is done. @throws {JournalFault} */
  async reach(seq: number): Promise<void> {
    this.#target = Math.max(this.#target, seq);
    while (this.#seen < seq) {
      this.#running ??= this.#run().finally(() => (this.#running = null));
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    while (this.#seen < this.#target) {
      const own = this.#ownNext();
      if (own.length > 0) this.#tell(own);
      // Own rows among them came in while they were read.
      else this.#tell((await this.#others()).map((row) => this.#own.get(row.seq) ?? row));
    }
  }

  #ownNext(): Row[] {
    const rows: Row[] = [];
    for (let row = this.#own.get(this.#seen + 1); row; row = this.#own.get(row.seq + 1)) rows.push(row);
    return rows;
  }

  /** The rows others wrote before the next of our own. */
  async #others(): Promise<readonly Row[]> {
    let upTo = this.#target;
    for (const seq of this.#own.keys()) upTo = Math.min(upTo, seq - 1);
    const rows = await this.#options.read(this.#seen, upTo);
    const inOrder = rows.length > 0 && rows.every((row, i) => row.seq === this.#seen + 1 + i);
    // They were committed. A database that has lost them, a standby that took over too early, is another database.
    if (!inOrder) throw new JournalFault('io', `rows after ${this.#seen} are not there any more`);
    return rows;
  }

  /** The rows are on disk: a listener that fails must not keep the others from hearing so. */
  #tell(rows: readonly Row[]): void {
    this.#seen = rows.at(-1)?.seq ?? this.#seen;
    for (const { seq } of rows) this.#own.delete(seq);
    for (const listener of this.#listeners) {
      try {
        listener(rows);
      } catch (error) {
        this.#options.onListenerFault?.(error);
      }
    }
  }
}
