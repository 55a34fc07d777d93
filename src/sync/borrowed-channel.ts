import type { DocId } from '#domain/documents.ts';
import { decodeAnswer, type Ack, type No } from '#protocol/doc-messages.ts';
import type { LiveDocs } from './live-docs.ts';
import type { Channel, MuxSocket } from './mux-socket.ts';

/** The live document's channel where there is one, else a channel of its own for as long as something is sent. */
export class BorrowedChannel {
  readonly #doc: DocId;
  readonly #mux: MuxSocket;
  readonly #live: LiveDocs;
  readonly #answered: (doc: DocId, answer: Ack | No) => void;
  #own: Channel | null = null;

  constructor(doc: DocId, mux: MuxSocket, live: LiveDocs, answered: (doc: DocId, answer: Ack | No) => void) {
    this.#doc = doc;
    this.#mux = mux;
    this.#live = live;
    this.#answered = answered;
  }

  /** Whether it now is the live document's. */
  isLive(): boolean {
    return this.#live.channelOf(this.#doc) !== null;
  }

  send(message: Uint8Array): boolean {
    const channel = this.#live.channelOf(this.#doc) ?? (this.#own ??= this.#open());
    channel?.send(message);
    return channel !== null;
  }

  giveBack(): void {
    this.#own?.close();
    this.#own = null;
  }

  #open(): Channel | null {
    return this.#mux.open(this.#doc, {
      message: (bytes) => {
        const answer = readAnswer(bytes);
        if (answer) this.#answered(this.#doc, answer);
      },
      closed: (refused) => {
        this.#own = null;
        if (refused) this.#answered(this.#doc, { type: 'no', client: 0, have: 0, ...refused });
      }
    });
  }
}

function readAnswer(bytes: Uint8Array): Ack | No | null {
  try {
    return decodeAnswer(bytes);
  } catch {
    return null;
  }
}
