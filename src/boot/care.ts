import type { LocalDate } from '#domain/time.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { readMeta, watchMeta, writeMeta } from '#storage/meta.ts';
import { firstSyncOf, type FeedState } from '#sync/feed-state.ts';
import { isClosed } from './closed-days.ts';
import { withWords } from './faults.ts';
import { askToLast } from './lasting.ts';
import type { StatusBoard } from './status.ts';
import { FEED_KEY } from './feed-keys.ts';

/** Key in `meta`: somebody stopped the first sync, in any tab and before any reload. */
const HELD_KEY = 'first-sync-held';
/** Key in `meta`: the patients' records were taken off this device to make room. */
const DROPPED_KEY = 'records-dropped';

interface CareParts {
  readonly database: Database;
  readonly status: StatusBoard;
  readonly today: () => LocalDate;
  /** Tells the leading tab's feed. */
  readonly hold: (isHeld: boolean) => void;
}

/** What a person may do about this device's store and its first sync, and what the status says of them. */
export function careOfStore({ database, status, today, hold }: CareParts): {
  readonly care: Station['care'];
  readonly stop: () => void;
} {
  const onFault: Parameters<typeof withWords>[1] = (words, code) => status.fault('disk', words, code);
  const stops = [
    watchMeta<FeedState>(database, FEED_KEY, (state) => {
      const firstSync = firstSyncOf(state);
      if (firstSync !== status.value.firstSync) status.set({ firstSync });
    }),
    watchMeta<boolean>(database, HELD_KEY, (held = false) => {
      if (held !== status.value.firstSyncHeld) status.set({ firstSyncHeld: held });
      hold(held);
    }),
    watchMeta<boolean>(database, DROPPED_KEY, (recordsDropped = false) => {
      if (recordsDropped !== status.value.recordsDropped) status.set({ recordsDropped });
    }),
    followLasting(status)
  ];
  database.lost = () => status.set({ lost: { unsent: status.value.unsent } });

  return {
    care: {
      freeSpace: () =>
        withWords(async () => {
          const [{ freeSpace }, { dropSentContents }] = await Promise.all([space(), import('#storage/blobs.ts')]);
          const before = await usage();
          await freeSpace(database, (doc) => isClosed(doc, today()));
          await dropSentContents(database);
          const after = await usage();
          return before === null || after === null ? null : Math.max(0, before - after);
        }, onFault),
      dropRecords: () =>
        withWords(async () => {
          await (await space()).dropPacked(database, [{ key: DROPPED_KEY, value: true }]);
        }, onFault),
      fetchRecords: () => withWords(() => fetchAgain(database), onFault),
      holdFirstSync: (isHeld) => withWords(() => writeMeta(database, HELD_KEY, isHeld ? true : undefined), onFault)
    },
    stop: () => {
      for (const stop of stops) stop();
      database.lost = () => undefined;
    }
  };
}

const space = () => import('#storage/space.ts');

/** A first sync anew, from where the feed is: what is here already is passed over. */
async function fetchAgain(database: Database): Promise<void> {
  const state = await readMeta<FeedState>(database, FEED_KEY);
  if (state && state.cursor !== null)
    await writeMeta(database, FEED_KEY, { ...state, cursor: null, first: { since: state.cursor, after: '' } });
  await writeMeta(database, DROPPED_KEY, undefined);
}

/** Asked at once, and again when the app was installed: then the browser says yes. */
function followLasting(status: StatusBoard): () => void {
  const ask = (): void => void askToLast().then((lasting) => status.set({ lasting }));
  ask();
  globalThis.addEventListener?.('appinstalled', ask);
  return () => globalThis.removeEventListener?.('appinstalled', ask);
}

async function usage(): Promise<number | null> {
  return (await globalThis.navigator?.storage?.estimate?.().catch(() => undefined))?.usage ?? null;
}
