import { version } from '$app/environment';
import { clientIdOf } from '#domain/ids.ts';
import { localDateOf, type Instant, type LocalDate } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import type { AuditLog } from '#station/audit-log.ts';
import { NO_BOARD_AREAS } from '#station/board-areas.ts';
import { NO_KIOSK_DAY } from '#station/kiosk-day.ts';
import type { Station, Surface } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { nextBoot, readMeta } from '#storage/meta.ts';
import { rebuildIfStale } from '#storage/stale-rows.ts';
import { firstSyncOf, type FeedState } from '#sync/feed-state.ts';
import type { TurnedAway } from '#sync/mux-socket.ts';
import { browserSeams } from '#sync/seams.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { arrivalsKeyOf } from './arrivals-key.ts';
import { blobsSoon } from './blobs-soon.ts';
import { careOfStore } from './care.ts';
import type { Connected } from './connect.ts';
import { connectSoon } from './connect-soon.ts';
import { deviceClock, type DeviceClock } from './device-clock.ts';
import { deviceStorageKey, type DeviceStorageKey } from './device-storage-key.ts';
import type { keepDowntimePacket } from './downtime.ts';
import { openDirectoryAside } from './directory-aside.ts';
import { hasOldTab, type User } from './door.ts';
import { firstScreen } from './first-screen.ts';
import { followOutbox } from './follow-outbox.ts';
import { followPractice } from './follow-practice.ts';
import { ALONE, throughGlass, type Glass } from './glass.ts';
import type { ServerCalls } from './server-calls.ts';
import { sessionOf } from './session.ts';
import { presentToken, proofOf } from './identity.ts';
import { openBoardAreas } from './board-areas.ts';
import { openKioskDay } from './kiosk-day.ts';
import { openTabAudit } from './open-tab-audit.ts';
import type { fetchPicturesAhead } from './pictures-ahead.ts';
import { presenceOf, tellFailures, type Presence } from './presence.ts';
import { makeStation } from './station.ts';
import { statusBoard } from './status.ts';
import { tellingDisagreement } from './tell-disagreement.ts';
import { tellUnsent } from './tell-unsent.ts';
import { writingSoon, type WritingSoon } from './writing-soon.ts';
import { FEED_KEY } from './feed-keys.ts';

export interface OpenStation {
  readonly station: Station;
  /** The alarm of emergency access; null for who signed in. */
  readonly glass: string | null;
  /** Who comes and goes while it is open. */
  readonly presence: Presence;
  /** Its person goes: that is written down, once. */
  leave(): Promise<void>;
  /** Resolves when what waited to be written of them is on disk, or cannot be [AUD-20]. */
  close(): Promise<void>;
}

export interface OpenStationOptions {
  readonly surface: Surface;
  readonly database: Database;
  readonly credentials: DeviceCredentials;
  readonly user: User;
  /** The storage key; null at surfaces whose store is not sealed. */
  readonly key: StorageKey | null;
  /** The same as it is later, when another was begun with. */
  readonly present: (() => StorageKey) | null;
  readonly calls: ServerCalls;
  readonly origin: string;
  readonly turnedAway?: (why: TurnedAway, reason: string) => void;
  /** Whoever is here did not sign in [GLASS-3]. */
  readonly glass?: Glass | undefined;
}

/** The composition root of a tab: replica over storage, both joined to sync, and a station on top. */
export async function openStation(options: OpenStationOptions): Promise<OpenStation> {
  const { surface, database, credentials, user, calls, glass } = options;
  await rebuildIfStale(database);
  const [clock, proof] = await Promise.all([deviceClock(database), proofOf(database, credentials)]);
  const status = statusBoard();
  const screen = firstScreen();
  const newClient = async () => clientIdOf(credentials.deviceNo, await nextBoot(database));
  const writing = writingSoon({ database, newClient, now: clock.now }, screen.shown);
  const stopOutbox = followOutbox(database, writing, status);
  const log = openTabAudit({ database, credentials, user, replica: writing, clock });
  const audit = tellingDisagreement(log, status.watch);
  const storageKey = storageKeyOf(options, clock, audit);
  const sync = {
    lead: (signal: AbortSignal) => leading(options, clock, storageKey, () => station, signal),
    surface,
    credentials,
    clock,
    status,
    origin: options.origin,
    build: version,
    key: options.present,
    ...(surface === 'desk' && { session: () => sessionOf(database, user.user) }),
    ...(proof && { proof }),
    ...(options.turnedAway && { turnedAway: options.turnedAway })
  };
  const connected = glass ? ALONE : connectSoon(sync, { shown: screen.shown, writing: writing.there });
  // The leading tab syncs; all of them see on disk how far it has come.
  status.set({ firstSync: firstSyncOf(await readMeta<FeedState>(database, FEED_KEY)) });
  const today = () => localDateOf(clock.now(), credentials.zone);
  const { care, stop: stopCare } = careOfStore({ database, status, today, hold: connected.holdFirstSync });
  const directory = openDirectoryAside(database, options.key);
  const keys = keysOf(options, today);
  let isOpen = true;

  const tell = (unsent: number) => calls.manage('device/status', credentials.token, { unsent });
  const stopTelling = tellUnsent(status.watch, tell);
  const station = makeStation({
    surface,
    credentials,
    user,
    database,
    replica: writing,
    clock,
    status,
    directory,
    screen,
    audit,
    open: opening(connected, writing, screen.shown),
    sendAgain: connected.sendAgain,
    care,
    storageKey,
    blobs: blobsOf(options, clock.now),
    ...keys.ports
  });
  const stopPractice = followPractice(station, options);
  // A search right after the start then finds the index built; only desks may look for patients.
  if (surface === 'desk') void screen.shown.then(() => isOpen && directory.warm({ rev: 0, segments: 0 }));

  void tellFailures(database, audit).catch(() => undefined); // the next one to come in tells it

  return {
    station: glass
      ? await throughGlass({ glass, audit, replica: writing, credentials, station, clock, status })
      : station,
    glass: glass?.alarm ?? null,
    presence: presenceOf(audit, user.user),
    leave: leaving(audit),
    close: () => {
      isOpen = false;
      const stops = [stopOutbox, stopCare, stopTelling, stopPractice, keys.stop, directory.stop, connected.close];
      for (const stop of stops) stop();
      return audit.close();
    }
  };
}

/** What the tab that leads does besides syncing. It may lead before its station is made. */
function leading(
  { surface, database, credentials: { site, zone } }: OpenStationOptions,
  { now }: DeviceClock,
  storageKey: DeviceStorageKey,
  station: () => Station,
  signal: AbortSignal
): void {
  storageKey.lead(signal);
  if (surface !== 'desk') return;
  const shared = { database, site, zone, now, seams: browserSeams };
  void keepDowntime({ ...shared, rows: () => station().rows }, signal);
  void picturesAhead({ ...shared, station }, signal);
}

/** Fetched by the tab that leads, which looks at it later still; where it cannot be, the next that leads does. */
async function keepDowntime(...args: Parameters<typeof keepDowntimePacket>): Promise<void> {
  const there = await import('./downtime.ts').catch(() => null);
  await there?.keepDowntimePacket(...args);
}

/** Fetched as the packet is. */
async function picturesAhead(...args: Parameters<typeof fetchPicturesAhead>): Promise<void> {
  const there = await import('./pictures-ahead.ts').catch(() => null);
  await there?.fetchPicturesAhead(...args);
}

/** Read before the first fact is recorded in it, so that saving that one takes no longer than the next. */
function opening(connected: Connected, writing: WritingSoon, shown: Promise<void>): Station['open'] {
  return (doc) => {
    const readAhead = async (): Promise<unknown> => await (await writing.there()).store.logs.read([doc]);
    void shown.then(readAhead).catch(() => undefined);
    return connected.open(doc);
  };
}

/** A tablet asks for its key whenever it needs it, for nobody signs in there and brings it. */
function storageKeyOf(
  { surface, database, key, credentials, calls }: OpenStationOptions,
  clock: DeviceClock,
  audit: Pick<AuditLog, 'note'>
) {
  const asked = surface === 'room' && {
    anew: async () => await (await import('./unlock.ts')).askedTabletKey(database, calls, credentials.token)
  };
  const mustWait = () => hasOldTab(database.name);
  return deviceStorageKey({ database, key, credentials, clock, audit, mustWait, ...asked });
}

/** Contents at this tab. */
function blobsOf({ database, credentials, user, origin, glass }: OpenStationOptions, now: () => Instant) {
  const calls = {
    origin,
    token: async () => (await presentToken(database)) ?? credentials.token,
    session: () => sessionOf(database, user.user),
    seams: browserSeams
  };
  return (onFault: Parameters<typeof blobsSoon>[0]['onFault']) =>
    blobsSoon({ database, now, calls: glass ? null : calls, ...(onFault && { onFault }) });
}

/** Leaving is not held up by a full disk; who is put out while they sign out leaves once. */
function leaving(audit: Pick<AuditLog, 'note'>): () => Promise<void> {
  let left: Promise<void> | null = null;
  return () => (left ??= audit.note({ action: 'session/ended', refs: [] }).catch(() => undefined));
}

/** What opens submissions at a desk, what a kiosk looks codes up with, and what a board shows; elsewhere none of them. */
function keysOf({ surface, database, credentials: { token }, calls }: OpenStationOptions, today: () => LocalDate) {
  const boardAreas = surface === 'board' ? openBoardAreas({ database, token, calls }) : null;
  const kioskDay = surface === 'kiosk' ? openKioskDay({ token, calls, today }) : null;
  const arrivalsKey = surface === 'desk' ? arrivalsKeyOf(database, calls, token) : () => Promise.resolve(null);
  return {
    ports: { kioskDay: kioskDay ?? NO_KIOSK_DAY, boardAreas: boardAreas ?? NO_BOARD_AREAS, arrivalsKey },
    stop: () => {
      kioskDay?.stop();
      boardAreas?.stop();
    }
  };
}
