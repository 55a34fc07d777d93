import { err, ok, type Result } from '#domain/result.ts';
import type { EnrolmentCode } from '#domain/practice/device-lines.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import type { DayKeys } from '#protocol/kiosk-http.ts';
import type {
  ArrivalsKey,
  ClinicInfo,
  BeginEnrolRequest,
  BegunEnrol,
  DeviceCredentials,
  EnrolmentCodeRequest,
  EnrolRequest,
  ErrorBody,
  KeptStorageKey,
  RevealedEnrol,
  RevealEnrolRequest,
  SetUpRequest,
  SignedIn,
  SignInRequest,
  StorageKeyCopy,
  TakenEnrol,
  TakeEnrolRequest
} from '#protocol/http.ts';
import type { PasskeyChallenge, PasskeyPurpose, PasskeySignedIn, PasskeySignInRequest } from '#protocol/passkeys.ts';

/** Why a call did not do what was asked. `unreachable` is ours; all other codes are the server's, with its words. */
export interface CallRefusal {
  readonly code: string;
  readonly say: string;
}

export type Called<T> = Promise<Result<T, CallRefusal>>;

/** A call that takes longer is given up: a dead access point must not hold a person up. */
const TIMEOUT_MS = 10_000;
/** The server reads six years of the access log for a file of some days. */
const LONG_TIMEOUT_MS = 120_000;

export const UNREACHABLE: CallRefusal = {
  code: 'unreachable',
  say: 'The server cannot be reached. Check the network, then try again.'
};

export interface Shown {
  readonly token?: string | undefined;
  readonly session?: string | undefined;
}

export interface ServerCalls {
  clinic(): Called<ClinicInfo>;
  setUp(request: SetUpRequest): Called<SignedIn>;
  signIn(request: SignInRequest, token: string | null): Called<SignedIn>;
  /** A challenge for a passkey, and what was signed (src/protocol/passkeys.ts): for who is not signed in yet. */
  passkeyChallenge(purpose: PasskeyPurpose): Called<PasskeyChallenge>;
  signInByPasskey(request: PasskeySignInRequest, token: string | null): Called<PasskeySignedIn>;
  /** Ends the session that is shown. */
  /** @param session whose it is to be over: it is not kept any more */
  signOut(token: string, session: string | undefined): Called<unknown>;
  enrol(request: EnrolRequest): Called<DeviceCredentials>;
  beginEnrol(request: BeginEnrolRequest): Called<BegunEnrol>;
  revealEnrol(request: RevealEnrolRequest): Called<RevealedEnrol>;
  takeEnrol(request: TakeEnrolRequest): Called<TakenEnrol>;
  /** Anything a manager asks: the path below `/api`, and a body where it changes something. No token: what is open to anyone. */
  manage<T>(path: string, token: string | null, body?: object): Called<T>;
  enrolmentCode(request: EnrolmentCodeRequest, token: string): Called<EnrolmentCode>;
  arrivalsKey(token: string): Called<ArrivalsKey>;
  /** A kiosk's own: the keys of its day, once after staff have opened it. */
  dayKeys(token: string): Called<DayKeys>;
  /** Leaves a copy of the storage key; answers it when it is what the server keeps then. @param session whose sign-in it is, before it is kept here */
  keepStorageKey(copy: StorageKeyCopy, token: string, session?: string): Called<StorageKeyCopy>;
  storageKey(token: string): Called<KeptStorageKey>;
}

/**
 * The JSON side of the server (src/protocol/http.ts).
 * @param origin where it is; empty for the page's own
 * @param shown with every call of a known device: its token as it is now, and the session of the person at it
 */
export function serverCalls(
  origin = '',
  send: typeof fetch = (input, init) => fetch(input, init),
  shown: () => Promise<Shown> = () => Promise.resolve({})
): ServerCalls {
  async function call<T>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    token?: string | null,
    of?: string
  ): Called<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      const present = token ? await shown() : {};
      if (token) headers['authorization'] = `Bearer ${present.token ?? token}`;
      const session = of ?? present.session;
      if (session !== undefined) headers[SESSION_HEADER] = session;
      const response = await send(`${origin}/api/${path}`, {
        method,
        headers,
        cache: 'no-store',
        signal: AbortSignal.timeout(path === 'audit/export' ? LONG_TIMEOUT_MS : TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      });
      const answer: unknown = await response.json();
      if (response.ok) return ok(answer as T); // the server is of the same build, or newer and additive
      return err((answer as ErrorBody).error ?? UNREACHABLE);
    } catch {
      // No connection, no answer in time, or not our server's JSON (a captive portal): for a person they are one.
      return err(UNREACHABLE);
    }
  }

  return {
    clinic: () => call('GET', 'clinic'),
    setUp: (request) => call('POST', 'setup', request),
    signIn: (request, token) => call('POST', 'sign-in', request, token),
    passkeyChallenge: (purpose) => call('POST', 'passkeys/challenge', { purpose }),
    signInByPasskey: (request, token) => call('POST', 'passkeys/sign-in', request, token),
    signOut: (token, session) => call('POST', 'sign-out', {}, token, session),
    enrol: (request) => call('POST', 'enrol', request),
    beginEnrol: (request) => call('POST', 'enrol/begin', request),
    revealEnrol: (request) => call('POST', 'enrol/reveal', request),
    takeEnrol: (request) => call('POST', 'enrol/take', request),
    manage: (path, token, body) => call(body === undefined ? 'GET' : 'POST', path, body, token),
    enrolmentCode: (request, token) => call('POST', 'enrolment-codes', request, token),
    arrivalsKey: (token) => call('GET', 'arrivals-key', undefined, token),
    dayKeys: (token) => call('POST', 'kiosk/day-keys', {}, token),
    keepStorageKey: (copy, token, session) => call('POST', 'storage-key', copy, token, session),
    storageKey: (token) => call('GET', 'storage-key', undefined, token)
  };
}
