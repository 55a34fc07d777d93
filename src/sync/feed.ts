import type { DocId } from '#domain/documents.ts';
import { SESSION_HEADER } from '#protocol/http.ts';
import { EPOCH_HEADER, HEAD_HEADER, readRecords, type FeedRecord } from '#protocol/feed.ts';
import type { FeedState } from './feed-state.ts';
import { backOffMs, pause, type Seams } from './seams.ts';

export interface FeedUpdate {
  readonly doc: DocId;
  readonly update: Uint8Array;
}

/** What the feed asks of the disk. */
export interface FeedDisk {
  state(): Promise<FeedState>;
  merge(updates: readonly FeedUpdate[], state: FeedState): Promise<void>;
  /** What a first sync brings, in the order of the documents' ids; with nothing more when it has a cursor in the end. */
  storePacked(packed: readonly FeedUpdate[], state: FeedState): Promise<void>;
  /** The server began a new life: everything is to be compared anew. */
  newEpoch(epoch: string): Promise<void>;
}

export interface FeedOptions {
  /** `https://host`, or empty for the page's own. */
  readonly origin: string;
  readonly token: string | (() => Promise<string>);
  /** Of the person at the device. */
  readonly session?: () => Promise<string | undefined>;
  readonly disk: FeedDisk;
  readonly seams: Seams;
  /** The disk refused what came; null when it takes it again. What the network does is no fault. */
  failed(error: unknown): void;
}

/** The stream broke off, or the server did not answer: waited out, and no fault of this device. */
class FeedLost extends Error {}

/** Asked again after this long without news: news may be lost, the feed may not. */
const IDLE_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
/** A stream that gives nothing for this long is cut and asked for again from where it came. */
const STALL_MS = 30_000;
/** One transaction's worth: a person's own write never waits long behind it. */
const BATCH = 100;
const BATCH_BYTES = 64 * 1024;

/** Follows the server's journal: everything this device may read, in one order, with one cursor. One a device: the leading tab's. */
export class Feed {
  readonly #options: FeedOptions;
  #head = 0;
  /** The life of the server that `#head` is of. */
  #epoch: string | null = null;
  #wake: (() => void) | null = null;
  /** While a person has the first sync stopped; ends when it may go on. */
  #held: AbortController | null = null;
  /** Cuts the first sync that runs. */
  #cutFirst: () => void = () => undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** How far the journal has come. Told with every beat: only when it has grown is it news. */
  news(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    this.#wake?.();
  }

  /** Stops a first sync where it is, or lets it go on from there [SYN-57]. The feed that follows on it is not stopped. */
  hold(isHeld: boolean): void {
    if (isHeld === (this.#held !== null)) return;
    this.#held?.abort();
    this.#held = isHeld ? new AbortController() : null;
    if (isHeld) this.#cutFirst();
  }

  /** Runs until called off. Faults of network and disk are waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const { disk, seams } = this.#options;
    let failures = 0;
    let life = signal;
    while (!signal.aborted) {
      try {
        const state = await disk.state();
        // A restored server counts anew, from less: waiting for what is past would be asking without end.
        if (state.epoch !== this.#epoch) this.#head = 0;
        this.#epoch = state.epoch;
        const isFirst = state.cursor === null;
        if (isFirst && this.#held) {
          await ended(AbortSignal.any([signal, this.#held.signal]));
          continue;
        }
        life = isFirst ? this.#firstLife(signal) : signal;
        const more = isFirst ? await this.#firstSync(state, life) : await this.#follow(state, life);
        if (failures > 0) this.#options.failed(null);
        failures = 0;
        if (!more) await this.#untilNews((await disk.state()).cursor ?? 0, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (life.aborted) continue; // a person stopped it
        if (!(error instanceof FeedLost)) this.#options.failed(error);
        await pause(seams, backOffMs(seams, failures++, FIRST_RETRY_MS, MOST_RETRY_MS), signal);
      }
    }
  }

  #firstLife(signal: AbortSignal): AbortSignal {
    const cut = new AbortController();
    this.#cutFirst = () => cut.abort();
    return AbortSignal.any([signal, cut.signal]);
  }

  async #firstSync(state: FeedState, signal: AbortSignal): Promise<boolean> {
    const { disk } = this.#options;
    const after = state.first?.after ?? '';
    const answer = await this.#get(`/sync/bootstrap?after=${encodeURIComponent(after)}`, state, signal);
    if (!answer) return true;
    // Documents that came with an earlier answer may have changed since then: the first answer's head counts.
    const since = state.first?.since ?? answer.head;
    for await (const record of answer.records) {
      if (record.type === 'packed') {
        const last = record.docs.at(-1)?.doc ?? after;
        await disk.storePacked(record.docs, { ...state, first: { since, after: last } });
      } else if (record.type === 'end') {
        await disk.storePacked([], { ...state, cursor: since, first: null });
        return true;
      }
    }
    throw new FeedLost('the first sync was cut short');
  }

  async #follow(state: FeedState, signal: AbortSignal): Promise<boolean> {
    const { disk } = this.#options;
    const answer = await this.#get(`/sync/changes?since=${state.cursor ?? 0}`, state, signal);
    if (!answer) return true;
    let batch: FeedUpdate[] = [];
    let bytes = 0;
    for await (const record of answer.records) {
      if (record.type === 'change') {
        batch.push({ doc: record.doc, update: record.update.slice() });
        bytes += record.update.length;
        if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
        await disk.merge(batch, { ...state, cursor: record.seq });
        batch = [];
        bytes = 0;
      } else if (record.type === 'end') {
        if (batch.length > 0 || record.next !== state.cursor)
          await disk.merge(batch, { ...state, cursor: record.next });
        return record.more;
      }
    }
    throw new FeedLost('the feed was cut short');
  }

  /** Null when the server has begun a new life: ask again from the start. */
  async #get(
    path: string,
    state: FeedState,
    signal: AbortSignal
  ): Promise<{ head: number; records: AsyncIterable<FeedRecord> } | null> {
    const { origin, token, seams, disk } = this.#options;
    const cut = new AbortController();
    const stop = (): void => cut.abort();
    signal.addEventListener('abort', stop, { once: true });
    let stalled = seams.after(STALL_MS, stop);
    const stillHere = (): void => {
      stalled();
      stalled = seams.after(STALL_MS, stop);
    };
    const done = (): void => {
      stalled();
      signal.removeEventListener('abort', stop);
    };
    try {
      const session = await this.#options.session?.();
      const headers = {
        authorization: `Bearer ${typeof token === 'string' ? token : await token()}`,
        ...(session !== undefined && { [SESSION_HEADER]: session })
      };
      const request = seams.fetch(`${origin}${path}`, { headers, cache: 'no-store', signal: cut.signal });
      const response = await request.catch(() => {
        throw new FeedLost('no answer');
      });
      if (!response.ok || !response.body) throw new FeedLost(`the feed answered ${response.status}`);
      const epoch = response.headers.get(EPOCH_HEADER);
      if (epoch === null) throw new FeedLost('that was not the server'); // but a captive portal
      if (epoch !== state.epoch) {
        cut.abort();
        done();
        await disk.newEpoch(epoch);
        return null;
      }
      const head = Number(response.headers.get(HEAD_HEADER) ?? 0);
      return { head, records: recordsOf(piecesOf(response.body, stillHere, done)) };
    } catch (error) {
      done();
      throw error;
    }
  }

  async #untilNews(cursor: number, signal: AbortSignal): Promise<void> {
    if (this.#head > cursor) return;
    const woken = new AbortController();
    const stop = (): void => woken.abort();
    this.#wake = stop;
    signal.addEventListener('abort', stop, { once: true });
    await pause(this.#options.seams, IDLE_MS, woken.signal);
    signal.removeEventListener('abort', stop);
    this.#wake = null;
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Bytes that are no records are the network's doing: what came before them counts. */
async function* recordsOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<FeedRecord> {
  const records = readRecords(pieces);
  try {
    for (;;) {
      const next = await records.next().catch((error: unknown) => {
        throw error instanceof FeedLost ? error : new FeedLost('no feed record');
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await records.return(undefined).catch(() => undefined);
  }
}

/** A stream's bytes. Not every browser iterates over one by itself. */
async function* piecesOf(
  body: ReadableStream<Uint8Array>,
  stillHere: () => void,
  done: () => void
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done: isDone } = await reader.read().catch(() => {
        throw new FeedLost('the stream broke off');
      });
      if (isDone) return;
      stillHere();
      yield value;
    }
  } finally {
    done();
    await reader.cancel().catch(() => undefined);
  }
}
