import type { DeviceNo, SiteId, UserId } from '../domain/ids.ts';
import type { StaffRole, WeekHours } from '../domain/practice/practice-facts.ts';
import type { ZoneId } from '../domain/time.ts';
import type { DeviceRole } from './access.ts';
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
}

/** `POST /api/sign-in`. Without a device token it enrols this browser as a desk as well. */
export interface SignInRequest {
  /** A person's id or name, ignoring case. */
  readonly name: string;
  readonly passphrase: string;
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
}

export interface SignedIn {
  readonly user: { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole };
  /** Present when this sign-in enrolled the browser. */
  readonly device: DeviceCredentials | null;
}

/** `POST /api/enrolment-codes`, from a desk: a code to type at a new kiosk, board or room tablet. Ten minutes, single use. */
export interface EnrolmentCodeRequest {
  readonly role: 'desk' | 'kiosk' | 'board' | 'room';
  readonly site: SiteId;
}
export interface EnrolmentCode {
  readonly code: string;
  readonly expiresAt: number;
}

/** `POST /api/enrol`. Answers `DeviceCredentials`. */
export interface EnrolRequest {
  readonly code: string;
  readonly role: 'desk' | 'kiosk' | 'board' | 'room';
}

/** `GET /api/arrivals-key`, desks only: the private key kiosk submissions are sealed to (JWK, ECDH P-256). */
export interface ArrivalsKey {
  readonly keyId: string;
  readonly privateKey: EcJwk;
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly say: string };
}
