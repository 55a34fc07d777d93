import type { DeviceNo, UserId } from '#domain/ids.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Instant } from '#domain/time.ts';
import type { Columns, Records } from '../records/records.ts';
import { hashPassphrase, isPassphrase } from './passphrase.ts';

/** Who signs in. The practice document says the same of them, without the passphrase, to every desk. */
export interface Person {
  readonly user: UserId;
  readonly name: string;
  readonly initials: string;
  readonly role: StaffRole;
}

export interface KnownPerson extends Person {
  /** May not sign in since then. */
  readonly disabledAt: Instant | null;
}

export interface NewPerson extends Person {
  readonly passphrase: string;
}

/** The register of people who may sign in. */
export class People {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  async count(): Promise<number> {
    const [row] = await this.#records.ask('SELECT count(*) AS n FROM people');
    return Number(row?.['n']);
  }

  /** Adds a person, or gives one a new passphrase. */
  async put({ user, name, initials, role, passphrase }: NewPerson): Promise<void> {
    const { salt, hash } = await hashPassphrase(passphrase);
    const sql = `INSERT INTO people ("user", name, name_key, initials, role, salt, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT ("user") DO UPDATE SET name = excluded.name, name_key = excluded.name_key, initials = excluded.initials,
      role = excluded.role, salt = excluded.salt, hash = excluded.hash`;
    await this.#records.ask(sql, user, name, keyOf(name), initials, role, salt, hash);
  }

  /** Somebody who is here, disabled people included. */
  async find(user: UserId): Promise<KnownPerson | null> {
    const [row] = await this.#records.ask('SELECT * FROM people WHERE "user" = ?', user);
    return row ? knownPersonOf(row) : null;
  }

  /** Somebody by the name or id they sign in with, disabled people included. */
  async called(name: string): Promise<KnownPerson | null> {
    const sql = 'SELECT * FROM people WHERE name_key = ? OR "user" = ?';
    const [row] = await this.#records.ask(sql, keyOf(name), name.trim().toLowerCase());
    return row ? knownPersonOf(row) : null;
  }

  async all(): Promise<readonly KnownPerson[]> {
    return (await this.#records.ask('SELECT * FROM people ORDER BY name_key')).map(knownPersonOf);
  }

  async setRole(user: UserId, role: StaffRole): Promise<void> {
    await this.#records.ask('UPDATE people SET role = ? WHERE "user" = ?', role, user);
  }

  async setPassphrase(user: UserId, passphrase: string): Promise<void> {
    const { salt, hash } = await hashPassphrase(passphrase);
    await this.#records.ask('UPDATE people SET salt = ?, hash = ? WHERE "user" = ?', salt, hash, user);
  }

  async disable(user: UserId): Promise<void> {
    await this.#records.ask('UPDATE people SET disabled_at = ? WHERE "user" = ?', this.#now(), user);
  }

  async enable(user: UserId): Promise<void> {
    await this.#records.ask('UPDATE people SET disabled_at = NULL WHERE "user" = ?', user);
  }

  /** Whether somebody else signs in by that name or id. */
  async isTaken(name: string): Promise<boolean> {
    const sql = 'SELECT "user" FROM people WHERE name_key = ? OR "user" = ?';
    return (await this.#records.ask(sql, keyOf(name), name)).length > 0;
  }

  /** The person whose name or id and passphrase these are; null otherwise, after the same time whichever is wrong. */
  async check(name: string, passphrase: string): Promise<Person | null> {
    const sql = 'SELECT * FROM people WHERE (name_key = ? OR "user" = ?) AND disabled_at IS NULL';
    const [row] = await this.#records.ask(sql, keyOf(name), name.trim().toLowerCase());
    const stored = row ? { salt: row['salt'] as Uint8Array, hash: row['hash'] as Uint8Array } : null; // columns of bytes
    const fits = await isPassphrase(passphrase, stored);
    return row && fits ? personOf(row) : null;
  }

  async recordSignIn(device: DeviceNo, user: UserId): Promise<void> {
    await this.#records.ask('INSERT INTO sign_ins (device, "user", at) VALUES (?, ?, ?)', device, user, this.#now());
  }
}

function keyOf(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function personOf(row: Columns): Person {
  return {
    user: String(row['user']),
    name: String(row['name']),
    initials: String(row['initials']),
    role: String(row['role']) as StaffRole // written from one
  };
}

function knownPersonOf(row: Columns): KnownPerson {
  return { ...personOf(row), disabledAt: row['disabled_at'] === null ? null : Number(row['disabled_at']) };
}
