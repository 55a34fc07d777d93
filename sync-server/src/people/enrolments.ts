import { randomBytes } from 'node:crypto';
import { idFrom, type DeviceNo, type SiteId, type UserId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { checkCodeOf, commitmentTo, randomHex, type PublicKeys } from '#protocol/device-keys.ts';
import { digest } from '../journal/chain.ts';
import type { Columns, Records } from '../records/records.ts';
import { CODE_LIFE_MS, newCode, normalized } from './codes.ts';
import type { EnrolledRole } from './devices.ts';

/** From the manager's code to the manager's word. `shown`: both screens show the check code. */
export type EnrolmentState = 'waiting' | 'begun' | 'shown' | 'confirmed' | 'taken' | 'refused';

export interface Enrolment {
  readonly id: string;
  readonly role: EnrolledRole;
  readonly site: SiteId;
  readonly byUser: UserId;
  readonly expiresAt: Instant;
  readonly state: EnrolmentState;
  readonly keys: PublicKeys | null;
  readonly serverNonce: string;
  readonly deviceNonce: string;
  readonly commitment: string;
  readonly device: DeviceNo | null;
}

export interface IssuedEnrolment {
  readonly id: string;
  readonly code: string;
  /** 128 random bits, hexadecimal: what the QR holds. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

const MAX_TRIES = 5;

/** Devices on their way in [ENR-2]: a code or a secret is used once, within ten minutes, and nobody is in before a manager says so. */
export class Enrolments {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  async issue(role: EnrolledRole, site: SiteId, by: UserId): Promise<IssuedEnrolment> {
    await this.#records.ask('DELETE FROM enrolments WHERE expires_at <= ?', this.#now() - CODE_LIFE_MS);
    const [id, code, secret] = [idFrom(randomBytes(10)), newCode(), randomHex(16)];
    const expiresAt = this.#now() + CODE_LIFE_MS;
    const sql = `INSERT INTO enrolments (id, code, secret, role, site, by_user, expires_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')`;
    await this.#records.ask(sql, id, hashOf(code), hashOf(secret), role, site, by, expiresAt);
    return { id, code, secret, expiresAt };
  }

  /** A new device shows its code or secret and is bound to its keys. Null, and nothing more, for everything that is not good now. */
  async begin(shown: string, role: EnrolledRole, commitment: string): Promise<Enrolment | null> {
    const [code, secret] = [hashOf(normalized(shown)), hashOf(shown)];
    // Of another role: the try counts. One statement each, so that two who come at the same moment do not both get it.
    await this.#records.ask(
      `UPDATE enrolments SET tries = tries + 1 WHERE (code = ? OR secret = ?) AND role <> ? AND state = 'waiting'`,
      code,
      secret,
      role
    );
    const sql = `UPDATE enrolments SET state = 'begun', commitment = ?, server_nonce = ?
      WHERE (code = ? OR secret = ?) AND role = ? AND state = 'waiting' AND expires_at > ? AND tries < ? RETURNING *`;
    const values = [commitment, randomHex(16), code, secret, role, this.#now(), MAX_TRIES] as const;
    const [row] = await this.#records.ask(sql, ...values);
    return row ? enrolmentOf(row) : null;
  }

  /** The device shows the keys it was bound to. Answers its claim, a secret by which it asks how things stand. */
  async reveal(id: string, keys: PublicKeys, deviceNonce: string): Promise<string | null> {
    const enrolment = await this.byId(id);
    if (enrolment?.state !== 'begun' || enrolment.expiresAt <= this.#now()) return null;
    if ((await commitmentTo(keys, deviceNonce)) !== enrolment.commitment) {
      await this.#move(id, 'begun', 'refused');
      return null;
    }
    const claim = randomHex(32);
    const sql = `UPDATE enrolments SET state = 'shown', sig_key = ?, dh_key = ?, device_nonce = ?, claim = ?
      WHERE id = ? AND state = 'begun' RETURNING id`;
    const moved = await this.#records.ask(sql, keys.sig, keys.dh, deviceNonce, hashOf(claim), id);
    return moved.length > 0 ? claim : null;
  }

  async byId(id: string): Promise<Enrolment | null> {
    const [row] = await this.#records.ask('SELECT * FROM enrolments WHERE id = ?', id);
    return row ? enrolmentOf(row) : null;
  }

  async byClaim(claim: string): Promise<Enrolment | null> {
    const [row] = await this.#records.ask('SELECT * FROM enrolments WHERE claim = ?', hashOf(claim));
    return row ? enrolmentOf(row) : null;
  }

  /** Those whose check code is on a screen now. */
  async shown(): Promise<readonly Enrolment[]> {
    const sql = `SELECT * FROM enrolments WHERE state = 'shown' AND expires_at > ? ORDER BY expires_at`;
    return (await this.#records.ask(sql, this.#now())).map(enrolmentOf);
  }

  /** False when it is not there to be confirmed any more. */
  async confirm(id: string): Promise<boolean> {
    const enrolment = await this.byId(id);
    return enrolment !== null && enrolment.expiresAt > this.#now() && (await this.#move(id, 'shown', 'confirmed'));
  }

  async refuse(id: string): Promise<boolean> {
    return await this.#move(id, 'shown', 'refused');
  }

  /** The device comes for what was confirmed: once. */
  async take(id: string): Promise<boolean> {
    return await this.#move(id, 'confirmed', 'taken');
  }

  async #move(id: string, from: EnrolmentState, to: EnrolmentState): Promise<boolean> {
    const sql = 'UPDATE enrolments SET state = ? WHERE id = ? AND state = ? RETURNING id';
    return (await this.#records.ask(sql, to, id, from)).length > 0;
  }
}

/** The six digits of an enrolment whose device has shown its keys. */
export async function checkCode(enrolment: Enrolment, serverKey: string): Promise<string> {
  const { id, role, site, keys, serverNonce, deviceNonce } = enrolment;
  if (!keys) throw new RangeError('the device has not shown its keys');
  return await checkCodeOf({ enrolment: id, role, site, serverKey, serverNonce, deviceNonce, keys });
}

function hashOf(text: string): Uint8Array {
  return digest(Buffer.from(text));
}

function enrolmentOf(row: Columns): Enrolment {
  const [sig, dh] = [row['sig_key'], row['dh_key']];
  return {
    id: String(row['id']),
    role: String(row['role']) as EnrolledRole, // written from one
    site: String(row['site']),
    byUser: String(row['by_user']),
    expiresAt: Number(row['expires_at']),
    state: String(row['state']) as EnrolmentState, // written from one
    keys: typeof sig === 'string' && typeof dh === 'string' ? { sig, dh } : null,
    serverNonce: String(row['server_nonce'] ?? ''),
    deviceNonce: String(row['device_nonce'] ?? ''),
    commitment: String(row['commitment'] ?? ''),
    device: row['device'] === null ? null : Number(row['device'])
  };
}
