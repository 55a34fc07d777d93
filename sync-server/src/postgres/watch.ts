import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceNo } from '#domain/ids.ts';
import { CHANNEL, LOCK } from './keys.ts';
import { Pool } from './pool.ts';

export interface Watcher {
  /** The epoch of the journal this process has opened. */
  readonly epoch: string;
  /** The newest row this process knows of. */
  readonly seen: () => number;
  /** There are rows up to here. */
  readonly onHead: (head: number) => void;
  readonly onRevoked: (device: DeviceNo) => void;
  /** A person, a role or a session changed, or may have while nobody listened. */
  readonly onPeople: () => void;
  /** News does not come in any more; and does again. */
  readonly onLost: () => void;
  readonly onConnected: () => void;
  /** It is not the database it was: restored, or a standby that had not got everything. Called again until somebody acts. */
  readonly onReplaced: (what: string) => void;
}

/** Who seeks the agent's duty is told when it has it, and when it has not any more. */
export interface DutySeeker {
  readonly begin: () => void;
  readonly end: () => void;
}

/** How often the head is looked at, and the duty asked for: the longest that news can be missed, and the duty be nobody's. */
const BEAT_MS = 1_000;
/** A connection that does not answer this long is gone, whatever the network says. */
const ASK_MS = 4_000;
const RETRY_MS = 250;

/**
 * One connection that listens. [Note: news may be lost, rows may not] A notification says no more than that there are rows; they are read
 * from the table. Nothing is sent twice by PostgreSQL, and what was told while the connection was lost is never told again: so
 * each new connection begins with a look at the table, and every beat is another.
 *
 * The duty of the agent is a lock of this session. It ends with the session, however that ends; another process then gets it with
 * its next beat. Whoever has lost its session has lost the duty, and stops at once.
 */
export class Watch {
  readonly #url: string;
  readonly #stop = new AbortController();
  #pool: Pool | null = null;
  #seeker: DutySeeker | null = null;
  #hasDuty = false;
  #isConnected = false;
  readonly #tried = Promise.withResolvers<void>();
  #run: Promise<void> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Connects, and connects again for as long as it is not closed; resolves after the first try. */
  async start(watcher: Watcher): Promise<void> {
    this.#run ??= this.#keepConnected(watcher);
    await this.#tried.promise;
  }

  /** Whether news of other processes comes in now. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Asks for the duty, now and with every beat until it has it; resolves after the first time. */
  async seekDuty(seeker: DutySeeker): Promise<void> {
    this.#seeker = seeker;
    const pool = this.#pool;
    if (pool && this.#isConnected) await this.#takeDuty(pool).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#loseDuty();
    this.#pool?.lose();
    await this.#run;
  }

  async #keepConnected(watcher: Watcher): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const lost = new AbortController();
      const pool = new Pool(this.#url, {
        connections: 1,
        askMs: ASK_MS,
        onNotify: (channel, payload) => hear(watcher, channel, payload),
        onLost: () => {
          if (this.#isConnected) watcher.onLost();
          this.#isConnected = false;
          this.#loseDuty();
          lost.abort();
        }
      });
      this.#pool = pool;
      await this.#listen(watcher, pool, AbortSignal.any([lost.signal, this.#stop.signal])).catch(() => undefined);
      this.#tried.resolve();
      pool.lose();
      await pause(RETRY_MS, this.#stop.signal);
    }
  }

  /** Runs for as long as the connection holds. */
  async #listen(watcher: Watcher, pool: Pool, ended: AbortSignal): Promise<void> {
    for (const channel of Object.values(CHANNEL)) await pool.ask(`LISTEN ${channel}`);
    const [meta] = await pool.ask(`SELECT value FROM meta WHERE key = 'epoch'`);
    if (meta?.['value'] !== watcher.epoch) watcher.onReplaced('the database has another epoch');
    // Whose removal was told while nobody listened.
    for (const row of await pool.ask('SELECT no FROM devices WHERE revoked_at IS NOT NULL'))
      watcher.onRevoked(Number(row['no']));
    watcher.onPeople();
    while (!ended.aborted) {
      const seen = watcher.seen();
      const [row] = await pool.ask('SELECT coalesce(max(seq), 0) AS head FROM journal');
      if (!this.#isConnected) watcher.onConnected();
      this.#isConnected = true;
      const head = Number(row?.['head']);
      if (head < seen) watcher.onReplaced(`the database ends at row ${head}, and row ${seen} was there`);
      watcher.onHead(head);
      await this.#takeDuty(pool);
      this.#tried.resolve();
      await pause(BEAT_MS, ended);
    }
  }

  async #takeDuty(pool: Pool): Promise<void> {
    if (!this.#seeker || this.#hasDuty) return;
    const [row] = await pool.ask(`SELECT pg_try_advisory_lock(${LOCK.agent}) AS taken`);
    if (row?.['taken'] !== true || this.#hasDuty || pool.isLost) return;
    this.#hasDuty = true;
    this.#seeker.begin();
  }

  #loseDuty(): void {
    if (this.#hasDuty) this.#seeker?.end();
    this.#hasDuty = false;
  }
}

function hear(watcher: Watcher, channel: string, payload: string): void {
  if (!/^\d{1,15}$/.test(payload)) return;
  if (channel === CHANNEL.head) watcher.onHead(Number(payload));
  if (channel === CHANNEL.people) watcher.onPeople();
  if (channel === CHANNEL.revoked) watcher.onRevoked(Number(payload));
}

async function pause(ms: number, until: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: until }).catch(() => undefined);
}
