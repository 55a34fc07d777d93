import type { Database } from '#storage/database.ts';
import { repairDamage } from '#storage/damage.ts';
import type { FeedState } from '#sync/feed-state.ts';
import { FEED_KEY } from './feed-keys.ts';

/**
 * Mends a store in which blocks cannot be read, and lets the first sync begin anew: what the server has comes back. What it
 * cannot do now is tried again when the next block is met.
 */
export async function mend(database: Database, epoch: string): Promise<void> {
  const anew: FeedState = { epoch, cursor: null, first: null };
  try {
    const { lostUnsent, toFetch } = await repairDamage(database, [{ key: FEED_KEY, value: anew }]);
    console.error(`damaged store: ${toFetch} blocks are fetched again, ${lostUnsent} unsent facts are lost`);
  } catch (error) {
    console.error(error);
  }
}
