import type { DocId } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { Replica } from '#replica/replica.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { acknowledged, waitingDocs, waitingIn } from '#storage/outbox.ts';
import { storePacked } from '#storage/packed.ts';
import { setAllAside, setAside } from '#storage/refusals.ts';
import { sendAgain, sendAllAgain } from '#storage/resend.ts';
import type { Store } from '#storage/store.ts';
import type { FeedState } from '#sync/feed-state.ts';
import type { FeedDisk } from '#sync/feed.ts';
import type { SyncDisk } from '#sync/sync.ts';

export interface SyncDiskOptions {
  readonly store: Store;
  readonly replica: Replica;
  readonly device: DeviceNo;
  /** The server's life at enrolment. */
  readonly epoch: string;
  readonly now: () => Instant;
}

/** Key in `meta`: how far the feed has come. */
export const FEED_KEY = 'feed';
/** Documents of which the feed brought something that follows on what this device lacks: to be asked for whole. */
export const GAPS_KEY = 'gaps';

/** What a tab's socket asks of the disk. */
export function syncDisk(options: SyncDiskOptions): SyncDisk {
  const { store, replica, now } = options;
  const { database } = store;
  return {
    waitingDocs: () => waitingDocs(database),
    waitingIn: (doc) => waitingIn(database, doc),
    acknowledged: (doc, client, clock) => acknowledged(database, doc, client, clock),
    sendAgain: (doc, client, from) => sendAgain(database, doc, { client, from, now: now() }),
    setAside: (doc, no) => setAside(database, { ...no, doc, clock: no.have }, now()),
    setAllAside: async (doc, no) => {
      const wasThere = await setAllAside(database, { ...no, doc, clock: no.have }, now());
      // A copy of this device wrote under the same name, and what came of it was passed over as known.
      if (wasThere && no.code === 'E_DUP') await addGaps(store, [doc]);
      return wasThere;
    },
    updatesOf: store.updatesOf,
    merge: async (doc, updates) => (await replica.merge(updates.map((update) => ({ doc, update })))).length > 0,
    greet: async (epoch) => {
      const state = await feedState(options);
      if (state.epoch !== epoch) await newEpoch(options, epoch);
    }
  };
}

/** What the feed asks of it. */
export function feedDisk(options: SyncDiskOptions): FeedDisk {
  const { store, replica } = options;
  return {
    state: () => feedState(options),
    merge: async (updates, state) => {
      const gaps = await replica.merge(updates, { meta: [{ key: FEED_KEY, value: state }] });
      if (gaps.length > 0) await addGaps(store, gaps);
    },
    storePacked: (packed, state) => storePacked(store, packed, [{ key: FEED_KEY, value: state }]),
    newEpoch: (epoch) => newEpoch(options, epoch)
  };
}

async function addGaps({ database }: Store, gaps: readonly DocId[]): Promise<void> {
  const before = (await readMeta<readonly DocId[]>(database, GAPS_KEY)) ?? [];
  await writeMeta(database, GAPS_KEY, [...new Set([...before, ...gaps])]);
}

async function feedState({ store, epoch }: SyncDiskOptions): Promise<FeedState> {
  return (await readMeta<FeedState>(store.database, FEED_KEY)) ?? { epoch, cursor: null, first: null };
}

async function newEpoch({ store, device, now }: SyncDiskOptions, epoch: string): Promise<void> {
  const state: FeedState = { epoch, cursor: null, first: null };
  await sendAllAgain(store.database, device, { now: now(), after: [{ key: FEED_KEY, value: state }] });
}
