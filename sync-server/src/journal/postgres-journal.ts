import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import type { ClientId } from '#domain/ids.ts';
import { maskCardBytes } from '#domain/money/card-guard.ts';
import type { Instant } from '#domain/time.ts';
import type { Have } from '#protocol/run-bytes.ts';
import { bytesArray, numbersArray, textArray } from '../postgres/arrays.ts';
import type { Database } from '../postgres/database.ts';
import { chainStart } from './chain.ts';
import { Delivery } from './delivery.ts';
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
import { PostgresReads } from './postgres-reads.ts';

/** What one call of `anteroom_append` takes: entries, and bytes of them. */
const GROUP = 512;
const GROUP_BYTES = 4 * 1024 * 1024;
/** Entries that wait while the database is slow; more are refused until there is room, and their devices send them again. */
const MAX_WAITING = 65_536;

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (fault: unknown) => void;
}

export interface PostgresJournalOptions {
  readonly now: () => Instant;
  /** The database is another one than before; the process must end. */
  readonly onFatal: (fault: JournalFault) => void;
  readonly onListenerFault?: (error: unknown) => void;
  /** Whether news of other processes comes in. */
  readonly isHeard: () => boolean;
  /** How many rows a commit had and how long it took, milliseconds. */
  readonly onFlush?: (rows: number, ms: number) => void;
}

/** Connections of their own for what must not wait behind a long read. */
export interface JournalDatabases {
  readonly reading: Database;
  /** One connection: a process has one commit under way at a time. */
  readonly writing: Database;
}

/**
 * The journal in PostgreSQL, for any number of processes at once. [Note: group commit] What arrives while a commit is under way goes
 * with the next one, so the slower the disk, the larger the groups. Clocks are checked where the rows are, inside the transaction
 * (append.ts): two processes may get the same device's frames [JRN-2].
 */
export class PostgresJournal implements Journal {
  readonly epoch: string;
  readonly #writing: Database;
  readonly #database: Database;
  readonly #options: PostgresJournalOptions;
  readonly #reads: PostgresReads;
  readonly #delivery: Delivery;
  #queue: Waiting[] = [];
  /** Commits, and their rows told to this process; never rejects. */
  #work: Promise<void> | null = null;
  #telling: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(
    epoch: string,
    head: number,
    { reading, writing }: JournalDatabases,
    options: PostgresJournalOptions
  ) {
    this.epoch = epoch;
    this.#database = reading;
    this.#writing = writing;
    this.#options = options;
    this.#reads = new PostgresReads(reading);
    const { onListenerFault } = options;
    const read = (seq: number, upTo: number): Promise<readonly Row[]> => this.#reads.news(seq, upTo);
    this.#delivery = new Delivery({ read, seen: head, ...(onListenerFault && { onListenerFault }) });
  }

  /** @throws {JournalFault} */
  static async open(databases: JournalDatabases, options: PostgresJournalOptions): Promise<PostgresJournal> {
    const [meta] = await databases.reading.ask(`SELECT value FROM meta WHERE key = 'epoch'`);
    const head = await new PostgresReads(databases.reading).head();
    return new PostgresJournal(String(meta?.['value']), head, databases, options);
  }

  /** The newest row this process has told its listeners; the table may be ahead by what others have just written. */
  head(): number {
    return this.#delivery.seen;
  }

  append(entry: Entry): Promise<Appended> {
    if (this.#isClosed) return Promise.reject(new JournalFault('closed', 'the journal is closed'));
    if (this.#queue.length >= MAX_WAITING)
      return Promise.reject(new JournalFault('away', 'too much waits to be written'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, resolve, reject });
      this.#work ??= this.#commitAll();
    });
  }

  onCommit(listener: (rows: readonly Row[]) => void): () => void {
    return this.#delivery.listen(listener);
  }

  /** There are rows up to here, as another process or a look at the table says. */
  async heard(head: number): Promise<void> {
    try {
      await this.#delivery.reach(head);
    } catch (error) {
      this.#judge(error);
    }
  }

  nextClock(doc: DocId, client: ClientId): Promise<number> {
    return this.#reads.nextClock(doc, client);
  }

  clocks(doc: DocId): Promise<Have> {
    return this.#reads.clocks(doc);
  }

  written(doc: DocId, client: ClientId, from: number, to: number): Promise<readonly Row[]> {
    return this.#reads.written(doc, client, from, to);
  }

  read(doc: DocId, have: Have): Promise<Uint8Array | null> {
    return this.#reads.read(doc, have);
  }

  readSince(doc: DocId, seq: number): Promise<readonly Row[]> {
    return this.#reads.readSince(doc, seq);
  }

  changes(since: number, limit: number, prefixes: readonly string[] | null): Promise<ChangePage> {
    return this.#reads.changes(since, limit, prefixes);
  }

  documents(after: DocId, limit: number, prefixes: readonly string[] | null): Promise<readonly StoredDoc[]> {
    return this.#reads.documents(after, limit, prefixes);
  }

  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>> {
    return this.#reads.existing(docs);
  }

  seqBefore(at: Instant): Promise<number> {
    return this.#reads.seqBefore(at);
  }

  async quarantine({ device, doc, code, bytes }: Quarantined): Promise<boolean> {
    const sql = `INSERT INTO quarantine (at, device, doc, code, bytes) SELECT $1::bigint, $2::int, $3::text, $4::text, $5::bytea
      WHERE (SELECT count(*) FROM quarantine WHERE device = $2::int) < ${MAX_QUARANTINED} RETURNING id`;
    return (
      (await this.#database.ask(sql, this.#options.now(), device, printable(doc), code, maskCardBytes(bytes))).length >
      0
    );
  }

  rows(since: number): Promise<readonly ChainedRow[]> {
    return this.#reads.rows(since);
  }

  /** PostgreSQL checks its pages itself; what `verify` finds is brought back from a backup. */
  damaged(): readonly never[] {
    return [];
  }

  verify(progress?: (rows: number) => void): Promise<ChainReport> {
    return this.#reads.verify(chainStart(this.epoch), progress);
  }

  async probe(): Promise<void> {
    const sql = `INSERT INTO meta (key, value) VALUES ('probe', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
    await this.#writing.ask(sql, String(this.#options.now()));
    // Its own writes would succeed, and its devices would hear of nobody else's.
    if (!this.#options.isHeard()) throw new JournalFault('away', 'news of other processes does not come in');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    await this.#telling;
    await this.#reads.close();
  }

  async #commitAll(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn(); // what else comes in this turn of the event loop goes along
      await this.#commit(this.#nextGroup());
    }
    this.#work = null; // in the same breath as the look at the queue: what comes next begins anew
  }

  #nextGroup(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#queue.findIndex(
      ({ entry }, i) => i === GROUP || (i > 0 && (bytes += entry.update.length) > GROUP_BYTES)
    );
    return this.#queue.splice(0, end === -1 ? this.#queue.length : end);
  }

  /** One transaction for all of a group. Those who wait hear of it once this process has told the rows to its listeners. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    const started = performance.now();
    let answers: readonly Appended[];
    try {
      answers = await this.#write(group.map(({ entry }) => entry));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    const seqs = answers.flatMap((answer) => (answer.written ? [answer.seq] : []));
    this.#options.onFlush?.(seqs.length, performance.now() - started);
    const told = this.heard(seqs.at(-1) ?? 0);
    const answered = told.then(() => group.forEach(({ resolve }, i) => resolve(answers[i] ?? NEVER)));
    this.#telling = Promise.all([this.#telling, answered]).then(() => undefined);
  }

  async #write(entries: readonly Entry[]): Promise<readonly Appended[]> {
    const rows = await this.#writing.ask(
      'SELECT * FROM anteroom_append($1::bigint, $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::int[], $7::bytea[])',
      this.#options.now(),
      textArray(entries.map(({ doc }) => doc)),
      numbersArray(entries.map(({ device }) => device)),
      numbersArray(entries.map(({ client }) => client)),
      numbersArray(entries.map(({ clock }) => clock)),
      numbersArray(entries.map(({ count }) => count)),
      bytesArray(entries.map(({ update }) => update))
    );
    const written: Row[] = [];
    const answers = entries.map((entry, i): Appended => {
      const { written_seq: seq, written_at: at, have } = rows[i] ?? {};
      if (seq === null) return { written: false, have: Number(have) };
      written.push({ ...entry, seq: Number(seq), at: Number(at) });
      return { written: true, seq: Number(seq) };
    });
    this.#delivery.wrote(written);
    return answers;
  }

  /** News that could not be read is read with the next; rows that are gone end the process. */
  #judge(error: unknown): void {
    if (error instanceof JournalFault && error.code === 'io') this.#options.onFatal(error);
    else if (!(error instanceof JournalFault)) this.#options.onListenerFault?.(error);
  }
}

/** A group has as many answers as entries. */
const NEVER: Appended = { written: false, have: 0 };

/** PostgreSQL's text holds every character but one. */
function printable(text: string): string {
  return text.replaceAll('\0', '');
}
