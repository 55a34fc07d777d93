import type { DeviceNo, UserId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { PasskeyAlgorithm } from '#protocol/passkeys.ts';
import type { Columns, Records } from '../records/records.ts';

export interface Passkey {
  /** Base64url. */
  readonly credential: string;
  readonly user: UserId;
  /** The host name it was made for; it signs for no other. */
  readonly rpId: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly publicKey: string;
  readonly algorithm: PasskeyAlgorithm;
  /** How often it has signed, as it says itself; 0 for ever from one that does not count (WebAuthn §6.1.1). */
  readonly counter: number;
  readonly name: string;
  readonly device: DeviceNo;
  readonly addedAt: Instant;
  readonly usedAt: Instant | null;
}

/** So many one person has: a key on the ring, one in the drawer, the devices they work at. */
export const MAX_PASSKEYS = 20;

/** The register of passkeys. The server has their public halves; who has its database signs in as nobody. */
export class Passkeys {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  async find(credential: string): Promise<Passkey | null> {
    const [row] = await this.#records.ask('SELECT * FROM passkeys WHERE credential = ?', credential);
    return row ? passkeyOf(row) : null;
  }

  async of(user: UserId): Promise<readonly Passkey[]> {
    return (await this.#records.ask('SELECT * FROM passkeys WHERE "user" = ? ORDER BY added_at', user)).map(passkeyOf);
  }

  /** Of everybody. */
  async all(): Promise<readonly Passkey[]> {
    return (await this.#records.ask('SELECT * FROM passkeys')).map(passkeyOf);
  }

  /** False when that credential is there already, whoever's it is. */
  async add(passkey: Omit<Passkey, 'addedAt' | 'usedAt'>): Promise<boolean> {
    const { credential, user, rpId, publicKey, algorithm, counter, name, device } = passkey;
    const sql = `INSERT INTO passkeys (credential, "user", rp_id, public_key, algorithm, counter, name, device, added_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING credential`;
    const values = [credential, user, rpId, publicKey, algorithm, counter, name, device, this.#now()] as const;
    return (await this.#records.ask(sql, ...values)).length > 0;
  }

  /** It has signed. False when its count did not go on: then there are two of it [KEY-3]. One statement: it may come twice at once. */
  async used(credential: string, counter: number): Promise<boolean> {
    const sql = `UPDATE passkeys SET counter = ?, used_at = ? WHERE credential = ?
      AND (counter < ? OR (counter = 0 AND counter = ?)) RETURNING credential`;
    return (await this.#records.ask(sql, counter, this.#now(), credential, counter, counter)).length > 0;
  }

  /** False when they have no such one. */
  async rename(user: UserId, credential: string, name: string): Promise<boolean> {
    const sql = 'UPDATE passkeys SET name = ? WHERE credential = ? AND "user" = ? RETURNING credential';
    return (await this.#records.ask(sql, name, credential, user)).length > 0;
  }

  async remove(user: UserId, credential: string): Promise<boolean> {
    const sql = 'DELETE FROM passkeys WHERE credential = ? AND "user" = ? RETURNING credential';
    return (await this.#records.ask(sql, credential, user)).length > 0;
  }

  /** All that somebody has [KEY-4]. */
  async removeAllOf(user: UserId): Promise<void> {
    await this.#records.ask('DELETE FROM passkeys WHERE "user" = ?', user);
  }
}

function passkeyOf(row: Columns): Passkey {
  return {
    credential: String(row['credential']),
    user: String(row['user']),
    rpId: String(row['rp_id']),
    publicKey: String(row['public_key']),
    algorithm: Number(row['algorithm']) as PasskeyAlgorithm, // written from one
    counter: Number(row['counter']),
    name: String(row['name']),
    device: Number(row['device']),
    addedAt: Number(row['added_at']),
    usedAt: row['used_at'] === null ? null : Number(row['used_at'])
  };
}
