import { randomBytes } from 'node:crypto';
import { idFrom, type DeviceNo, type UserId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { digest } from '../journal/chain.ts';
import type { Columns, Records } from '../records/records.ts';

const HOUR_MS = 3_600_000;
/** Without a word from its device for this long a session is over. The same is how long a person may go on offline (SECURITY S5). */
export const IDLE_MS = 12 * HOUR_MS;
/** After this a person signs in again, however busy. */
export const LONGEST_MS = 24 * HOUR_MS;
/** Facts of a session may come after weeks offline (RELIABILITY P13); who signed what is asked for so long. */
const KEPT_MS = 180 * 24 * HOUR_MS;

/** Why a session is over before its time. A killed one was ended by somebody else than its person. */
export type SessionEnd = 'signed-out' | 'replaced' | 'killed' | 'disabled' | 'device-removed';

export interface Session {
  /** For lists and for ending it; no secret. */
  readonly id: string;
  readonly device: DeviceNo;
  readonly user: UserId;
  readonly startedAt: Instant;
  /** The last sign of life of its device. */
  readonly seenAt: Instant;
  readonly endsAt: Instant;
  readonly endedAt: Instant | null;
  readonly why: SessionEnd | null;
}

export interface NewSession {
  readonly session: Session;
  /** 256 random bits; the server keeps its digest only. */
  readonly token: string;
}

/** The register of sessions: who is signed in on which device [SES-1]. */
export class Sessions {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  /** A new session of a person on a device, in place of the one there was [SES-2]. */
  async start(device: DeviceNo, user: UserId): Promise<NewSession> {
    await this.#end('device = ? AND "user" = ?', 'replaced', device, user);
    await this.#records.ask('DELETE FROM sessions WHERE ends_at < ?', this.#now() - KEPT_MS);
    const token = randomBytes(32).toString('base64url');
    const id = idFrom(randomBytes(10));
    const now = this.#now();
    const sql = `INSERT INTO sessions (id, hash, device, "user", started_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)`;
    await this.#records.ask(sql, id, digest(Buffer.from(token)), device, user, now, now, now + LONGEST_MS);
    const session = { id, device, user, startedAt: now, seenAt: now, endsAt: now + LONGEST_MS };
    return { session: { ...session, endedAt: null, why: null }, token };
  }

  /** The live session a token is of; null for every other token. The device must be the one it was given to [SES-3]. */
  async byToken(token: string, device: DeviceNo): Promise<Session | null> {
    const sql = 'SELECT * FROM sessions WHERE hash = ? AND device = ?';
    const [row] = await this.#records.ask(sql, digest(Buffer.from(token)), device);
    const session = row && sessionOf(row);
    return session && isLive(session, this.#now()) ? session : null;
  }

  /** Those of these that are live, and notes that their devices were heard of. */
  async stillLive(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const live = new Set<string>();
    for (const id of ids) {
      const sql = `UPDATE sessions SET seen_at = ? WHERE id = ? AND ended_at IS NULL AND ends_at > ? AND seen_at > ? RETURNING id`;
      const now = this.#now();
      if ((await this.#records.ask(sql, now, id, now, now - IDLE_MS)).length > 0) live.add(id);
    }
    return live;
  }

  /** All sessions a person has or had on a device, newest last. */
  async of(device: DeviceNo, user: UserId): Promise<readonly Session[]> {
    const sql = 'SELECT * FROM sessions WHERE device = ? AND "user" = ? ORDER BY started_at';
    return (await this.#records.ask(sql, device, user)).map(sessionOf);
  }

  /** The live ones of everybody. */
  async live(): Promise<readonly Session[]> {
    const now = this.#now();
    const sql = 'SELECT * FROM sessions WHERE ended_at IS NULL AND ends_at > ? AND seen_at > ? ORDER BY started_at';
    return (await this.#records.ask(sql, now, now - IDLE_MS)).map(sessionOf);
  }

  /** False when it is over already. */
  async end(id: string, why: SessionEnd): Promise<boolean> {
    return (await this.#end('id = ?', why, id)) > 0;
  }

  async endOfUser(user: UserId, why: SessionEnd): Promise<void> {
    await this.#end('"user" = ?', why, user);
  }

  async endOnDevice(device: DeviceNo, why: SessionEnd): Promise<void> {
    await this.#end('device = ?', why, device);
  }

  async #end(where: string, why: SessionEnd, ...values: readonly (string | number)[]): Promise<number> {
    const sql = `UPDATE sessions SET ended_at = ?, why = ? WHERE ended_at IS NULL AND ${where} RETURNING id`;
    return (await this.#records.ask(sql, this.#now(), why, ...values)).length;
  }
}

export function isLive(session: Session, now: Instant): boolean {
  return session.endedAt === null && now < overAt(session);
}

/** When a session is over if nothing more is heard of its device. */
export function overAt({ endsAt, seenAt, endedAt }: Session): Instant {
  return Math.min(endsAt, seenAt + IDLE_MS, endedAt ?? Infinity);
}

function sessionOf(row: Columns): Session {
  return {
    id: String(row['id']),
    device: Number(row['device']),
    user: String(row['user']),
    startedAt: Number(row['started_at']),
    seenAt: Number(row['seen_at']),
    endsAt: Number(row['ends_at']),
    endedAt: row['ended_at'] === null ? null : Number(row['ended_at']),
    why: row['why'] === null ? null : (String(row['why']) as SessionEnd) // written from one
  };
}
