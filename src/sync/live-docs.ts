import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { DocId } from '#domain/documents.ts';
import type { NoCode } from '#protocol/codes.ts';
import type { Ack, No } from '#protocol/doc-messages.ts';
import type { Channel, MuxSocket } from './mux-socket.ts';
import type { Seams } from './seams.ts';
import { virtualSocketClass, type VirtualSocket } from './virtual-socket.ts';

export interface LiveDocsOptions {
  readonly mux: MuxSocket;
  readonly seams: Seams;
  /** A document as it is on disk. */
  updatesOf(doc: DocId): Promise<readonly Uint8Array[]>;
  /** Puts foreign updates on disk, all or none. True when something before them is missing. */
  merge(doc: DocId, updates: readonly Uint8Array[]): Promise<boolean>;
  answered(doc: DocId, answer: Ack | No): void;
  refused(doc: DocId, refused: { readonly code: NoCode; readonly say: string }): void;
  /** A live document can be written to. */
  ready(doc: DocId): void;
  /** Its channel is gone: what was asked on it has no answer any more. */
  gone(doc: DocId): void;
}

interface LiveDoc {
  readonly ydoc: Y.Doc;
  provider: WebsocketProvider | null;
  socket: VirtualSocket | null;
  channel: Channel | null;
  /** The server would not have it open: not asked again at once. */
  refused: boolean;
  closed: boolean;
}

/** The provider waits at most this long before it makes a new socket, which then waits for the link. */
const PROVIDER_RETRY_MS = 100;
const REFUSED_RETRY_MS = 30_000;
const DISK_RETRY_MS = 2_000;

/** Documents a screen shows: each a Y.Doc with y-websocket's provider, all of them over the tab's one connection. */
export class LiveDocs {
  readonly #options: LiveDocsOptions;
  readonly #docs = new Map<DocId, LiveDoc>();
  readonly #users = new Map<DocId, number>();
  readonly #waiting = new Set<() => void>();

  constructor(options: LiveDocsOptions) {
    this.#options = options;
  }

  open(doc: DocId): () => void {
    this.#users.set(doc, (this.#users.get(doc) ?? 0) + 1);
    if (!this.#docs.has(doc)) this.#start(doc);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#users.get(doc) ?? 1) - 1;
      if (left > 0) this.#users.set(doc, left);
      else this.#close(doc);
    };
  }

  /** The channel a document is live on, for the outbox; null when it is not live now. */
  channelOf(doc: DocId): Channel | null {
    return this.#docs.get(doc)?.channel ?? null;
  }

  /** Something of this document is on disk. */
  apply(doc: DocId, update: Uint8Array): void {
    const live = this.#docs.get(doc);
    if (live) Y.applyUpdate(live.ydoc, update, 'disk');
  }

  /** The disk no longer has what the live document holds: it starts anew from there. */
  reload(doc: DocId): void {
    const live = this.#docs.get(doc);
    if (!live) return;
    this.#end(doc, live);
    this.#start(doc);
  }

  linkIsLive(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const work of waiting) work();
  }

  beat(): void {
    for (const { socket } of this.#docs.values()) socket?.beat();
  }

  stop(): void {
    for (const doc of [...this.#docs.keys()]) this.#close(doc);
  }

  #start(doc: DocId): void {
    const ydoc = new Y.Doc({ gc: false, guid: doc });
    const live = { ydoc, provider: null, socket: null, channel: null, refused: false, closed: false };
    this.#docs.set(doc, live);
    void this.#connect(doc, live);
  }

  async #connect(doc: DocId, live: LiveDoc): Promise<void> {
    if (live.closed) return;
    const { mux, seams } = this.#options;
    // A disk that fails here is told by whoever reads rows. Without what is on it, what is written next would have nothing to stand on.
    const updates = await this.#options.updatesOf(doc).catch(() => null);
    if (live.closed) return;
    if (!updates) return void seams.after(DISK_RETRY_MS, () => void this.#connect(doc, live));
    live.ydoc.transact(() => {
      for (const update of updates) Y.applyUpdate(live.ydoc, update, 'disk');
    });
    const options = {
      doc,
      mux,
      store: (updates: readonly Uint8Array[]) => this.#store(doc, live, updates),
      after: seams.after,
      answer: (answer: Ack | No) => this.#options.answered(doc, answer),
      refused: (refused: { readonly code: NoCode; readonly say: string }) => {
        live.refused = true;
        this.#options.refused(doc, refused);
      },
      channel: (channel: Channel | null) => {
        live.channel = channel;
        if (channel) this.#options.ready(doc);
        else this.#options.gone(doc);
      },
      whenLive: (work: () => void) => this.#whenLive(live, work)
    };
    const WebSocketPolyfill = virtualSocketClass(options, (socket) => (live.socket = socket));
    live.provider = new WebsocketProvider('mux:', doc, live.ydoc, {
      WebSocketPolyfill,
      disableBc: true,
      maxBackoffTime: PROVIDER_RETRY_MS
    });
  }

  /** With a gap on disk the Y.Doc claims more than the disk has: it starts anew from there. */
  async #store(doc: DocId, live: LiveDoc, updates: readonly Uint8Array[]): Promise<void> {
    const hasGap = await this.#options.merge(doc, updates);
    if (hasGap && !live.closed) this.reload(doc);
  }

  #whenLive(live: LiveDoc, work: () => void): () => void {
    const { mux, seams } = this.#options;
    if (mux.isLive && !live.refused) {
      // Not at once: y-websocket puts its handlers on after it has made the socket.
      queueMicrotask(work);
      return () => undefined;
    }
    this.#waiting.add(work);
    const cancel = live.refused ? seams.after(REFUSED_RETRY_MS, () => this.#waiting.delete(work) && work()) : null;
    live.refused = false;
    return () => {
      cancel?.();
      this.#waiting.delete(work);
    };
  }

  #close(doc: DocId): void {
    this.#users.delete(doc);
    const live = this.#docs.get(doc);
    if (live) this.#end(doc, live);
  }

  #end(doc: DocId, live: LiveDoc): void {
    live.closed = true;
    if (this.#docs.get(doc) === live) this.#docs.delete(doc);
    live.provider?.destroy();
    live.provider?.awareness.destroy();
    live.ydoc.destroy();
  }
}
