import { err, ok, type Result } from '#domain/result.ts';
import { removalWords } from '#protocol/codes.ts';
import type {
  ClinicInfo,
  DeviceCredentials,
  EnrolmentCode,
  EnrolmentCodeRequest,
  SetUpRequest,
  SignInRequest
} from '#protocol/http.ts';
import type { Station, Surface } from '#station/station.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { DiskFault } from '#storage/faults.ts';
import type { TurnedAway } from '#sync/mux-socket.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { isToMove, moveDevice, moveFacts } from '#storage/move-clear.ts';
import { LOCKED } from '#storage/sealing.ts';
import { openDoor, type Door, type User } from './door.ts';
import { becomeDevice, NOT_OUR_SERVER, type BecomeDevice } from './enrol.ts';
import { wordsOf } from './faults.ts';
import { CREDENTIALS_KEY, KEYS_KEY, keepCredentials, presentToken, publicKeysHere } from './identity.ts';
import { openStation, type OpenStation } from './open-station.ts';
import { serverCalls, UNREACHABLE, type CallRefusal, type ServerCalls, type Shown } from './server-calls.ts';
import { sealingWith } from './sealing.ts';
import { dropSession, keepSession, presentSession } from './session.ts';
import { factorOf, keyFileOf, unlockDevice, unlockFor, unlockHere, type Unlocked } from './unlock.ts';
import { wipe } from './wipe.ts';
import { keepInWorker, keyFromWorker } from './worker-key.ts';

type Done = Promise<Result<void, CallRefusal>>;

/** Becomes a device by a code. `onCheckCode` gets the six digits that the desk shows too; it ends when a manager has said yes or no. */
export type Enrol = (code: string, onCheckCode: (digits: string) => void) => Done;

/** What a surface shows: one of these at a time, from opening the page to standing at a station. */
export type SurfaceState =
  | { readonly step: 'loading' }
  | { readonly step: 'needs-setup'; setUp(request: SetUpRequest): Done }
  /** A kiosk, board or tablet that is nobody yet: a code from a desk makes it one. */
  | { readonly step: 'needs-enrolment'; readonly clinic: ClinicInfo | null; readonly enrol: Enrol }
  /** `clinic` is null while the server is out of reach; who has signed in here before can then still do so. */
  | { readonly step: 'needs-sign-in'; readonly clinic: ClinicInfo | null; signIn(request: SignInRequest): Done }
  | ({ readonly step: 'ready' } & Ready)
  | { readonly step: 'fault'; readonly words: string; retry(): void };

export interface Ready {
  readonly station: Station;
  signOut(): Promise<void>;
  /** A code to type at a new kiosk, board or tablet; refused at other surfaces than a desk. */
  enrolmentCode(request: EnrolmentCodeRequest): Promise<Result<EnrolmentCode, CallRefusal>>;
  /** Anything a manager asks of the server (src/protocol/http.ts): the path below `/api`, a body where it changes something. */
  manage<T>(path: string, body?: object): Promise<Result<T, CallRefusal>>;
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
}

/** Surfaces whose store says who patients are. A kiosk and a board read no document that does (ADR 0011). */
const IS_SEALED: Readonly<Record<Surface, boolean>> = { desk: true, room: true, kiosk: false, board: false };
/** What a device knows of itself; moved out of a store in the clear before anybody has unlocked it. */
const OF_DEVICE = [CREDENTIALS_KEY, KEYS_KEY, 'boot', 'tickets', 'clock-offset', 'heard'];
/** How far it had come; moved with the facts. */
const OF_FACTS = ['feed', 'gaps', 'stamp', 'segments', 'patient-rev'];
const BLOCKED_RETRY_MS = 2_000;
const NOT_SET_UP = 'This clinic is not set up yet. Open Anteroom at a desk first, then come back here.';
const TABLET_LOCKED =
  'The server cannot be reached, and this tablet keeps what it shows locked until it can. It opens by itself then; what was recorded here is safe.';
const INSECURE =
  'Anteroom needs a secure connection here. Open it by its https:// address, or on the server itself by http://localhost.';

/** Opens a surface on this device: finds out who the device and the person are, and opens a station when both are known. */
export function openSurface(surface: Surface, options: SurfaceOptions = {}): SurfaceSession {
  const opening = new OpeningSurface(surface, options);
  void opening.start();
  return opening;
}

class OpeningSurface implements SurfaceSession {
  readonly #surface: Surface;
  readonly #options: SurfaceOptions;
  readonly #calls: ServerCalls;
  readonly #listeners = new Set<(state: SurfaceState) => void>();
  #state: SurfaceState = { step: 'loading' };
  #database: Database | null = null;
  #opened: OpenStation | null = null;
  #door: Door | null = null;
  #stopKeeping = (): void => undefined;
  #stopped = false;
  /** Each decision has a number: one that was overtaken while it waited shows nothing. */
  #round = 0;

  constructor(surface: Surface, options: SurfaceOptions) {
    this.#surface = surface;
    this.#options = options;
    const shown = async (): Promise<Shown> =>
      this.#database
        ? { token: await presentToken(this.#database), session: await presentSession(this.#database) }
        : {};
    this.#calls = options.calls ?? serverCalls(options.origin, undefined, shown);
  }

  watch(next: (state: SurfaceState) => void): () => void {
    this.#listeners.add(next);
    next(this.#state);
    return () => this.#listeners.delete(next);
  }

  stop(): void {
    this.#stopped = true;
    this.#close();
    this.#door?.close();
    this.#database?.close();
  }

  async start(): Promise<void> {
    this.#show({ step: 'loading' });
    try {
      if (globalThis.isSecureContext === false) return this.#fault(INSECURE);
      const database = (this.#database ??= await this.#openStore());
      // Signing in or out in one tab is signing in or out in all.
      this.#door ??= IS_SEALED[this.#surface] ? openDoor(database.name, () => void this.#decide(database)) : null;
      if (this.#door && !this.#door.opened) await this.#door.ask();
      await this.#decide(database);
    } catch (error) {
      console.error(error);
      this.#fault(wordsOf(error));
      // The other tab may be closed any moment: a person need not press anything then.
      if (error instanceof DiskFault && error.code === 'database-blocked')
        setTimeout(() => !this.#stopped && void this.start(), BLOCKED_RETRY_MS);
    }
  }

  async #openStore(): Promise<Database> {
    const clear = this.#clearName();
    if (!IS_SEALED[this.#surface]) return await openDatabase(clear);
    const database = await openDatabase(`${clear}-sealed`, LOCKED);
    if (await isToMove(database, clear)) await moveDevice(database, clear, OF_DEVICE);
    return database;
  }

  #clearName(): string {
    return this.#options.databaseName ?? `anteroom-${this.#surface}`;
  }

  /** Finds out where this device stands, and shows it. A fault of the disk is shown, not thrown. */
  async #decide(database: Database): Promise<void> {
    const mine = ++this.#round;
    await this.#decideOnce(database, mine).catch((error: unknown) => {
      console.error(error);
      if (mine === this.#round) this.#fault(wordsOf(error));
    });
  }

  async #decideOnce(database: Database, mine: number): Promise<void> {
    const credentials = await readMeta<DeviceCredentials>(database, CREDENTIALS_KEY);
    if (mine !== this.#round) return;
    if (!credentials) return await this.#askNewDevice(database, mine);
    const opened = this.#door?.opened ?? null;
    if (this.#surface === 'desk' && !opened) return await this.#askPerson(database, mine);
    const user = opened?.user ?? deviceUser(credentials);
    const key =
      this.#surface === 'room' ? (opened?.key ?? (await this.#tabletKey(database, credentials, mine))) : opened?.key;
    if (mine !== this.#round || (IS_SEALED[this.#surface] && !key)) return;
    await this.#open(database, credentials, { user, key: key ?? null }, mine);
  }

  async #askNewDevice(database: Database, mine: number): Promise<void> {
    const clinic = await this.#calls.clinic();
    if (mine !== this.#round) return;
    if (!clinic.ok) this.#fault(clinic.error.say);
    else if (this.#surface === 'desk') {
      if (clinic.value.isSetUp) this.#askToSignIn(database, clinic.value);
      else this.#show({ step: 'needs-setup', setUp: (request) => this.#setUp(database, request) });
    } else if (clinic.value.isSetUp) {
      const { demo } = clinic.value;
      const demoCode = demo?.codes[this.#surface as 'kiosk' | 'board' | 'room']; // not a desk, seen above
      const enrol: Enrol = (code, onCheckCode) => this.#enrol(database, { code, onCheckCode, demoCode });
      this.#show({ step: 'needs-enrolment', clinic: clinic.value, enrol });
    } else this.#fault(NOT_SET_UP);
  }

  async #askPerson(database: Database, mine: number): Promise<void> {
    this.#close();
    this.#askToSignIn(database, null);
    const clinic = await this.#calls.clinic();
    if (mine === this.#round && clinic.ok) this.#askToSignIn(database, clinic.value);
  }

  /** A tablet's key: of a page before this one, or from the server. Null when neither has it, which is shown. */
  async #tabletKey(database: Database, credentials: DeviceCredentials, mine: number): Promise<CryptoKey | null> {
    const kept = await keyFromWorker(database.name);
    if (kept) return kept;
    const answer = await unlockDevice(database, this.#calls, credentials.token);
    if (answer.ok) {
      this.#door?.open({ user: deviceUser(credentials), key: answer.value, since: Date.now() });
      return answer.value;
    }
    if (mine === this.#round) this.#fault(answer.error.code === UNREACHABLE.code ? TABLET_LOCKED : answer.error.say);
    return null;
  }

  async #open(
    database: Database,
    credentials: DeviceCredentials,
    { user, key }: { readonly user: User; readonly key: CryptoKey | null },
    mine: number
  ): Promise<void> {
    if (this.#opened?.station.user.user === user.user) return;
    this.#close();
    const { origin = '' } = this.#options;
    if (key) {
      database.sealing = sealingWith(key);
      await moveFacts(database, this.#clearName(), OF_FACTS);
      if (this.#surface === 'room') this.#stopKeeping = keepInWorker(database.name, key);
    }
    const turnedAway = (why: TurnedAway, reason: string): void => {
      // The person may not go on here. Sent is what was acknowledged; the rest waits on this device for the next sign-in.
      if (why === 'sign-in-again') void this.#signOut(database);
      if (why === 'revoked') void this.#wipe(database, credentials, removalWords(reason));
    };
    const parts = { surface: this.#surface, database, credentials, user, key, calls: this.#calls, origin, turnedAway };
    const opened = await openStation(parts);
    if (mine !== this.#round || this.#stopped) return opened.close();
    this.#opened = opened;
    this.#show({
      step: 'ready',
      station: opened.station,
      signOut: async () => {
        // Without the server the session runs out by itself there; its token is gone here either way.
        void this.#calls.signOut(credentials.token).then(() => dropSession(database));
        await this.#signOut(database);
      },
      enrolmentCode: (request) => this.#calls.enrolmentCode(request, credentials.token),
      manage: (path, body) => this.#calls.manage(path, credentials.token, body)
    });
  }

  /** This device was removed: it deletes what it has, and says so until somebody enrols it again. */
  async #wipe(database: Database, { token }: DeviceCredentials, words: string): Promise<void> {
    const done = await wipe(database, this.#calls, token).catch(() => false);
    if (!done) return; // what waits here could not be handed over; the next contact tries again
    this.#door?.shut();
    this.#close();
    this.#database = null;
    this.#fault(words);
  }

  async #signOut(database: Database): Promise<void> {
    this.#door?.shut();
    await this.#decide(database);
  }

  async #setUp(database: Database, request: SetUpRequest): Done {
    const file = await keyFileOf(database);
    const [answer, factor] = await Promise.all([
      this.#calls.setUp({ ...request, keys: await publicKeysHere(database) }),
      factorOf(file, request.manager.passphrase)
    ]);
    if (!answer.ok) return answer;
    const known = { file, factor, token: null, now: Date.now };
    return await this.#admit(database, await unlockFor(database, this.#calls, answer.value, known));
  }

  async #signIn(database: Database, request: SignInRequest): Done {
    const credentials = await readMeta<DeviceCredentials>(database, CREDENTIALS_KEY);
    const asked = credentials ? request : { ...request, keys: await publicKeysHere(database) };
    return await this.#admit(database, await unlockHere(database, this.#calls, asked, credentials?.token ?? null));
  }

  async #admit(database: Database, unlocked: Result<Unlocked, CallRefusal>): Done {
    if (!unlocked.ok) return unlocked;
    const { user, device, session, key } = unlocked.value;
    database.sealing = sealingWith(key);
    if (session) await keepSession(database, user.user, session);
    if (device && !(await keepCredentials(database, device))) return err(NOT_OUR_SERVER);
    this.#door?.open({ user, key, since: Date.now() });
    await this.#decide(database);
    return ok();
  }

  async #enrol(database: Database, asked: Pick<BecomeDevice, 'code' | 'onCheckCode' | 'demoCode'>): Done {
    const done = await becomeDevice(database, this.#calls, {
      ...asked,
      role: this.#surface,
      isOver: () => this.#stopped
    });
    if (done.ok) await this.#decide(database);
    return done;
  }

  #askToSignIn(database: Database, clinic: ClinicInfo | null): void {
    this.#show({ step: 'needs-sign-in', clinic, signIn: (request) => this.#signIn(database, request) });
  }

  #fault(words: string): void {
    this.#show({ step: 'fault', words, retry: () => void this.start() });
  }

  #show(state: SurfaceState): void {
    if (this.#stopped) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #close(): void {
    this.#stopKeeping();
    this.#opened?.close();
    this.#opened = null;
    if (this.#database && IS_SEALED[this.#surface]) this.#database.sealing = LOCKED;
  }
}

/** A device without a person at it acts in its own name. */
function deviceUser({ deviceNo, label, role }: DeviceCredentials): User {
  return { user: `device:${deviceNo}`, name: label, initials: label, role: role === 'room' ? 'clinical' : 'clerk' };
}
