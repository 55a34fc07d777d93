import { JournalFault } from '../journal/journal.ts';
import type { Columns, Value } from '../records/records.ts';
import { Pool, type PoolOptions } from './pool.ts';

/** One PostgreSQL database, connected to anew after each loss by whoever asks next. */
export class Database {
  readonly #url: string;
  readonly #options: PoolOptions;
  #pool: Pool | null = null;
  #isClosed = false;
  #isSuspended = false;

  constructor(url: string, options: PoolOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** @throws {JournalFault} */
  async ask(text: string, ...values: readonly Value[]): Promise<readonly Columns[]> {
    return await this.#connected().ask(text, ...values);
  }

  /** Statements without values, in one transaction. @throws {JournalFault} */
  async run(statements: string): Promise<void> {
    await this.#connected().run(statements);
  }

  /**
   * The database is known to be away: what waits fails now, and so does what is asked until `resume`. One connection finds out when
   * it is back (watch.ts), instead of every device's every frame.
   */
  suspend(): void {
    this.#isSuspended = true;
    this.#pool?.lose();
  }

  resume(): void {
    this.#isSuspended = false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool?.close();
  }

  #connected(): Pool {
    if (this.#isClosed) throw new JournalFault('closed', 'the database is closed');
    if (this.#isSuspended) throw new JournalFault('away', 'PostgreSQL does not answer');
    if (!this.#pool || this.#pool.isLost) this.#pool = new Pool(this.#url, this.#options);
    return this.#pool;
  }
}
