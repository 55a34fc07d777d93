import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import postgres, { type Options, type Sql } from 'postgres';
import { JournalFault } from '../journal/journal.ts';
import type { Columns, Value } from '../records/records.ts';

export interface PoolOptions {
  /** At most so many connections, each made when it is needed. */
  readonly connections: number;
  /** How long an answer may take before the connection is given up, milliseconds. */
  readonly askMs?: number;
  /** What was told on a channel this connection listens to. */
  readonly onNotify?: (channel: string, payload: string) => void;
  /** A connection was lost, and all others of the pool were given up with it. Said once. */
  readonly onLost?: () => void;
}

/** PostgreSQL ends a statement before we give it up, so that a slow one is not taken for a database that is gone. */
const STATEMENT_MS = 10_000;
const ASK_MS = 12_000;
const CONNECT_MS = 5_000;
const INT8 = 20;
const DEFAULT_PORT = 5432;

/**
 * Connections to one database, for as long as all of them hold. [Note: one lost, all lost] A lost connection means a server that
 * stopped, failed over or cannot be reached. The pool is then thrown away whole, and database.ts makes another: nothing is sent
 * over a connection that was made again behind our back, where a session's settings, locks and channels would be missing.
 */
export class Pool {
  readonly #sql: Sql<{ bigint: number }>;
  readonly #askMs: number;
  readonly #onLost: (() => void) | undefined;
  readonly #sockets = new Set<Socket>();
  #isLost = false;

  /** @param url `postgres://user:password@host:port/database?sslmode=verify-full` */
  constructor(url: string, { connections, askMs = ASK_MS, onNotify, onLost }: PoolOptions) {
    this.#askMs = askMs;
    this.#onLost = onLost;
    const options: Options<{ bigint: typeof NUMBERS }> & FurtherOptions = {
      max: connections,
      connect_timeout: CONNECT_MS / 1_000,
      keep_alive: 10,
      // A connection ends when it is lost and at no other time.
      idle_timeout: 0,
      max_lifetime: null,
      backoff: () => 0,
      fetch_types: false,
      types: { bigint: NUMBERS },
      connection: SESSION,
      onnotice: () => undefined,
      // The package itself would try for ever when connections are taken and closed again, as by a balancer with nobody behind it.
      socket: (at: Address) => this.#connect(at),
      // Its own `listen` connects again by itself.
      ...(onNotify && { onnotify: onNotify })
    };
    this.#sql = postgres(url, options);
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The rows of one statement with `$1`, `$2` … for its values. @throws {JournalFault} when nothing can be said of it */
  async ask(text: string, ...values: readonly Value[]): Promise<readonly Columns[]> {
    return await this.#answered(this.#sql.unsafe(text, [...values], { prepare: true }));
  }

  /** Statements without values, in one transaction. */
  async run(statements: string): Promise<void> {
    await this.#answered(this.#sql.unsafe(statements));
  }

  /** Gives all connections up; what waits on them fails. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#sql.end({ timeout: 0 }).catch(() => undefined);
    this.#onLost?.();
  }

  /** Ends the connections once what was asked is answered. */
  async close(): Promise<void> {
    this.#isLost = true;
    await this.#sql.end({ timeout: 1 });
  }

  /** A socket whose end, at whatever time, is the end of the pool. */
  async #connect({ host: [host = ''], port: [port = DEFAULT_PORT], path }: Address): Promise<Socket> {
    if (this.#isLost) throw new Error('the pool was given up');
    const socket = path ? connect(path) : connect(port, host);
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.lose();
    });
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return Object.assign(socket, { host }); // by which it checks the server's certificate
  }

  async #answered<T>(answer: PromiseLike<T>): Promise<T> {
    if (this.#isLost) throw new JournalFault('away', 'the connection to PostgreSQL was lost');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new JournalFault('away', 'PostgreSQL does not answer')), this.#askMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      const { fault, isLost } = judged(error);
      if (isLost) this.lose();
      throw fault;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What the package reads and its types lack. */
interface FurtherOptions {
  readonly onnotify?: (channel: string, payload: string) => void;
  readonly socket?: (at: Address) => Promise<Socket>;
}

/** Where the database is, as the package reads it from the address. */
interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket. */
  readonly path: string | false;
}

/** 64-bit integers are numbers here: what we count stays far below 2^53. */
const NUMBERS = { to: INT8, from: [INT8], serialize: String, parse: Number };

const SESSION = {
  application_name: 'anteroom',
  // A commit is answered when it is on disk, whatever the database is set to otherwise [JRN-1].
  synchronous_commit: 'on',
  statement_timeout: String(STATEMENT_MS),
  // So that PostgreSQL notices within seconds when a machine of ours is gone, and lets go of its locks. Seconds.
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3'
} as unknown as NonNullable<Options<Record<string, never>>['connection']>; // the package's types know only some settings

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DISK_FULL = '53100';
/** The statement was no mistake and may succeed later: no connection, a resource, an operator, a fault of the machine. */
const AWAY = /^(08|28|3D|40|53|55|57|58|XX)|^25006/;
/** The session is of no use any more, or leads to a server that does not write. */
const SESSION_ENDS = /^(08|28|3D|57P|XX)|^25006/;

function judged(error: unknown): { readonly fault: unknown; readonly isLost: boolean } {
  if (error instanceof JournalFault) return { fault: error, isLost: error.code === 'away' };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof postgres.PostgresError))
    return { fault: new JournalFault('away', message, { cause: error }), isLost: true };
  const { code } = error;
  if (code === DISK_FULL) return { fault: new JournalFault('disk-full', message, { cause: error }), isLost: false };
  if (!AWAY.test(code)) return { fault: error, isLost: false };
  return { fault: new JournalFault('away', message, { cause: error }), isLost: SESSION_ENDS.test(code) };
}
