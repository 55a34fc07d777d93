import type { DeviceCredentials } from '#protocol/http.ts';
import { createReplica } from '#replica/replica.ts';
import { compact, longTails } from '#storage/compaction.ts';
import type { Database } from '#storage/database.ts';
import { nextLacking } from '#storage/lacking.ts';
import type { Place } from '#storage/sealing.ts';
import { createStore } from '#storage/store.ts';
import { readStrange } from '#storage/strange.ts';
import { Feed } from '#sync/feed.ts';
import { reseed } from '#sync/push.ts';
import { browserSeams, pause, type Seams } from '#sync/seams.ts';
import { wordsOf } from './faults.ts';
import { openSealed } from './sealing.ts';
import { presentSession } from './session.ts';
import { feedDisk } from './sync-disk.ts';

/** What upkeep of a device needs to know; plain values, so that a worker can be told. */
export interface UpkeepOptions {
  readonly databaseName: string;
  /** The storage key; null where the store is not sealed. */
  readonly key: CryptoKey | null;
  readonly credentials: DeviceCredentials;
  readonly origin: string;
  /** Server clock minus this device's, milliseconds. */
  readonly offsetMs: number;
}

export interface UpkeepReports {
  fault(words: string | null): void;
  /** A block cannot be read. */
  damaged(place: Place): void;
}

export interface Upkeep {
  /** The server's journal has grown to this sequence number. */
  news(head: number): void;
  stop(): void;
}

const TIDY_EVERY_MS = 60_000;

/** What it stands on; the simulation hands in its own. */
export interface UpkeepPlatform {
  readonly seams: Seams;
  readonly open: (databaseName: string, key: CryptoKey | null) => Promise<Database>;
  readonly wall: () => number;
}

const browser: UpkeepPlatform = { seams: browserSeams, open: openSealed, wall: () => Date.now() };

/** The leading tab's bulk work: it follows the feed and merges long tails. On a connection of its own, so it can live in a worker. */
export function startUpkeep(
  options: UpkeepOptions,
  reports: UpkeepReports,
  { seams, open, wall }: UpkeepPlatform = browser
): Upkeep {
  const life = new AbortController();
  let feed: Feed | null = null;
  let head = 0;
  let isGiving = false;
  let hasMore = false;
  void run();

  async function run(): Promise<void> {
    const { databaseName, credentials, origin, offsetMs } = options;
    try {
      const database = await open(databaseName, options.key);
      database.damaged = (place) => reports.damaged(place);
      life.signal.addEventListener('abort', () => database.close(), { once: true });
      const now = (): number => wall() + offsetMs;
      const store = createStore(database, { now });
      const newClient = () => Promise.reject(new Error('upkeep writes nothing of its own'));
      const replica = createReplica({ store, newClient, now });
      const { deviceNo: device, role, epoch, token } = credentials;
      const disk = feedDisk({ store, replica, device, role, epoch, now }, () => void giveBack());
      const session = role === 'desk' ? () => presentSession(database) : undefined;
      feed = new Feed({
        origin,
        token,
        ...(session && { session }),
        disk,
        seams,
        failed: (error) => reports.fault(error === null ? null : wordsOf(error))
      });
      feed.news(head);
      await readStrange(store).catch(() => undefined); // it is tried again at the next start
      void tidy();
      // What a crash left to be given.
      void giveBack();
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

      async function tidy(): Promise<void> {
        while (!life.signal.aborted) {
          const docs = await longTails(database).catch(() => []);
          for (const doc of docs) if (!life.signal.aborted) await compact(database, doc).catch(() => false);
          await pause(seams, TIDY_EVERY_MS, life.signal);
        }
      }
    } catch (error) {
      if (!life.signal.aborted) reports.fault(wordsOf(error));
    }
  }

  return {
    news: (grown) => {
      head = grown;
      feed?.news(grown);
    },
    stop: () => life.abort()
  };
}
