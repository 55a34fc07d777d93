import type { DocId } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { DeviceRole } from '#protocol/access.ts';
import type { Replica } from '#replica/replica.ts';
import { forgetLost, lackingIn } from '#storage/lacking.ts';
import { readMeta, writeMeta } from '#storage/meta.ts';
import { acknowledged, acknowledgedAll, waitingDocs, waitingIn, waitingInAll } from '#storage/outbox.ts';
import { storePacked } from '#storage/packed.ts';
import { rebuildIfStale } from '#storage/stale-rows.ts';
import { setAllAside, setAside } from '#storage/refusals.ts';
import { sendAgain, sendAllAgain } from '#storage/resend.ts';
import type { MetaRow } from '#storage/schema.ts';
import type { Store } from '#storage/store.ts';
import type { FeedState } from '#sync/feed-state.ts';
import type { FeedDisk } from '#sync/feed.ts';
import type { Seams } from '#sync/seams.ts';
import type { SyncDisk } from '#sync/sync.ts';
import { FEED_KEY, GAPS_KEY } from './feed-keys.ts';
import { SEGMENTS_KEY, SEGMENTS_TOLD_KEY } from '#storage/meta-keys.ts';

export interface SyncDiskOptions {
  readonly store: Store;
  readonly replica: Replica;
  readonly device: DeviceNo;
  readonly role: DeviceRole;
  /** The server's life at enrolment. */
  readonly epoch: string;
  readonly now: () => Instant;
}

/** What a tab's socket asks of the disk. */
export function syncDisk(options: SyncDiskOptions): SyncDisk {
  const { store, replica, now } = options;
  const { database } = store;
  return {
    waitingDocs: () => waitingDocs(database),
    waitingIn: (doc) => waitingIn(database, doc),
    waitingInAll: (docs) => waitingInAll(database, docs),
    acknowledged: (doc, client, clock) => acknowledged(database, doc, client, clock),
    acknowledgedAll: (acks) => acknowledgedAll(database, acks),
    sendAgain: (doc, client, from) => sendAgain(database, doc, { client, from, now: now() }),
    setAside: (doc, no) => setAside(database, { ...no, doc, clock: no.have }, now()),
    setAllAside: async (doc, no) => {
      const wasThere = await setAllAside(database, { ...no, doc, clock: no.have }, now());
      // Somebody wrote other facts under the same name, and what came of it was passed over as known.
      if (wasThere && (no.code === 'E_DUP' || no.code === 'E_EPOCH')) await addGaps(store, [doc]);
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

/** What the feed asks of it. @param lacks called when there is something to give to a restored server */
export function feedDisk(
  options: SyncDiskOptions,
  later: Seams['after'],
  lacks: () => void = () => undefined
): FeedDisk {
  const { store, replica, device, role } = options;
  const tellSoon = telling(store, later);
  return {
    state: () => feedState(options),
    merge: async (updates, state) => {
      const gaps = await replica.merge(updates, { meta: [{ key: FEED_KEY, value: state }] });
      if (gaps.length > 0) await addGaps(store, gaps);
    },
    storePacked: async (packed, state) => {
      const { database } = store;
      const told = state.cursor === null ? [] : [await countOfSegments(store)];
      const meta = [{ key: FEED_KEY, value: state }, ...told];
      if (state.epoch === options.epoch) {
        await storePacked(store, packed, meta);
        return tellSoon();
      }
      // A later life than that of the enrolment: what lies here and what it has are compared both ways.
      const after = (await feedState(options)).first?.after ?? '';
      const range = { after, upTo: state.cursor === null ? (packed.at(-1)?.doc ?? after) : null };
      const isDesk = role === 'desk';
      const lacking = isDesk ? await lackingIn(database, device, range, packed) : [];
      await forgetLost(database, { device, isDesk }, range);
      await storePacked(store, packed, [...meta, ...lacking]);
      tellSoon();
      await rebuildIfStale(database);
      if (lacking.length > 0) lacks();
    },
    newEpoch: (epoch) => newEpoch(options, epoch)
  };
}

/** How long live queries that read packed patients wait to hear of more, while a first sync goes on. */
const TELL_EVERY_MS = 1_500;

/** Wakes live queries that read packed patients, some time from now. */
function telling(store: Store, later: Seams['after']): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    later(TELL_EVERY_MS, () => {
      isComing = false;
      const told = countOfSegments(store).then((row) => writeMeta(store.database, row.key, row.value));
      told.catch(() => undefined); // the store was closed meanwhile, or its disk is full: told with what comes next
    });
  };
}

async function countOfSegments({ database }: Store): Promise<MetaRow> {
  return { key: SEGMENTS_TOLD_KEY, value: (await readMeta<number>(database, SEGMENTS_KEY)) ?? 0 };
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
