import { randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { SiteId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { digest } from '../journal/chain.ts';
import type { EnrolledRole } from './devices.ts';

/** Crockford's alphabet: no I, L, O, U. Eight of them are 40 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;
export const CODE_LIFE_MS = 10 * 60_000;

/** Enrolment codes: eight characters, single use, ten minutes [PPL-5]. Only their digests are kept. */
export class EnrolmentCodes {
  readonly #db: DatabaseSync;
  readonly #now: () => Instant;

  constructor(db: DatabaseSync, now: () => Instant) {
    this.#db = db;
    this.#now = now;
  }

  /** @param standing never ends and may be used again: for a demonstration alone */
  issue(role: EnrolledRole, site: SiteId, standing = false): { readonly code: string; readonly expiresAt: Instant } {
    this.#db.prepare('DELETE FROM codes WHERE expires_at <= ?').run(this.#now());
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const expiresAt = this.#now() + CODE_LIFE_MS;
    const sql = 'INSERT INTO codes (hash, role, site, expires_at) VALUES (?, ?, ?, ?)';
    this.#db.prepare(sql).run(digest(Buffer.from(code)), role, site, standing ? null : expiresAt);
    return { code, expiresAt };
  }

  /** Uses a code up. Null, and nothing more, for every code that is not good for this role now. */
  redeem(text: string, role: EnrolledRole): { readonly site: SiteId } | null {
    const hash = digest(Buffer.from(normalized(text)));
    const row = this.#db.prepare('SELECT role, site, expires_at FROM codes WHERE hash = ?').get(hash);
    if (!row || row['role'] !== role) return null;
    if (row['expires_at'] !== null) {
      this.#db.prepare('DELETE FROM codes WHERE hash = ?').run(hash);
      if (Number(row['expires_at']) <= this.#now()) return null;
    }
    return { site: String(row['site']) };
  }
}

/** As people type: with spaces and dashes, in small letters, O for 0, I and L for 1. */
function normalized(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}
