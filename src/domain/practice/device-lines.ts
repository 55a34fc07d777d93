import type { BoardSetting } from '../board/areas.ts';
import type { DeviceNo, SiteId } from '../ids.ts';
import type { Instant } from '../time.ts';

/** What a code can be made for. */
export type AddedRole = 'desk' | 'kiosk' | 'board' | 'room';

/** A code to type at a new device, once. */
export interface EnrolmentCode {
  readonly id: string;
  readonly code: string;
  /** 128 bits: in the fragment of the address that the QR holds, which no browser sends anywhere. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** `GET /api/enrolments` (devices): new devices that wait for a manager's word. */
export interface WaitingDevice {
  readonly id: string;
  readonly role: AddedRole;
  readonly site: SiteId;
  readonly checkCode: string;
  readonly expiresAt: Instant;
}

/** `GET /api/devices` (devices). */
export interface DeviceLine {
  readonly deviceNo: DeviceNo;
  readonly role: AddedRole;
  readonly site: SiteId;
  readonly label: string;
  readonly name: string | null;
  readonly enrolledAt: Instant;
  /** It proves itself with a key; else it shows a token. */
  readonly hasKeys: boolean;
  readonly isConnected: boolean;
  readonly seenAt: Instant | null;
  readonly build: string | null;
  readonly unsent: number | null;
  /** Until when somebody may go on there without the server; null where nobody is signed in. */
  readonly leaseUntil: Instant | null;
  readonly failures: number;
  readonly ended: {
    readonly at: Instant;
    readonly as: 'revoked' | 'retired';
    readonly by: string | null;
    readonly wipedAt: Instant | null;
  } | null;
  /** A kiosk that looks people up by name: it counts as a device that holds patient data. */
  readonly byName: boolean;
  /** What a board was set to; null while it shows all of its office, and for every other device. */
  readonly board: BoardSetting | null;
  /** When it last came with a new storage key; null for one that has its first [VAU-10]. */
  readonly keyChangedAt: Instant | null;
  /** The one that asks. */
  readonly own: boolean;
}
