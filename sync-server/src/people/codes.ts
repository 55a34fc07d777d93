import { randomInt } from 'node:crypto';
import type { SiteId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { digest } from '../journal/chain.ts';
import type { Records } from '../records/records.ts';
import type { EnrolledRole } from './devices.ts';

/** Crockford's alphabet: no I, L, O, U. Eight of them are 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
export const CODE_LIFE_MS = 10 * 60_000;

/** Enrolment codes: eight characters, single use, ten minutes [PPL-5]. Only their digests are kept. */
export class EnrolmentCodes {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  /** @param standing never ends and may be used again: for a demonstration alone */
  async issue(
    role: EnrolledRole,
    site: SiteId,
    standing = false
  ): Promise<{ readonly code: string; readonly expiresAt: Instant }> {
    await this.#records.ask('DELETE FROM codes WHERE expires_at <= ?', this.#now());
    const code = newCode();
    const expiresAt = this.#now() + CODE_LIFE_MS;
    const sql = 'INSERT INTO codes (hash, role, site, expires_at) VALUES (?, ?, ?, ?)';
    await this.#records.ask(sql, digest(Buffer.from(code)), role, site, standing ? null : expiresAt);
    return { code, expiresAt };
  }

  /** Uses a code up. Null, and nothing more, for every code that is not good for this role now. */
  async redeem(text: string, role: EnrolledRole): Promise<{ readonly site: SiteId } | null> {
    const hash = digest(Buffer.from(normalized(text)));
    // One statement uses it up and answers: two who come at the same moment do not both get it.
    const used = 'DELETE FROM codes WHERE hash = ? AND role = ? AND expires_at IS NOT NULL RETURNING site, expires_at';
    const standing = 'SELECT site, expires_at FROM codes WHERE hash = ? AND role = ? AND expires_at IS NULL';
    const row = (await this.#records.ask(used, hash, role))[0] ?? (await this.#records.ask(standing, hash, role))[0];
    if (!row || (row['expires_at'] !== null && Number(row['expires_at']) <= this.#now())) return null;
    return { site: String(row['site']) };
  }
}

export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** As people type: with spaces and dashes, in small letters, O for 0, I and L for 1. */
export function normalized(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}
