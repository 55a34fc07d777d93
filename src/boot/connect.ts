import type { DocId } from '#domain/documents.ts';
import { removalWords } from '#protocol/codes.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { Replica } from '#replica/replica.ts';
import type { Surface } from '#station/station.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import type { Store } from '#storage/store.ts';
import { standForLeader, type Candidate } from '#sync/leader.ts';
import type { DeviceProof, Link, TurnedAway } from '#sync/mux-socket.ts';
import { browserSeams, type Seams } from '#sync/seams.ts';
import { startSync, type Standing, type Sync } from '#sync/sync.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import type { DeviceClock } from './device-clock.ts';
import type { StatusBoard } from './status.ts';
import { syncDisk } from './sync-disk.ts';
import { startUpkeepAside } from './upkeep-aside.ts';
import type { Upkeep, UpkeepOptions } from './upkeep.ts';
import { GAPS_KEY } from './feed-keys.ts';

export interface ConnectOptions {
  readonly surface: Surface;
  readonly credentials: DeviceCredentials;
  readonly store: Store;
  readonly replica: Replica;
  readonly clock: DeviceClock;
  readonly status: StatusBoard;
  /** Where the server is; empty for the page's own origin. */
  readonly origin: string;
  readonly build: string;
  /** Of the person at the device. */
  readonly session?: () => Promise<string | undefined>;
  /** Of a device with keys. */
  readonly proof?: DeviceProof;
  /** The server turned this device or its person away; told each time. */
  readonly turnedAway?: (why: TurnedAway, reason: string) => void;
  /** Opens the store in the worker as well; null where it is not sealed. Asked each time a worker begins: the key may have been changed. */
  readonly key: (() => StorageKey) | null;
  /** What else the tab that leads does, until it is called off. */
  readonly lead?: (signal: AbortSignal) => void;
  /** The simulation hands in its own. */
  readonly platform?: Platform;
}

/** What a tab stands on besides its disk. */
export interface Platform {
  readonly seams: Seams;
  readonly locks: LockManager;
  readonly upkeep: typeof startUpkeepAside;
  /** Calls when the network or the person is back. Returns the way to stop. */
  readonly nudged: (nudge: () => void) => () => void;
}

const browser = (): Platform => ({
  seams: browserSeams,
  locks: navigator.locks,
  upkeep: startUpkeepAside,
  nudged: nudgedByBrowser
});

export interface Connected {
  open(doc: DocId): () => void;
  sendAgain(): void;
  /** Stops the first sync of this device, or lets it go on; the leading tab does. */
  holdFirstSync(isHeld: boolean): void;
  close(): void;
}

/** To be told to update is no fault: what is written here is still taken. */
export const TURNED_AWAY_WORDS: Readonly<Record<Exclude<TurnedAway, 'update-required'>, string>> = {
  'sign-in-again': 'You were signed out. Sign in again; what was recorded here stays on this device and is sent then.',
  'not-signed-in':
    'The server does not know this device. Ask a manager to enrol it again. What was recorded here stays on this device.',
  revoked: 'This device was removed. Ask a manager. What was recorded here stays on this device.',
  copied: 'This device’s data was copied. Enrol it again; nothing was lost.'
};
const NO_ANSWER = 'The server is there, but says nothing to what is sent.';
/** How long a document with a gap is kept live, so that what it lacks can come. */
const REPAIR_MS = 20_000;

/** Joins a tab's replica and store to the server: its own connection, and, in one tab of the device, the feed. */
export function connect(options: ConnectOptions): Connected {
  const { surface, credentials, replica, clock, status, build, platform = browser() } = options;
  const { seams, locks } = platform;
  const device = { device: credentials.deviceNo, role: credentials.role, epoch: credentials.epoch };
  const disk = syncDisk({ store: options.store, replica, ...device, now: clock.now });
  let upkeep: Upkeep | null = null;
  let head = 0;
  let isHeld = false;
  status.set({ lastHeard: clock.lastHeard(), clockOffsetMs: clock.offsetMs() });
  const sync = startSync({
    url: socketUrl(options.origin),
    origin: options.origin,
    token: credentials.token,
    ...(options.session && { session: options.session }),
    ...(options.proof && { proof: options.proof }),
    build,
    device: { no: credentials.deviceNo, role: credentials.role },
    disk,
    seams,
    now: clock.now,
    isOwn: replica.isOwn,
    link: (link, why, reason) => tellLink(options, link, why, reason),
    held: (say) => status.set({ heldUp: say ?? NO_ANSWER }),
    standing: (standing) => tellStanding(status, standing),
    beat: (serverNow, seq) => {
      clock.heard(serverNow);
      status.set({ lastHeard: clock.lastHeard(), clockOffsetMs: clock.offsetMs() });
      candidate.beat();
      head = seq;
      upkeep?.news(head);
    }
  });
  const candidate: Candidate = standForLeader({
    name: `${options.store.database.name}-leader`,
    seams,
    locks,
    isSeen: () => typeof document === 'undefined' || document.visibilityState === 'visible',
    lead: (signal) => {
      sync.lead(signal);
      upkeep = platform.upkeep(upkeepOptions(options), {
        fault: (words, code) => status.fault('disk', words, code),
        space: (isAlmostFull) => status.set({ isAlmostFull }),
        damaged: options.store.database.damaged
      });
      upkeep.hold(isHeld);
      upkeep.news(head);
      signal.addEventListener('abort', () => upkeep?.stop(), { once: true });
      void repair(options.store, sync, seams, signal);
      options.lead?.(signal);
    }
  });
  const stopStored = replica.onUpdate(({ doc, update, origin }) => sync.stored(doc, update, origin));
  const stopNudges = platform.nudged(() => sync.nudge());
  // Boards and kiosks may not read the practice; the others name everything by it.
  const letGo = surface === 'desk' || surface === 'room' ? sync.open('practice') : () => undefined;

  return {
    open: sync.open,
    sendAgain: () => sync.sendAgain(),
    holdFirstSync: (held) => {
      isHeld = held;
      upkeep?.hold(held);
    },
    close: () => {
      letGo();
      stopStored();
      stopNudges();
      candidate.stop();
      sync.stop();
    }
  };
}

function tellLink(
  { status, clock, turnedAway }: ConnectOptions,
  link: Link,
  why: TurnedAway | null,
  reason: string
): void {
  if (why === 'update-required') tellStanding(status, 'update-needed');
  else status.fault('link', why && (why === 'revoked' ? removalWords(reason) : TURNED_AWAY_WORDS[why]));
  if (why) turnedAway?.(why, reason);
  status.set({ link, offlineSince: link === 'live' ? null : (status.value.offlineSince ?? clock.now()) });
}

function upkeepOptions({ store, credentials, origin, clock, key }: ConnectOptions): UpkeepOptions {
  return {
    databaseName: store.database.name,
    key: key?.() ?? null,
    credentials,
    origin: origin || location.origin,
    offsetMs: clock.now() - Date.now()
  };
}

/** How this build stands to the server's [VER-1]. */
function tellStanding(status: StatusBoard, standing: Standing): void {
  const update = { fits: null, 'update-needed': 'needed', 'server-older': 'server' } as const;
  status.set({ update: update[standing] });
  if (standing === 'update-needed') void lookForNewBuild();
}

/** The server no longer speaks to this build: the newer one is fetched, and then asks to be taken like any other. */
async function lookForNewBuild(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  await registration?.update().catch(() => undefined);
}

/** Asks for documents with gaps by keeping them live for a while. */
async function repair(store: Store, sync: Sync, seams: Seams, signal: AbortSignal): Promise<void> {
  const gaps = (await readMeta<readonly DocId[]>(store.database, GAPS_KEY).catch(() => undefined)) ?? [];
  if (gaps.length > 0 && !signal.aborted) {
    const closers = gaps.slice(0, 10).map((doc) => sync.open(doc));
    seams.after(REPAIR_MS, () => {
      for (const close of closers) close();
    });
    await writeMeta(store.database, GAPS_KEY, gaps.slice(10)).catch(() => undefined);
  }
  const cancel = seams.after(REPAIR_MS, () => void repair(store, sync, seams, signal));
  signal.addEventListener('abort', cancel, { once: true });
}

/** The network came back, or the person did: no need to wait for the next try. */
function nudgedByBrowser(nudge: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const seen = (): void => {
    if (document.visibilityState === 'visible') nudge();
  };
  window.addEventListener('online', nudge);
  window.addEventListener('pageshow', nudge);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', nudge);
    window.removeEventListener('pageshow', nudge);
    document.removeEventListener('visibilitychange', seen);
  };
}

function socketUrl(origin: string): string {
  const url = new URL('/sync', origin || location.origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
