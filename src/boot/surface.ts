import { err, ok, type Result } from '#domain/result.ts';
import { removalWords } from '#protocol/codes.ts';
import type { ClinicInfo, DeviceCredentials } from '#protocol/http.ts';
import type { Surface } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { DiskFault } from '#storage/faults.ts';
import type { TurnedAway } from '#sync/mux-socket.ts';
import { readMeta } from '#storage/meta.ts';
import { LOCKED } from '#storage/sealing.ts';
import type { LockStage } from '#vault/lock.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { deskLock, lockedScreen, type DeskLock } from './desk-lock.ts';
import { closing } from './closing.ts';
import { admittedTo, openDoor, type Door, type Heard, type User } from './door.ts';
import type { BecomeDevice } from './enrol.ts';
import { wordsOf } from './faults.ts';
import { CREDENTIALS_KEY, keepCredentials } from './identity.ts';
import { watchLockTimes } from './lock-times.ts';
import { openStation, type OpenStation } from './open-station.ts';
import { readyAt } from './ready.ts';
import { serverCalls, type CallRefusal, type ServerCalls } from './server-calls.ts';
import { sealStore } from './sealing.ts';
import { shownState } from './shown-state.ts';
import { keepSession, NOBODY, shownAt } from './session.ts';
import type { Done, Enrol, Ready, SurfaceOptions, SurfaceSession, SurfaceState } from './surface-state.ts';
import { deviceUser, IS_SEALED, openStore, takeOver } from './surface-store.ts';
import { dropKeys, keyNow } from './key-now.ts';
import type { Admitted, WaysIn } from './ways-in.ts';
import { waysInSoon } from './ways-in-soon.ts';
import { INSECURE, NOT_SET_UP } from './surface-words.ts';
import { whenOver, type Glass } from './glass.ts';
import { keepInWorker } from './worker-key.ts';

const BLOCKED_RETRY_MS = 2_000;
/** A disk that damages what it keeps again and again is not mended for ever. */
const MOST_MENDS = 3;

/** Opens a surface on this device: finds out who the device and the person are, and opens a station when both are known. */
export function openSurface(surface: Surface, options: SurfaceOptions = {}): SurfaceSession {
  const opening = new OpeningSurface(surface, options);
  void opening.start();
  return opening;
}

class OpeningSurface implements SurfaceSession {
  readonly #surface: Surface;
  readonly #options: SurfaceOptions;
  readonly #clearName: string;
  readonly #calls: ServerCalls;
  readonly #shown = shownState();
  readonly #closeAndLock;
  #database: Database | null = null;
  #opened: OpenStation | null = null;
  #door: Door | null = null;
  #lock: DeskLock | null = null;
  #ready: Omit<Ready, 'isVeiled'> | null = null;
  #stopKeeping = (): void => undefined;
  #stopped = false;
  #isForgotten = false;
  #mended = 0;
  /** Each decision has a number: one that was overtaken while it waited shows nothing. */
  #round = 0;

  constructor(surface: Surface, options: SurfaceOptions) {
    this.#surface = surface;
    this.#options = options;
    this.#clearName = options.databaseName ?? `anteroom-${surface}`;
    this.#closeAndLock = closing(IS_SEALED[surface]);
    this.#calls = options.calls ?? serverCalls(options.origin, undefined, () => shownAt(this.#database));
  }

  watch(next: (state: SurfaceState) => void): () => void {
    return this.#shown.watch(next);
  }

  stop(): void {
    this.#stopped = true;
    const database = this.#database;
    void this.#close().then(() => database?.close());
    this.#lock?.stop();
    this.#door?.close();
  }

  async start(): Promise<void> {
    this.#show({ step: 'loading' });
    try {
      if (globalThis.isSecureContext === false) return this.#fault(INSECURE);
      const database = (this.#database ??= await openStore(this.#surface, this.#clearName));
      // Signing in or out in one tab is signing in or out in all.
      this.#door ??= IS_SEALED[this.#surface] ? openDoor(database.name, (what) => this.#heard(database, what)) : null;
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
    if (opened && this.#door && this.#surface === 'desk') {
      this.#lock ??= deskLock(this.#door, (stage) => this.#lockChanged(database, stage), watchLockTimes(database));
      if (opened.isLocked) {
        this.#lock.heard('open');
        return this.#showLocked(database);
      }
    }
    const user = opened?.user ?? deviceUser(credentials);
    const held = opened && (await keyNow(database, opened.key));
    // All tabs slept while the key was changed: none of them has the one in force.
    if (opened && !held && this.#surface === 'desk') return this.#end();
    const key = this.#surface === 'room' ? (held ?? (await this.#tabletKey(database, credentials, mine))) : held;
    if (mine !== this.#round || (IS_SEALED[this.#surface] && !key)) return;
    await this.#open(database, credentials, { user, key: key ?? null, glass: opened?.glass }, mine);
  }

  async #askNewDevice(database: Database, mine: number): Promise<void> {
    const clinic = await this.#calls.clinic();
    if (mine !== this.#round) return;
    if (!clinic.ok) this.#fault(clinic.error.say);
    else if (this.#surface === 'desk') {
      if (clinic.value.isSetUp) this.#askToSignIn(database, clinic.value);
      else this.#show({ step: 'needs-setup', setUp: this.#ways(database).setUp });
    } else if (clinic.value.isSetUp) {
      const { demo } = clinic.value;
      const demoCode = demo?.codes[this.#surface as 'kiosk' | 'board' | 'room']; // not a desk, seen above
      const enrol: Enrol = (code, onCheckCode) => this.#enrol(database, { code, onCheckCode, demoCode });
      this.#show({ step: 'needs-enrolment', clinic: clinic.value, enrol });
    } else this.#fault(NOT_SET_UP);
  }

  async #askPerson(database: Database, mine: number): Promise<void> {
    this.#lock?.stop();
    this.#lock = null;
    await this.#close();
    if (mine !== this.#round) return;
    this.#askToSignIn(database, null);
    const clinic = await this.#calls.clinic();
    if (mine === this.#round && clinic.ok) this.#askToSignIn(database, clinic.value);
  }

  /** A tablet's key, or null where it cannot be had, which is shown. */
  async #tabletKey(database: Database, credentials: DeviceCredentials, mine: number): Promise<StorageKey | null> {
    const { tabletKey } = await import('./unlock.ts');
    const found = await tabletKey(database, this.#calls, credentials.token);
    if (found.ok) this.#door?.open(admittedTo(null, { user: deviceUser(credentials), key: found.value }, Date.now()));
    else if (mine === this.#round) this.#fault(found.error.say);
    return found.ok ? found.value : null;
  }

  async #open(
    database: Database,
    credentials: DeviceCredentials,
    { user, key, glass }: { readonly user: User; readonly key: StorageKey | null; readonly glass: Glass | undefined },
    mine: number
  ): Promise<void> {
    if (!glass) this.#opened?.presence.back(user.user);
    const isSame = this.#opened?.station.user.user === user.user && this.#opened.glass === (glass?.alarm ?? null);
    if (isSame) return this.#showReady();
    await this.#close();
    if (mine !== this.#round) return;
    const keys = key && sealStore(database, key, () => this.#forget());
    if (keys) {
      await takeOver(database, this.#clearName);
      if (this.#surface === 'room') this.#stopKeeping = keepInWorker(database.name, () => keys.present);
    }
    database.damaged = () => void this.#mend(database, credentials);
    const left = async (): Promise<void> => {
      await this.#opened?.leave();
      this.#door?.shut();
      await this.#decide(database);
    };
    const turnedAway = (why: TurnedAway, reason: string): void => {
      // The person may not go on here. Sent is what was acknowledged; the rest waits on this device for the next sign-in.
      // With a store that was deleted under the app the session is gone too: what is on the screen stays, and says how to begin again.
      if (why === 'sign-in-again' && !database.isLost) void left();
      if (why === 'revoked') void this.#wipe(database, credentials, removalWords(reason));
    };
    const opens = { key, present: keys && (() => keys.present) };
    const parts = { surface: this.#surface, database, credentials, user, ...opens, calls: this.#calls, turnedAway };
    const opened = await openStation({ ...parts, origin: this.#options.origin ?? '', glass });
    if (mine !== this.#round || this.#stopped) return opened.close();
    this.#opened = opened;
    if (glass) this.#stopKeeping = whenOver(glass, () => this.#end());
    this.#ready = readyAt({
      ...parts,
      station: opened.station,
      authenticators: this.#options.authenticators,
      leave: opened.leave,
      left,
      ...{ lock: () => this.#lock, door: () => this.#door, changed: () => this.#showReady() },
      end: glass && (() => this.#end())
    });
    this.#showReady();
  }

  #showReady(): void {
    if (this.#ready) this.#show({ step: 'ready', ...this.#ready, isVeiled: this.#lock?.stage === 'veiled' });
  }

  /** What another tab of this device did. */
  #heard(database: Database, what: Heard): void {
    if (what === 'forget') return this.#forget();
    if (what !== 'shut') this.#lock?.heard(what);
    if (what === 'open' || what === 'shut') void this.#decide(database);
  }

  #lockChanged(database: Database, stage: LockStage): void {
    // Emergency access ends where others may come back [GLASS-3].
    if (stage === 'forgotten' || (stage === 'locked' && this.#opened?.glass)) this.#end();
    else if (stage === 'locked') this.#showLocked(database);
    else if (this.#shown.value.step === 'ready') this.#showReady();
  }

  /** In all tabs. */
  #end(): void {
    this.#door?.shut({ forget: true });
    this.#forget();
  }

  /** The key has to go, and all that was read with it: only a page that is loaded anew has nothing of it left. */
  #forget(): void {
    if (this.#isForgotten) return;
    this.#isForgotten = true;
    void this.#close().then(this.#options.forget ?? (() => location.reload()));
  }

  #showLocked(database: Database): void {
    if (!this.#door || !this.#lock) return;
    const ways = this.#ways(database);
    const screen = lockedScreen(this.#door, this.#lock, {
      presence: this.#opened?.presence,
      ...ways,
      entered: async (user) => {
        // A tab that was opened while the desk was locked has read nothing yet.
        const { opened } = this.#door ?? {};
        if (opened && database.sealing === LOCKED) sealStore(database, opened.key, () => this.#forget());
        await keepSession(database, user, null);
        await this.#decide(database);
      }
    });
    this.#show({ step: 'locked', ...screen, waysBack: ways.waysBack });
  }

  /** A block cannot be read: the station is shut while what is damaged is let go of, and the server fills it in again [STO-32]. */
  async #mend(database: Database, { epoch }: DeviceCredentials): Promise<void> {
    const { sealing } = database;
    if (sealing === LOCKED || this.#mended++ >= MOST_MENDS) return;
    this.#show({ step: 'loading' });
    await this.#close();
    database.sealing = sealing;
    await (await import('./mend.ts')).mend(database, epoch);
    await this.#decide(database);
  }

  /** This device was removed: it deletes what it has, and says so until somebody enrols it again. */
  async #wipe(database: Database, { token }: DeviceCredentials, words: string): Promise<void> {
    const { wipe } = await import('./wipe.ts');
    if (!(await wipe(database, this.#calls, token, () => dropKeys(database), this.#options.origin))) return;
    this.#door?.shut({ forget: true });
    await this.#close();
    this.#database = null;
    this.#fault(words);
  }

  #ways(database: Database): WaysIn {
    const [calls, { authenticators }] = [this.#calls, this.#options];
    const refusalFor = (name: string): CallRefusal | null => this.#lock?.refusalFor(name) ?? null;
    const admit = (unlocked: Result<Admitted, CallRefusal>): Done => this.#admit(database, unlocked);
    return waysInSoon({ database, calls, authenticators, refusalFor, admit });
  }

  async #admit(database: Database, unlocked: Result<Admitted, CallRefusal>): Done {
    if (!unlocked.ok) return unlocked;
    const { user, device, session, key, glass } = unlocked.value;
    sealStore(database, key, () => this.#forget());
    await keepSession(database, glass ? NOBODY : user.user, session);
    if (device && !(await keepCredentials(database, device))) return err((await import('./enrol.ts')).NOT_OUR_SERVER);
    this.#door?.open(admittedTo(this.#door.opened, { user, key, ...(glass && { glass }) }, Date.now()));
    this.#lock?.heard('open');
    await this.#decide(database);
    return ok();
  }

  async #enrol(database: Database, asked: Pick<BecomeDevice, 'code' | 'onCheckCode' | 'demoCode'>): Done {
    const how = { ...asked, role: this.#surface, isOver: () => this.#stopped };
    const done = await (await import('./enrol.ts')).becomeDevice(database, this.#calls, how);
    if (done.ok) await this.#decide(database);
    return done;
  }

  #askToSignIn(database: Database, clinic: ClinicInfo | null): void {
    this.#show({ step: 'needs-sign-in', clinic, ...this.#ways(database) });
  }

  #fault(words: string): void {
    this.#show({ step: 'fault', words, retry: () => void this.start() });
  }

  #show(state: SurfaceState): void {
    if (!this.#stopped) this.#shown.show(state);
  }

  /** Resolves when the store is locked. */
  async #close(): Promise<void> {
    this.#stopKeeping();
    const opened = this.#opened;
    this.#opened = null;
    this.#ready = null;
    await this.#closeAndLock(opened, this.#database);
  }
}
