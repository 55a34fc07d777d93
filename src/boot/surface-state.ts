import type { CaseId, UserId } from '#domain/ids.ts';
import type { Result } from '#domain/result.ts';
import type { EnrolmentCode } from '#domain/practice/device-lines.ts';
import type { ClinicInfo, EnrolmentCodeRequest, SetUpRequest, SignInRequest } from '#protocol/http.ts';
import type { Station } from '#station/station.ts';
import type { User } from './door.ts';
import type { OwnPasskeys } from './own-passkeys.ts';
import type { Authenticators } from './passkeys.ts';
import type { CallRefusal, ServerCalls } from './server-calls.ts';
import type { WaysBack } from './ways-back.ts';

export type Done = Promise<Result<void, CallRefusal>>;

/** Becomes a device by a code. `onCheckCode` gets the six digits that the desk shows too; it ends when a manager has said yes or no. */
export type Enrol = (code: string, onCheckCode: (digits: string) => void) => Done;

/** What a surface shows: one of these at a time, from opening the page to standing at a station. */
export type SurfaceState =
  | { readonly step: 'loading' }
  | { readonly step: 'needs-setup'; setUp(request: SetUpRequest): Done }
  /** A kiosk, board or tablet that is nobody yet: a code from a desk makes it one. */
  | { readonly step: 'needs-enrolment'; readonly clinic: ClinicInfo | null; readonly enrol: Enrol }
  /** `clinic` is null while the server is out of reach; who has signed in here before can then still do so. */
  | {
      readonly step: 'needs-sign-in';
      readonly clinic: ClinicInfo | null;
      signIn(request: SignInRequest): Done;
      readonly waysBack: WaysBack;
      readonly passkey: ByPasskey;
    }
  | ({ readonly step: 'ready' } & Ready)
  | ({ readonly step: 'locked' } & Locked)
  | { readonly step: 'fault'; readonly words: string; retry(): void };

/** Signing in, or back in, by passkey: whose it is shows when it is shown. */
export interface ByPasskey {
  isOffered(): Promise<boolean>;
  signIn(): Done;
}

export interface Ready {
  readonly station: Station;
  /** Nobody has touched it for a while: what it shows is made unreadable until somebody does. */
  readonly isVeiled: boolean;
  /** The packet of forms that this screen is handed over for: nothing else is shown until somebody is back [FORM-11]. Null: staff have it. */
  readonly handed: CaseId | null;
  /** Gives the screen to a patient, in all tabs. Only a lock ends it, and whoever opens that. */
  handOver(packet: CaseId): void;
  signOut(): Promise<void>;
  /** Clears the screen; the person comes back by PIN or passphrase. */
  lock(): void;
  /** Six digits for coming back, until the key is forgotten; in memory only. */
  setPin(digits: string): Done;
  /** The passkeys of whoever is here. */
  readonly passkeys: OwnPasskeys;
  /** A code to type at a new kiosk, board or tablet; refused at other surfaces than a desk. */
  enrolmentCode(request: EnrolmentCodeRequest): Promise<Result<EnrolmentCode, CallRefusal>>;
  /** Anything a manager asks of the server (src/protocol/http.ts): the path below `/api`, a body where it changes something. */
  manage<T>(path: string, body?: object): Promise<Result<T, CallRefusal>>;
}

/** A desk somebody has left: its key is in memory still, and nothing of a patient on the screen. */
export interface Locked {
  /** Who was here last first. */
  readonly people: readonly { readonly user: User; readonly hasPin: boolean }[];
  /** Lets in who is known here, by PIN. */
  enter(user: UserId, digits: string): Done;
  signIn(request: SignInRequest): Done;
  readonly waysBack: WaysBack;
  readonly passkey: ByPasskey;
}

export interface SurfaceSession {
  /** Calls with the present state and each change of it. Returns the way to stop. */
  watch(next: (state: SurfaceState) => void): () => void;
  /** Lets go of the station, the socket and the database. */
  stop(): void;
}

export interface SurfaceOptions {
  /** Where the server is; empty for the page's own origin. */
  readonly origin?: string;
  readonly calls?: ServerCalls;
  /** Desk and kiosk may live on one origin in development: each surface has a database of its own. */
  readonly databaseName?: string;
  /** Stands in for the browser's. */
  readonly authenticators?: Authenticators;
  /** Forgets everything this page has read: loads it anew. */
  readonly forget?: () => void;
}
