import type { LikelyPairs } from '#domain/patient/likely-pairs.ts';
import type { DirectoryHit } from '#domain/patient/directory.ts';
import type { Database } from '#storage/database.ts';
import type { Directory, Seen } from '#storage/directory.ts';
import { DiskFault } from '#storage/faults.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { likelyPairsAside } from './pairs-aside.ts';
import type { FromDirectory, ToDirectory } from './directory-worker.ts';

export interface DirectoryAside extends Directory {
  /** Builds the index now, before anyone searches. */
  warm(seen: Seen): void;
  /** In a worker of its own, so that a search does not wait behind it. */
  likelyPairs(most: number): Promise<LikelyPairs>;
  stop(): void;
}

type Searching = Omit<DirectoryAside, 'likelyPairs'>;

/** The directory off the main thread; where there are no workers (tests in Node), on it. */
export function openDirectoryAside(database: Database, key: StorageKey | null): DirectoryAside {
  const directory = typeof Worker === 'undefined' ? onThisThread(database) : inWorker(database, key);
  return { ...directory, likelyPairs: (most) => likelyPairsAside(database, key, most) };
}

function inWorker(database: Database, key: StorageKey | null): Searching {
  let worker: Worker | null = null;
  const asked = new Map<
    number,
    { readonly resolve: (hits: readonly DirectoryHit[]) => void; readonly reject: (fault: DiskFault) => void }
  >();
  let ids = 0;

  function start(): Worker {
    const started = new Worker(new URL('./directory-worker.ts', import.meta.url), { type: 'module' });
    started.onmessage = ({ data }: MessageEvent<FromDirectory>) => {
      if ('damaged' in data) return database.damaged(data.damaged);
      const asker = asked.get(data.id);
      asked.delete(data.id);
      if ('hits' in data) asker?.resolve(data.hits);
      else asker?.reject(new DiskFault('database-lost', data.failed));
    };
    // A worker that could not be loaded: asked again, another is started.
    started.onerror = () => {
      stop();
      for (const { reject } of asked.values()) reject(new DiskFault('database-lost', 'no worker'));
      asked.clear();
    };
    started.postMessage({ open: database.name, key } satisfies ToDirectory);
    return started;
  }

  function stop(): void {
    worker?.terminate();
    worker = null;
  }

  const find: Directory['find'] = (query, limit, seen) =>
    new Promise((resolve, reject) => {
      const id = ++ids;
      asked.set(id, { resolve, reject });
      worker ??= start();
      worker.postMessage({ id, query, limit, seen } satisfies ToDirectory);
    });
  return { find, stop, warm: (seen) => void find('', 0, seen).catch(() => undefined) };
}

function onThisThread(database: Database): Searching {
  let directory: Promise<Directory> | null = null;
  const find: Directory['find'] = async (query, limit, seen) => {
    directory ??= import('#storage/directory.ts').then(({ createDirectory }) => createDirectory(database));
    return await (await directory).find(query, limit, seen);
  };
  return { find, stop: () => undefined, warm: () => undefined };
}
