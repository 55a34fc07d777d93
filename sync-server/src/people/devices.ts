import { randomBytes } from 'node:crypto';
import type { BoardLayout, BoardSetting } from '#domain/board/areas.ts';
import { BOOTS_PER_DEVICE, clientIdOf, MAX_DEVICE_NO, type ClientId, type DeviceNo, type SiteId } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceRole, DeviceScope } from '#protocol/access.ts';
import type { PublicKeys } from '#protocol/device-keys.ts';
import { digest } from '../journal/chain.ts';
import type { Columns, Records } from '../records/records.ts';

/** The server's own devices have numbers of their own and no token. */
export const AGENT_NO: DeviceNo = 1;
export const IMPORTER_NO: DeviceNo = 2;
const FIRST_ENROLLED: DeviceNo = 3;

export interface Device extends DeviceScope {
  readonly label: string;
  readonly enrolledAt: Instant;
  readonly revokedAt: Instant | null;
  /** What its managers call it. */
  readonly name?: string;
  /** Its public keys, and what the server signed about it; a device that shows a token alone has neither. */
  readonly keys?: PublicKeys;
  /** How and by whom it was removed. */
  readonly endedAs?: 'revoked' | 'retired';
  readonly endedBy?: string;
  readonly wipedAt?: Instant;
  /** What it said of itself when it was last heard of. */
  readonly build?: string;
  readonly seenAt?: Instant;
  readonly unsent?: number;
  /** Proofs in its name that were none, since the last good one. */
  readonly failures?: number;
  /** People sign in at it: it acts only in the name of who does [SES-4]. */
  readonly staffed?: boolean;
  /** A board's, with its areas. */
  readonly layout?: BoardLayout;
}

export interface NewDevice {
  readonly device: Device;
  /** 256 random bits; the server keeps its digest only, so this is the one time it is seen. */
  readonly token: string;
}

/** A token that is renewed over the socket is good for so long: a kiosk that stood dark for two days proves itself anew. */
const TOKEN_LIFE_MS = 48 * 3_600_000;

export type EnrolledRole = Exclude<DeviceRole, 'agent' | 'importer'>;

/** Another device has that label already. */
export class LabelTaken extends Error {
  override readonly name = 'LabelTaken';
}

/** The register of devices. */
export class Devices {
  readonly #records: Records;
  readonly #now: () => Instant;

  constructor(records: Records, now: () => Instant) {
    this.#records = records;
    this.#now = now;
  }

  /** Enters the server's own devices into an empty register. */
  async begin(): Promise<void> {
    for (const [no, role] of [
      [AGENT_NO, 'agent'],
      [IMPORTER_NO, 'importer']
    ] as const) {
      const sql = `INSERT INTO devices (no, role, site, label, enrolled_at) VALUES (?, ?, 'main', ?, ?) ON CONFLICT DO NOTHING`;
      await this.#records.ask(sql, no, role, role, this.#now());
    }
  }

  /**
   * Enrols a device. Whoever is first has the number and the label: who comes second, in this process or another, tries the next.
   * @param label in front of its tickets; without one, the next free one of its role
   * @throws {LabelTaken}
   */
  async enrol(
    role: EnrolledRole,
    site: SiteId,
    label?: string,
    { staffed = false, keys }: { readonly staffed?: boolean; readonly keys?: PublicKeys | undefined } = {}
  ): Promise<NewDevice> {
    const token = randomBytes(32).toString('base64url');
    for (;;) {
      const [last] = await this.#records.ask('SELECT MAX(no) AS no FROM devices');
      const no = Math.max(FIRST_ENROLLED, Number(last?.['no'] ?? 0) + 1);
      if (no > MAX_DEVICE_NO) throw new RangeError('all device numbers are given out');
      const device: Device = {
        deviceNo: no,
        role,
        site,
        label: label ?? (await this.#nextLabel(role)),
        enrolledAt: this.#now(),
        revokedAt: null,
        ...(staffed && { staffed }),
        ...(keys && { keys })
      };
      const sql = `INSERT INTO devices (no, role, site, label, token, enrolled_at, staffed, sig_key, dh_key, token_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING RETURNING no`;
      const hash = digest(Buffer.from(token));
      const written = await this.#records.ask(
        sql,
        no,
        role,
        site,
        device.label,
        hash,
        device.enrolledAt,
        staffed ? 1 : 0,
        keys?.sig ?? null,
        keys?.dh ?? null,
        keys ? device.enrolledAt : null
      );
      if (written.length > 0) return { device, token };
      if (label !== undefined && (await this.#hasLabel(label))) throw new LabelTaken(label);
    }
  }

  /** Who a token belongs to, revoked devices included; null for a token of no one. */
  async byToken(token: string): Promise<Device | null> {
    const sql = 'SELECT * FROM devices WHERE token = ? AND (token_at IS NULL OR token_at > ?)';
    const [row] = await this.#records.ask(sql, digest(Buffer.from(token)), this.#now() - TOKEN_LIFE_MS);
    return row ? deviceOf(row) : null;
  }

  /** A new token for a device that has proved which one it is, when its own is half over; null while it is not [DEV-3]. */
  async renewToken(no: DeviceNo): Promise<string | null> {
    const token = randomBytes(32).toString('base64url');
    const sql = 'UPDATE devices SET token = ?, token_at = ? WHERE no = ? AND token_at < ? RETURNING no';
    const now = this.#now();
    const renewed = await this.#records.ask(sql, digest(Buffer.from(token)), now, no, now - TOKEN_LIFE_MS / 2);
    return renewed.length > 0 ? token : null;
  }

  /** A device was heard of. */
  async heard(no: DeviceNo, build: string): Promise<void> {
    const sql = 'UPDATE devices SET seen_at = ?, build = ?, failures = 0 WHERE no = ?';
    await this.#records.ask(sql, this.#now(), build.slice(0, 64), no);
  }

  /** Devices whose sockets are open somewhere. */
  async stillHere(nos: readonly DeviceNo[]): Promise<void> {
    if (nos.length === 0) return;
    const places = nos.map(() => '?').join(', ');
    await this.#records.ask(`UPDATE devices SET seen_at = ? WHERE no IN (${places})`, this.#now(), ...nos);
  }

  /** What a device says of itself: how many of its facts wait. */
  async waits(no: DeviceNo, unsent: number): Promise<void> {
    await this.#records.ask('UPDATE devices SET seen_at = ?, unsent = ? WHERE no = ?', this.#now(), unsent, no);
  }

  /** Somebody came in its name and could not prove it; answers how often that was. */
  async failed(no: DeviceNo): Promise<number> {
    const [row] = await this.#records.ask(
      'UPDATE devices SET failures = failures + 1 WHERE no = ? RETURNING failures',
      no
    );
    return Number(row?.['failures'] ?? 0);
  }

  async rename(no: DeviceNo, name: string): Promise<boolean> {
    const sql = 'UPDATE devices SET name = ? WHERE no = ? AND token IS NOT NULL RETURNING no';
    return (await this.#records.ask(sql, name, no)).length > 0;
  }

  /** A board shows these areas of its office from now on; null, all of it [DEV-7]. */
  async setBoard(no: DeviceNo, setting: BoardSetting | null): Promise<boolean> {
    const sql = `UPDATE devices SET areas = ?, layout = ? WHERE no = ? AND role = 'board' AND revoked_at IS NULL RETURNING no`;
    const [areas, layout] = setting ? [setting.areas.join(' '), setting.layout] : [null, null];
    return (await this.#records.ask(sql, areas, layout, no)).length > 0;
  }

  /** The device says that it has deleted everything. */
  async wiped(no: DeviceNo): Promise<void> {
    await this.#records.ask('UPDATE devices SET wiped_at = ? WHERE no = ? AND revoked_at IS NOT NULL', this.#now(), no);
  }

  async byNo(no: DeviceNo): Promise<Device | null> {
    const [row] = await this.#records.ask('SELECT * FROM devices WHERE no = ?', no);
    return row ? deviceOf(row) : null;
  }

  async all(): Promise<readonly Device[]> {
    return (await this.#records.ask('SELECT * FROM devices ORDER BY no')).map(deviceOf);
  }

  /** False when there is no such device to revoke. The server's own devices are not revoked. */
  async revoke(no: DeviceNo, as: 'revoked' | 'retired' = 'revoked', by: string | null = null): Promise<boolean> {
    const sql = `UPDATE devices SET revoked_at = ?, ended_as = ?, ended_by = ?
      WHERE no = ? AND revoked_at IS NULL AND token IS NOT NULL RETURNING no`;
    return (await this.#records.ask(sql, this.#now(), as, by, no)).length > 0;
  }

  /** A new client for a device inside this process; its number is on disk before it is given. */
  async boot(no: DeviceNo): Promise<ClientId> {
    const [row] = await this.#records.ask('UPDATE devices SET boots = boots + 1 WHERE no = ? RETURNING boots', no);
    const boots = Number(row?.['boots']);
    if (boots >= BOOTS_PER_DEVICE) throw new RangeError('all clients of this device are used up');
    return clientIdOf(no, boots);
  }

  async #hasLabel(label: string): Promise<boolean> {
    return (await this.#records.ask('SELECT no FROM devices WHERE label = ?', label)).length > 0;
  }

  /** Labels are never given twice, a revoked device's included: they are on tickets that people hold. */
  async #nextLabel(role: EnrolledRole): Promise<string> {
    const taken = new Set((await this.#records.ask('SELECT label FROM devices')).map((row) => row['label']));
    for (let n = 1; ; n++) {
      const label = labelOf(role, n);
      if (!taken.has(label)) return label;
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

function deviceOf(row: Columns): Device {
  return {
    deviceNo: Number(row['no']),
    role: String(row['role']) as DeviceRole, // written from one
    site: String(row['site']),
    label: String(row['label']),
    enrolledAt: Number(row['enrolled_at']),
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
    ...(Number(row['staffed']) === 1 && { staffed: true }),
    ...laterOf(row)
  };
}

/** Columns that are not of every device. */
function laterOf(row: Columns): Partial<Device> {
  const [sig, dh] = [row['sig_key'], row['dh_key']];
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  const count = (name: string): number | undefined => {
    const value = row[name];
    return value === null || value === undefined ? undefined : Number(value);
  };
  const endedAs = text('ended_as') as Device['endedAs']; // written from one
  const entries = Object.entries({
    name: text('name'),
    keys: typeof sig === 'string' && typeof dh === 'string' ? { sig, dh } : undefined,
    endedAs,
    endedBy: text('ended_by'),
    wipedAt: count('wiped_at'),
    build: text('build'),
    seenAt: count('seen_at'),
    unsent: count('unsent'),
    failures: count('failures') || undefined,
    areas: text('areas')?.split(' '),
    layout: text('layout') as Device['layout'] // written from one
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
