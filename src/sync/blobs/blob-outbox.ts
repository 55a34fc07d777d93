import { CHUNKS_A_REQUEST, type BlobId } from '#protocol/blobs/manifest.ts';
import { backOffMs, pause, type Seams } from '../seams.ts';
import { giveContent, type BlobCallOptions, type Standing } from './blob-calls.ts';

/** A content that waits, without its chunks. */
export interface Unsent {
  readonly blob: BlobId;
  readonly manifest: Uint8Array;
}

/** What sending contents asks of the disk. */
export interface BlobOutboxDisk {
  /** The one that has waited longest, of those that are not passed over. */
  next(passedOver: ReadonlySet<BlobId>): Promise<Unsent | null>;
  chunks(blob: BlobId, first: number, count: number): Promise<readonly Uint8Array[]>;
  /** The server has all of it on its disk. */
  sent(blob: BlobId, epoch: string): Promise<void>;
}

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
const IDLE_MS = 60_000;

/** Sends what this device has, one content after the other, each from where the server has it [BLOB-4]. One a device: the leading tab's. */
export class BlobOutbox {
  readonly #disk: BlobOutboxDisk;
  readonly #options: BlobCallOptions & { readonly seams: Seams };
  /** The server does not take them; looked at again by the next start. */
  readonly #passedOver = new Set<BlobId>();
  #wake: (() => void) | null = null;
  #isNews = false;

  constructor(disk: BlobOutboxDisk, options: BlobCallOptions & { readonly seams: Seams }) {
    this.#disk = disk;
    this.#options = options;
  }

  /** There is something to send. */
  news(): void {
    this.#isNews = true;
    this.#wake?.();
  }

  /** Runs until called off. What the network or the disk does is waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const { seams } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      this.#isNews = false;
      const next = await this.#disk.next(this.#passedOver).catch(() => undefined);
      if (next === null) {
        failures = 0;
        await this.#untilNews(signal);
      } else if (next && (await this.#send(next, signal))) failures = 0;
      else await pause(seams, backOffMs(seams, failures++, FIRST_RETRY_MS, MOST_RETRY_MS), signal);
    }
  }

  /** False when it is to be tried again later. */
  async #send(content: Unsent, signal: AbortSignal): Promise<boolean> {
    const sent = await sendContent(content, this.#disk, this.#options, signal);
    if (sent.type === 'lost') return false;
    if (sent.type === 'refused') {
      this.#passedOver.add(content.blob);
      return true;
    }
    return await this.#disk.sent(content.blob, sent.epoch).then(
      () => true,
      () => false
    );
  }

  /** A server that was restored is noticed without news: what it lacks waits again [BLOB-10]. */
  async #untilNews(signal: AbortSignal): Promise<void> {
    if (this.#isNews || signal.aborted) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await pause(this.#options.seams, IDLE_MS, AbortSignal.any([signal, woken.signal]));
    this.#wake = null;
  }
}

/** `refused`: the server will not take this one, or it does not lie here whole; `lost`: not now. */
export type Sent =
  { readonly type: 'sent'; readonly epoch: string } | { readonly type: 'refused' } | { readonly type: 'lost' };

/** Sends one content from where the server has it. */
export async function sendContent(
  { blob, manifest }: Unsent,
  disk: Pick<BlobOutboxDisk, 'chunks'>,
  options: BlobCallOptions,
  signal: AbortSignal
): Promise<Sent> {
  let given = await giveContent(null, manifest, options, signal);
  while (given.type === 'standing' && given.standing.missing.length > 0) {
    const { first, count } = runOf(given.standing);
    const chunks = await disk.chunks(blob, first, count).catch(() => []);
    if (chunks.length !== count) return { type: 'refused' };
    given = await giveContent({ blob, first }, joined(chunks), options, signal);
  }
  return given.type === 'standing' ? { type: 'sent', epoch: given.standing.epoch } : given;
}

/** The first chunks that lack and follow each other, as many as go in one request. */
function runOf({ missing }: Standing): { first: number; count: number } {
  const first = missing[0] ?? 0;
  let count = 1;
  while (count < CHUNKS_A_REQUEST && missing[count] === first + count) count++;
  return { first, count };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
