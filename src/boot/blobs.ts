import { err, ok } from '#domain/result.ts';
import type { DeviceRole } from '#protocol/access.ts';
import { openBlob, sealBlob } from '#protocol/blobs/seal.ts';
import { hexOf } from '#protocol/hex.ts';
import type { Blobs } from '#station/blobs.ts';
import {
  chunksFrom,
  contentHere,
  dropSentContents,
  keepContent,
  markSent,
  nextToSend,
  nextUnsent,
  type KeptContent
} from '#storage/blobs.ts';
import { watchContentsToSend } from '#storage/contents-to-send.ts';
import type { Database } from '#storage/database.ts';
import { readMeta } from '#storage/meta.ts';
import { fetchContent, type BlobCallOptions, type Fetched } from '#sync/blobs/blob-calls.ts';
import { BlobOutbox, sendContent } from '#sync/blobs/blob-outbox.ts';
import type { FeedState } from '#sync/feed-state.ts';
import type { Seams } from '#sync/seams.ts';
import { withWords } from './faults.ts';
import { FEED_KEY } from './feed-keys.ts';

export interface BlobParts {
  readonly database: Database;
  readonly now: () => number;
  /** Null where nothing is asked of the server: emergency access. */
  readonly calls: BlobCallOptions | null;
  readonly onFault?: Parameters<typeof withWords>[1];
}

/** Contents at a station: sealed and kept here at once; read from here, or fetched and kept. */
export function stationBlobs({ database, now, calls, onFault }: BlobParts): Blobs {
  const life = new AbortController();
  /** Two thumbnails of one page are one request. */
  const asking = new Map<string, Promise<Fetched>>();

  async function fetched(...[blob, doc]: Parameters<typeof fetchContent>): Promise<KeptContent | Fetched['type']> {
    if (!calls) return 'lost';
    let asked = asking.get(blob);
    if (!asked) {
      asked = fetchContent(blob, doc, calls, life.signal).finally(() => asking.delete(blob));
      asking.set(blob, asked);
    }
    const answer = await asked;
    if (answer.type !== 'content') return answer.type;
    const content = { blob, manifest: answer.manifest, chunks: answer.chunks };
    // A full disk keeps nobody from looking.
    await keepContent(database, content, { sentTo: answer.epoch, at: now() }).catch(() => undefined);
    return content;
  }

  return {
    keep: (bytes) =>
      withWords(async () => {
        const sealed = await sealBlob(bytes);
        await keepContent(database, sealed, { sentTo: '', at: now() });
        return { blob: sealed.blob, key: sealed.key, size: bytes.length, sum: await sumOf(bytes) };
      }, onFault),
    sum: sumOf,
    read: async (doc, { blob, key }) => {
      const here = await contentHere(database, blob).catch(() => null);
      const found = here ?? (await fetched(blob, doc, calls ?? NO_CALLS, life.signal));
      if (typeof found === 'string') return err({ code: REFUSAL[found] });
      const bytes = await openBlob(found.manifest, found.chunks, key);
      return bytes ? ok(bytes) : err({ code: 'blob/damaged' });
    }
  };
}

async function sumOf(bytes: Uint8Array): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>); // nothing of ours lies in shared memory
  return hexOf(new Uint8Array(sum));
}

const NO_CALLS = {} as BlobCallOptions; // never asked: `fetched` looks first

const REFUSAL = {
  lost: 'blob/away',
  none: 'blob/not-yet',
  damaged: 'blob/damaged',
  content: 'blob/damaged'
} as const satisfies Record<Fetched['type'], string>;

/**
 * Hands every content over that no server has, before this device deletes what it has [BLOB-12]. They are sealed under keys of their own, which
 * go with the facts. Answers whether none is left behind; one that the server will not take, or that is damaged here, is.
 */
export async function handOverContents(database: Database, options: BlobCallOptions): Promise<boolean> {
  const passedOver = new Set<string>();
  const { signal } = new AbortController();
  for (;;) {
    const next = await nextUnsent(database, passedOver);
    if (!next) return true;
    const chunks = (blob: string, first: number, count: number) => chunksFrom(database, blob, first, count);
    const sent = await sendContent(next, { chunks }, options, signal);
    if (sent.type === 'lost') return false;
    if (sent.type === 'refused') passedOver.add(next.blob);
    else await markSent(database, next.blob, sent.epoch || 'handed-over');
  }
}

/** Sends what this device has kept; one a device. A kiosk keeps nothing that the server has on its disk [KIO-25]. */
export function sendBlobs(
  database: Database,
  epoch: string,
  { role, ...options }: BlobCallOptions & { readonly seams: Seams; readonly role: DeviceRole },
  signal: AbortSignal
): void {
  if (role !== 'desk' && role !== 'kiosk') return;
  const life = async (): Promise<string> => (await readMeta<FeedState>(database, FEED_KEY))?.epoch ?? epoch;
  const outbox = new BlobOutbox(
    {
      next: async (passedOver) => await nextToSend(database, await life(), passedOver),
      chunks: (blob, first, count) => chunksFrom(database, blob, first, count),
      sent: async (blob, to) => {
        await markSent(database, blob, to || (await life()));
        if (role === 'kiosk') await dropSentContents(database);
      }
    },
    options
  );
  const stop = watchContentsToSend(database, (count) => count > 0 && outbox.news());
  signal.addEventListener('abort', stop, { once: true });
  void outbox.run(signal);
}
