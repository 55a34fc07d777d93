import type { DeviceNo, PractitionerId, SiteId, UserId } from '../domain/ids.ts';
import type { AddedRole } from '../domain/practice/device-lines.ts';
import type { RoleLine } from '../domain/practice/staff-lines.ts';
import type { StaffRole, WeekHours } from '../domain/practice/practice-facts.ts';
import type { Instant, ZoneId } from '../domain/time.ts';
import type { DeviceRole } from './access.ts';
import type { Certificate, PublicKeys } from './device-keys.ts';
import type { EcJwk } from './envelope.ts';

/**
 * The JSON side of the server, all under `/api`. A refusal is `{ error: { code, say } }` with a 4xx status. Devices show
 * `Authorization: Bearer <device token>`; tokens are never in an address.
 */

/** `GET /api/clinic`, open to anyone: what a fresh browser needs to know which page to show. */
export interface ClinicInfo {
  readonly isSetUp: boolean;
  readonly practiceName: string | null;
  readonly sites: readonly { readonly site: SiteId; readonly name: string }[];
  /** Present only for a demonstration clinic: people to sign in as, and standing codes for enrolling devices. */
  readonly demo: DemoInfo | null;
  /** Where each kind of screen is, when each has an address of its own; absent: all share this one. */
  readonly hosts?: Readonly<Record<'desk' | 'kiosk' | 'board' | 'room', string>>;
}

export interface DemoInfo {
  readonly people: readonly {
    readonly user: UserId;
    readonly name: string;
    readonly role: StaffRole;
    readonly passphrase: string;
  }[];
  readonly codes: Readonly<Record<'kiosk' | 'board' | 'room', string>>;
}

/** `POST /api/setup`, once, on an empty server. Answers `SignedIn`. */
export interface SetUpRequest {
  readonly practiceName: string;
  readonly siteName: string;
  readonly zone: ZoneId;
  readonly manager: { readonly name: string; readonly passphrase: string };
  readonly practitioners: readonly { readonly given: string; readonly family: string; readonly called: string }[];
  readonly rooms: readonly string[];
  readonly hours: WeekHours;
  /** Of the browser, which becomes the first desk. */
  readonly keys?: PublicKeys;
  /** The public half of the recovery key that this browser made and printed [KIT-1]. */
  readonly recoveryKey?: string;
}

/** `POST /api/sign-in`. Without a device token it enrols this browser as a desk as well. */
export interface SignInRequest {
  /** A person's id or name, ignoring case. */
  readonly name: string;
  readonly passphrase: string;
  /** Of the browser, where it is to become a desk. */
  readonly keys?: PublicKeys;
}

/** What a device keeps about itself. The token is a secret. */
export interface DeviceCredentials {
  readonly deviceNo: DeviceNo;
  readonly role: Exclude<DeviceRole, 'agent' | 'importer'>;
  readonly site: SiteId;
  /** The site's, because a kiosk may not read the practice, and must know what day it is. */
  readonly zone: ZoneId;
  /** In front of the tickets it gives: `A`, `K2`. */
  readonly label: string;
  readonly token: string;
  readonly epoch: string;
  readonly clientIdBase: number;
  /** Of a device with keys: its certificate, the server's signature on it, and the server's key, which it pins. */
  readonly identity?: DeviceIdentity;
}

export interface DeviceIdentity {
  readonly certificate: Certificate;
  readonly signature: string;
  readonly serverKey: string;
}

export interface SignedIn {
  readonly user: { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole };
  /** Present when this sign-in enrolled the browser. */
  readonly device: DeviceCredentials | null;
  /** What the person shows from now on, on this device: in SESSION_HEADER, in the hello, as a third subprotocol. */
  readonly session: SessionKey;
  /** The copy of this device's storage key that it left here, base64; absent where it has left none [VAU-4]. */
  readonly storageKey?: string;
  /** The public half of the clinic's recovery key, to which this device seals; absent where there is none. */
  readonly recoveryKey?: string;
}

/**
 * `POST /api/storage-key`: a device leaves a copy of its storage key, sealed to itself, so that the next person to sign in at it needs nobody who did
 * before. The first copy stays; that of a later key takes its place, with somebody's session at a desk. Answers the copy when it is what is kept then,
 * else an empty one. `GET` gives it to a room's tablet, which nobody signs in at; who has stolen a desk gets it by no request but a sign-in.
 */
export interface StorageKeyCopy {
  /** Base64. */
  readonly sealed: string;
  /** Which of the device's keys it is; absent for the first. */
  readonly generation?: number;
}
export interface KeptStorageKey {
  /** Null while the device has left none. */
  readonly sealed: string | null;
  /** As in `SignedIn`. */
  readonly recoveryKey?: string;
}

/** A session's token is a secret. It is over at `endsAt`, and sooner after `idleMs` without a word from the device. */
export interface SessionKey {
  readonly token: string;
  readonly endsAt: Instant;
  readonly idleMs: number;
}

/** Beside the device's token: who is at the device. A desk that people sign in at reads and writes nothing without it. */
export const SESSION_HEADER = 'x-anteroom-session';

/** `POST /api/sign-out` ends the session that is shown. The rest of this block asks for a session whose role has the verb. */

/** `POST /api/people` adds somebody, `POST /api/people/passphrase` gives one a new passphrase. Both answer `NewPassphrase`. */
export interface AddPersonRequest {
  readonly name: string;
  readonly role: StaffRole;
}
/** `POST /api/people/role`, `POST /api/people/disabled`, `POST /api/people/passphrase`. */
export interface PersonRequest {
  readonly user: UserId;
}
export interface PersonRoleRequest extends PersonRequest {
  readonly role: StaffRole;
}
export interface PersonDisabledRequest extends PersonRequest {
  readonly disabled: boolean;
}
/** `POST /api/sessions/end`. */
export interface EndSessionRequest {
  readonly id: string;
}
/** `POST /api/roles`. Answers `RoleLine` as it is then. */
export type SetRoleRequest = Pick<RoleLine, 'role' | 'verbs'>;

/** `POST /api/enrolment-codes` (devices): a code to type, or a QR to scan, at a new device. Ten minutes, single use, five tries. */
export interface EnrolmentCodeRequest {
  readonly role: AddedRole;
  readonly site: SiteId;
}

/** `POST /api/enrol/begin`: the device shows code or secret, and is bound to keys it has not shown (device-keys.ts). */
export interface BeginEnrolRequest {
  readonly code: string;
  readonly role: AddedRole;
  readonly commitment: string;
}
export interface BegunEnrol {
  readonly id: string;
  readonly site: SiteId;
  readonly serverKey: string;
  readonly serverNonce: string;
}
/** `POST /api/enrol/reveal`. From here on both screens show the check code. */
export interface RevealEnrolRequest {
  readonly id: string;
  readonly keys: PublicKeys;
  readonly deviceNonce: string;
}
export interface RevealedEnrol {
  /** By which the device asks how things stand; a secret. */
  readonly claim: string;
}
/** `POST /api/enrol/take`, again and again, until somebody has said yes or no. `device` comes once. */
export interface TakeEnrolRequest {
  readonly claim: string;
}
export interface TakenEnrol {
  readonly state: 'waiting' | 'enrolled' | 'refused';
  readonly device: DeviceCredentials | null;
}

/** `POST /api/enrolments/confirm`, `POST /api/enrolments/refuse`. */
export interface EnrolmentRequest {
  readonly id: string;
}

/** `POST /api/devices/rename`, `/revoke`, `/retire`. */
export interface DeviceRequest {
  readonly deviceNo: DeviceNo;
}
export interface RenameDeviceRequest extends DeviceRequest {
  readonly name: string;
}
/** `POST /api/device/status`, from any device: how many of its facts wait. */
export interface DeviceStatus {
  readonly unsent: number;
}
/** `POST /api/device/rescue`, from a device that was removed: what it has not sent. Kept apart, for a person to look at. */
export interface RescueRequest {
  /** Base64: the update, or a box that holds it (box.ts, label `RESCUE_LABEL`), sealed to the recovery key. */
  readonly updates: readonly { readonly doc: string; readonly update: string }[];
  readonly sealed?: boolean;
}

/** `POST /api/enrol`, with the standing code of a demonstration alone. Answers `DeviceCredentials`. */
export interface EnrolRequest {
  readonly code: string;
  readonly role: AddedRole;
}

/** `GET /api/arrivals-key`, desks only: the private key kiosk submissions are sealed to (JWK, ECDH P-256). */
export interface ArrivalsKey {
  readonly keyId: string;
  readonly privateKey: EcJwk;
}

/** `GET /api/calendars` (practice): calendars that may be read from outside by their address alone. */
export interface CalendarFeedLine {
  readonly feed: string;
  readonly practitioner: PractitionerId;
  readonly site: SiteId;
  /** What of a patient is in it. */
  readonly shows: 'initials' | 'names';
  readonly by: UserId;
  readonly madeAt: Instant;
  readonly revokedAt: Instant | null;
}
/** `POST /api/calendars` (practice). Answers `MadeCalendarFeed`: its address is shown this once. */
export interface MakeCalendarFeedRequest {
  readonly practitioner: PractitionerId;
  readonly site: SiteId;
  readonly shows: 'initials' | 'names';
}
export interface MadeCalendarFeed extends CalendarFeedLine {
  readonly path: string;
}
/** `POST /api/calendars/revoke` (practice). */
export interface CalendarFeedRequest {
  readonly feed: string;
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly say: string };
}
