import { localDateOf } from '#domain/time.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { createReplica } from '#replica/replica.ts';
import { openDatabase, type Database } from '#storage/database.ts';
import { DiskFault } from '#storage/faults.ts';
import { nextLacking } from '#storage/lacking.ts';
import type { Place } from '#storage/sealing.ts';
import { createStore } from '#storage/store.ts';
import { readStrange } from '#storage/strange.ts';
import { Feed } from '#sync/feed.ts';
import { reseed } from '#sync/push.ts';
import { browserSeams, type Seams } from '#sync/seams.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { sendBlobs } from './blobs.ts';
import { wordsOf } from './faults.ts';
import { finishNewKey, type NewKeyParts } from './finish-new-key.ts';
import { presentToken } from './identity.ts';
import { sealStore, type FollowedKeys } from './sealing.ts';
import { serverCalls } from './server-calls.ts';
import { presentSession } from './session.ts';
import { feedDisk } from './sync-disk.ts';
import { tidyStore } from './tidy.ts';
import { followCheckpoints } from './witness.ts';

/** What upkeep of a device needs to know; plain values, so that a worker can be told. */
export interface UpkeepOptions {
  readonly databaseName: string;
  /** The storage key; null where the store is not sealed. */
  readonly key: StorageKey | null;
  readonly credentials: DeviceCredentials;
  readonly origin: string;
  /** Server clock minus this device's, milliseconds. */
  readonly offsetMs: number;
}

export interface UpkeepReports {
  fault(words: string | null, code: DiskFault['code'] | null): void;
  /** Whether the store is almost full; told when that changes. */
  space(isAlmostFull: boolean): void;
  /** A block cannot be read. */
  damaged(place: Place): void;
}

export interface Upkeep {
  /** The server's journal has grown to this sequence number. */
  news(head: number): void;
  /** The first sync stops, or goes on. */
  hold(isHeld: boolean): void;
  stop(): void;
}

/** What it stands on; the simulation hands in its own. */
export interface UpkeepPlatform {
  readonly seams: Seams;
  readonly open: (databaseName: string) => Promise<Database>;
  readonly wall: () => number;
  /** How full this origin's storage is, 0 to 1; null where nobody tells. */
  readonly fullness: () => Promise<number | null>;
  readonly witness?: typeof followCheckpoints;
  readonly sendBlobs?: typeof sendBlobs;
}

const browser: UpkeepPlatform = {
  seams: browserSeams,
  open: openDatabase,
  wall: () => Date.now(),
  fullness: async () => {
    const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
    return usage === undefined || !quota ? null : usage / quota;
  },
  witness: followCheckpoints,
  sendBlobs
};

/** The leading tab's bulk work: it follows the feed and merges long tails. On a connection of its own, so it can live in a worker. */
export function startUpkeep(
  options: UpkeepOptions,
  reports: UpkeepReports,
  { seams, open, wall, fullness, witness, sendBlobs: send }: UpkeepPlatform = browser
): Upkeep {
  const life = new AbortController();
  let feed: Feed | null = null;
  let head = 0;
  let [isGiving, hasMore, isHeld] = [false, false, false];
  void run();

  async function run(): Promise<void> {
    const { databaseName, credentials, origin, offsetMs } = options;
    try {
      const database = await open(databaseName);
      const keys = options.key && sealStore(database, options.key);
      database.damaged = (place) => reports.damaged(place);
      life.signal.addEventListener('abort', () => database.close(), { once: true });
      const now = (): number => wall() + offsetMs;
      const store = createStore(database, { now });
      const newClient = () => Promise.reject(new Error('upkeep writes nothing of its own'));
      const replica = createReplica({ store, newClient, now });
      const { deviceNo: device, role, epoch, token } = credentials;
      const disk = feedDisk({ store, replica, device, role, epoch, now }, seams.after, () => void giveBack());
      const session = role === 'desk' ? () => presentSession(database) : undefined;
      const shown = { token: async () => (await presentToken(database)) ?? token, ...(session && { session }) };
      send?.(database, epoch, { origin, ...shown, seams, role }, life.signal);
      const failed = (error: unknown): void => reports.fault(...faultOf(error));
      feed = new Feed({ origin, ...shown, disk, seams, failed });
      feed.news(head);
      feed.hold(isHeld);
      await readStrange(store).catch(() => undefined); // it is tried again at the next start
      const today = () => localDateOf(now(), credentials.zone);
      followNewKey(keys, { database, origin, shown, now, seams, signal: life.signal });
      void tidyStore({ database, today, seams, fullness, told: reports.space, signal: life.signal });
      void giveBack(); // what a crash left to be given
      watch(witness, { database, credentials, origin, seams, signal: life.signal }, reports);
      await feed.run(life.signal);

      /** To a restored server, what it lacks of others; one at a time, and again when more was found meanwhile. */
      async function giveBack(): Promise<void> {
        hasMore = true;
        if (isGiving) return;
        isGiving = true;
        while (hasMore && !life.signal.aborted) {
          hasMore = false;
          await reseed(
            { next: () => nextLacking(database) },
            { origin, token, seams, ...(session && { session }) },
            life.signal
          );
        }
        isGiving = false;
      }
    } catch (error) {
      if (!life.signal.aborted) reports.fault(...faultOf(error));
    }
  }

  return {
    news: (grown) => {
      head = grown;
      feed?.news(grown);
    },
    hold: (held) => {
      isHeld = held;
      feed?.hold(held);
    },
    stop: () => life.abort()
  };
}

function faultOf(error: unknown): [words: string | null, code: DiskFault['code'] | null] {
  if (error === null) return [null, null];
  return [wordsOf(error), error instanceof DiskFault ? error.code : null];
}

/** Carries a new storage key through, where this store is sealed. @param shown with what the server is asked */
function followNewKey(
  keys: FollowedKeys | null,
  parts: Pick<NewKeyParts, 'database' | 'now' | 'seams' | 'signal'> & {
    readonly origin: string;
    readonly shown: {
      readonly token: () => Promise<string>;
      readonly session?: () => Promise<string | undefined>;
    };
  }
): void {
  if (!keys) return;
  const { seams, shown } = parts;
  const show = async () => ({ token: await shown.token(), session: await shown.session?.() });
  const calls = serverCalls(parts.origin, (to, init) => seams.fetch(String(to), init ?? {}), show);
  void finishNewKey({ ...parts, keys, calls, token: shown.token });
}

/** Follows what the server signs of everybody's access logs, where this platform does. */
function watch(
  witness: UpkeepPlatform['witness'],
  parts: Omit<Parameters<typeof followCheckpoints>[0], 'token' | 'serverKey' | 'disagreed'> & {
    readonly credentials: DeviceCredentials;
  },
  reports: UpkeepReports
): void {
  const { database, credentials } = parts;
  const token = (): Promise<string | undefined> => presentToken(database);
  const serverKey = credentials.identity?.serverKey;
  void witness?.({ ...parts, token, serverKey, disagreed: (words) => reports.fault(words, null) });
}
