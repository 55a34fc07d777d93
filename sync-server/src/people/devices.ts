import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { BOOTS_PER_DEVICE, clientIdOf, MAX_DEVICE_NO, type ClientId, type DeviceNo, type SiteId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceRole, DeviceScope } from '#protocol/access.ts';
import { digest } from '../journal/chain.ts';

/** The server's own devices have numbers of their own and no token. */
export const AGENT_NO: DeviceNo = 1;
export const IMPORTER_NO: DeviceNo = 2;
const FIRST_ENROLLED: DeviceNo = 3;

export interface Device extends DeviceScope {
  readonly label: string;
  readonly enrolledAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface NewDevice {
  readonly device: Device;
  /** 256 random bits; the server keeps its digest only, so this is the one time it is seen. */
  readonly token: string;
}

export type EnrolledRole = Exclude<DeviceRole, 'agent' | 'importer'>;

/** The register of devices. */
export class Devices {
  readonly #db: DatabaseSync;
  readonly #now: () => Instant;

  constructor(db: DatabaseSync, now: () => Instant) {
    this.#db = db;
    this.#now = now;
    this.#ensure(AGENT_NO, 'agent');
    this.#ensure(IMPORTER_NO, 'importer');
  }

  /** Enrols a device. @param label in front of its tickets; without one, the next free one of its role */
  enrol(role: EnrolledRole, site: SiteId, label?: string): NewDevice {
    const last = Number(this.#db.prepare('SELECT MAX(no) AS no FROM devices').get()?.['no'] ?? 0);
    const no = Math.max(FIRST_ENROLLED, last + 1);
    if (no > MAX_DEVICE_NO) throw new RangeError('all device numbers are given out');
    const token = randomBytes(32).toString('base64url');
    const device: Device = {
      deviceNo: no,
      role,
      site,
      label: label ?? this.#nextLabel(role),
      enrolledAt: this.#now(),
      revokedAt: null
    };
    this.#db
      .prepare('INSERT INTO devices (no, role, site, label, token, enrolled_at) VALUES (?, ?, ?, ?, ?, ?)')
      .run(no, role, site, device.label, digest(Buffer.from(token)), device.enrolledAt);
    return { device, token };
  }

  /** Who a token belongs to, revoked devices included; null for a token of no one. */
  byToken(token: string): Device | null {
    const row = this.#db.prepare('SELECT * FROM devices WHERE token = ?').get(digest(Buffer.from(token)));
    return row ? deviceOf(row) : null;
  }

  byNo(no: DeviceNo): Device | null {
    const row = this.#db.prepare('SELECT * FROM devices WHERE no = ?').get(no);
    return row ? deviceOf(row) : null;
  }

  all(): readonly Device[] {
    return this.#db.prepare('SELECT * FROM devices ORDER BY no').all().map(deviceOf);
  }

  hasLabel(label: string): boolean {
    return this.#db.prepare('SELECT 1 FROM devices WHERE label = ?').get(label) !== undefined;
  }

  /** False when there is no such device to revoke. The server's own devices are not revoked. */
  revoke(no: DeviceNo): boolean {
    const sql = 'UPDATE devices SET revoked_at = ? WHERE no = ? AND revoked_at IS NULL AND token IS NOT NULL';
    return this.#db.prepare(sql).run(this.#now(), no).changes === 1;
  }

  /** A new client for a device inside this process; its number is on disk before it is given. */
  boot(no: DeviceNo): ClientId {
    const row = this.#db.prepare('UPDATE devices SET boots = boots + 1 WHERE no = ? RETURNING boots').get(no);
    const boots = Number(row?.['boots']);
    if (boots >= BOOTS_PER_DEVICE) throw new RangeError('all clients of this device are used up');
    return clientIdOf(no, boots);
  }

  #ensure(no: DeviceNo, role: 'agent' | 'importer'): void {
    const sql = 'INSERT OR IGNORE INTO devices (no, role, site, label, enrolled_at) VALUES (?, ?, ?, ?, ?)';
    this.#db.prepare(sql).run(no, role, 'main', role, this.#now());
  }

  /** Labels are never given twice, a revoked device's included: they are on tickets that people hold. */
  #nextLabel(role: EnrolledRole): string {
    for (let n = 1; ; n++) {
      const label = labelOf(role, n);
      if (!this.hasLabel(label)) return label;
    }
  }
}

const LETTER: Readonly<Record<Exclude<EnrolledRole, 'desk'>, string>> = { kiosk: 'K', board: 'T', room: 'R' };

/** Desks A … Z without K, R and T, then AA …; kiosks K1 … K99, KA1 …; boards T1, rooms R1. As tickets have them (ticket.ts). */
function labelOf(role: EnrolledRole, n: number): string {
  if (role === 'desk') return deskLetters(n);
  const series = Math.floor((n - 1) / 99);
  return `${LETTER[role]}${series > 0 ? deskLetters(series) : ''}${((n - 1) % 99) + 1}`;
}

const DESK_LETTERS = 'ABCDEFGHIJLMNOPQSUVWXYZ';

function deskLetters(n: number): string {
  let label = '';
  for (let left = n; left > 0; left = Math.floor((left - 1) / DESK_LETTERS.length)) {
    label = `${DESK_LETTERS[(left - 1) % DESK_LETTERS.length] ?? ''}${label}`;
  }
  return label;
}

function deviceOf(row: Record<string, unknown>): Device {
  return {
    deviceNo: Number(row['no']),
    role: String(row['role']) as DeviceRole, // written from one
    site: String(row['site']),
    label: String(row['label']),
    enrolledAt: Number(row['enrolled_at']),
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at'])
  };
}
