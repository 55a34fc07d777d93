import type { LikelyPairs } from '#domain/patient/likely-pairs.ts';
import { likelyPairs } from '#storage/likely-pairs.ts';
import type { Place } from '#storage/sealing.ts';
import type { StorageKey } from '#vault/storage-key.ts';
import { openSealed } from './sealing.ts';

/** One question, and its answer: the worker ends with it. */
export interface ToPairs {
  readonly open: string;
  readonly key: StorageKey | null;
  readonly most: number;
}
export type FromPairs = { readonly found: LikelyPairs } | { readonly failed: string } | { readonly damaged: Place };

self.onmessage = ({ data }: MessageEvent<ToPairs>) => void answer(data);

async function answer({ open, key, most }: ToPairs): Promise<void> {
  try {
    const database = await openSealed(open, key);
    database.damaged = (damaged) => tell({ damaged });
    tell({ found: await likelyPairs(database, most) });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.name : 'unknown' });
  }
}

function tell(message: FromPairs): void {
  self.postMessage(message);
}
