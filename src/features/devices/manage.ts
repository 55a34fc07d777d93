import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Result } from '#domain/result.ts';
import type { Instant } from '#domain/time.ts';
import type { AddedRole } from './device-kinds.ts';

/** Asks the server what only a manager may: the path below `/api`, and a body where it changes something. */
export type Manage = <T>(path: string, body?: object) => Promise<Result<T, { readonly say: string }>>;

/** One device of the clinic, as the server knows it. */
export interface DeviceLine {
  readonly deviceNo: DeviceNo;
  readonly role: AddedRole;
  readonly site: SiteId;
  readonly label: string;
  readonly name: string | null;
  readonly enrolledAt: Instant;
  readonly hasKeys: boolean;
  readonly isConnected: boolean;
  readonly seenAt: Instant | null;
  readonly build: string | null;
  readonly unsent: number | null;
  readonly leaseUntil: Instant | null;
  /** Wrong proofs in its name since the last good one. */
  readonly failures: number;
  readonly ended: {
    readonly at: Instant;
    readonly as: 'revoked' | 'retired';
    readonly by: string | null;
    readonly wipedAt: Instant | null;
  } | null;
  /** A kiosk that looks people up by name. */
  readonly byName: boolean;
  /** When it last came with a new storage key; null for one that has its first. */
  readonly keyChangedAt: Instant | null;
  readonly own: boolean;
}

/** A new device that waits for a manager's word. */
export interface WaitingDevice {
  readonly id: string;
  readonly role: AddedRole;
  readonly site: SiteId;
  readonly checkCode: string;
  readonly expiresAt: Instant;
}

/** Wrong proofs before somebody should look (RELIABILITY §6, 4). */
export const TOO_MANY_FAILURES = 5;
