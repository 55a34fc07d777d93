import type { DirectoryHit } from '#domain/patient/directory.ts';
import { createDirectory, type Directory, type Seen } from './directory.ts';
import { openDatabase } from './database.ts';

/** What the page asks the worker, and what it answers. */
export type ToDirectory =
  | { readonly open: string }
  | { readonly id: number; readonly query: string; readonly limit: number; readonly seen: Seen };
export type FromDirectory =
  { readonly id: number; readonly hits: readonly DirectoryHit[] } | { readonly id: number; readonly failed: string };

let directory: Promise<Directory> | null = null;

self.onmessage = ({ data }: MessageEvent<ToDirectory>) => {
  if ('open' in data) directory = openDatabase(data.open).then((database) => createDirectory(database));
  else void answer(data);
};

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
