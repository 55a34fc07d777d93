import type { DirectoryHit } from '#domain/patient/directory.ts';
import { createDirectory, type Directory, type Seen } from '#storage/directory.ts';
import type { Place } from '#storage/sealing.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { openSealed } from './sealing.ts';

/** What the page asks the worker, and what it answers. */
export type ToDirectory =
  | { readonly open: string; readonly key: StorageKey | null }
  | { readonly id: number; readonly query: string; readonly limit: number; readonly seen: Seen };
export type FromDirectory =
  | { readonly id: number; readonly hits: readonly DirectoryHit[] }
  | { readonly id: number; readonly failed: string }
  | { readonly damaged: Place };

let directory: Promise<Directory> | null = null;

self.onmessage = ({ data }: MessageEvent<ToDirectory>) => {
  if ('open' in data) directory = open(data.open, data.key);
  else void answer(data);
};

async function open(name: string, key: StorageKey | null): Promise<Directory> {
  const database = await openSealed(name, key);
  database.damaged = (damaged) => tell({ damaged });
  return createDirectory(database);
}

async function answer({ id, query, limit, seen }: Extract<ToDirectory, { id: number }>): Promise<void> {
  try {
    if (!directory) throw new Error('not opened');
    tell({ id, hits: await (await directory).find(query, limit, seen) });
  } catch (error) {
    tell({ id, failed: error instanceof Error ? error.name : 'unknown' });
  }
}

function tell(message: FromDirectory): void {
  self.postMessage(message);
}
