import type { LikelyPairs } from '#domain/patient/likely-pairs.ts';
import type { Database } from '#storage/database.ts';
import { DiskFault } from '#storage/faults.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import type { FromPairs, ToPairs } from './pairs-worker.ts';

/** Compares all records of this device off the main thread; where there are no workers (tests in Node), on it. */
export async function likelyPairsAside(database: Database, key: StorageKey | null, most: number): Promise<LikelyPairs> {
  if (typeof Worker === 'undefined') {
    const { likelyPairs } = await import('#storage/likely-pairs.ts');
    return await likelyPairs(database, most);
  }
  // Its own, so that a search does not wait behind it.
  const worker = new Worker(new URL('./pairs-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromPairs>) => {
        if ('damaged' in data) database.damaged(data.damaged);
        else if ('found' in data) resolve(data.found);
        else reject(new DiskFault('database-lost', data.failed));
      };
      worker.onerror = () => reject(new DiskFault('database-lost', 'no worker'));
      worker.postMessage({ open: database.name, key, most } satisfies ToPairs);
    });
  } finally {
    worker.terminate();
  }
}
