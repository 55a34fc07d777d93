import * as decoding from 'lib0/decoding';
import type { DocId } from '#domain/documents.ts';
import type { NoCode } from '#protocol/codes.ts';
import { decodeAnswer, MESSAGE, type Ack, type No } from '#protocol/doc-messages.ts';
import { readSync, SYNC } from '#protocol/sync-messages.ts';
import type { Channel, MuxSocket } from './mux-socket.ts';

/** Who stands around the virtual sockets of one document. */
export interface VirtualSocketOptions {
  readonly doc: DocId;
  readonly mux: MuxSocket;
  /** Puts updates on disk, all or none; the provider sees them when this resolves. A rejection closes the socket, and they are asked for again. */
  store(updates: readonly Uint8Array[]): Promise<void>;
  /** Calls once, later. Returns the way to call it off. */
  after(ms: number, work: () => void): () => void;
  answer(answer: Ack | No): void;
  refused(refused: { readonly code: NoCode; readonly say: string }): void;
  /** The channel under the socket; null when it is gone. */
  channel(channel: Channel | null): void;
  /** Calls when the link is live, now or later, once. Returns the way to call it off. */
  whenLive(work: () => void): () => void;
}

/** An awareness message about nobody: keeps y-websocket's 30 s watchdog quiet on a quiet document. */
const NOTHING = Uint8Array.of(MESSAGE.awareness, 1, 0);
const EMPTY_UPDATE_BYTES = 2;
const ABNORMAL = 1006;
/**
 * A document comes in parts, writer by writer: half of one shows a patient as expected who has left. So the parts are stored together
 * when the last is here; on a line so slow that this takes longer, what there is is shown.
 */
const WHOLE_WITHIN_MS = 3_000;

interface Part {
  readonly bytes: Uint8Array;
  readonly update: Uint8Array;
}

export interface VirtualSocket {
  /** A sign of life of the connection, for the provider. */
  beat(): void;
}

/** A WebSocket class for y-websocket's `WebSocketPolyfill`, made for one document. */
export function virtualSocketClass(
  options: VirtualSocketOptions,
  made: (socket: VirtualSocket) => void
): typeof WebSocket {
  class OfThisDocument extends ChannelSocket {
    constructor() {
      super(options);
      made(this);
    }
  }
  return OfThisDocument as unknown as typeof WebSocket; // it has all that y-websocket uses of one
}

/**
 * Looks like a WebSocket: each socket is a channel of the tab's one connection. On the way in it
 * takes our own messages out and lets an update pass only when it is on disk. On the way out it lets through only the question
 * what we lack: what the server lacks is sent by the outbox, which counts acknowledgements.
 */
class ChannelSocket implements VirtualSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readyState: number = ChannelSocket.CONNECTING;
  binaryType = 'arraybuffer';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Uint8Array }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #options: VirtualSocketOptions;
  #channel: Channel | null = null;
  #turn: Promise<void> = Promise.resolve();
  /** What came of the answer to our question so far; null when it is all here. */
  #parts: Part[] | null = null;
  #cancelPatience = (): void => undefined;
  #stopWaiting: () => void;

  constructor(options: VirtualSocketOptions) {
    this.#options = options;
    this.#stopWaiting = options.whenLive(() => this.#open());
  }

  send(bytes: Uint8Array): void {
    const input = decoding.createDecoder(bytes);
    const isQuestion = decoding.readVarUint(input) === MESSAGE.sync && decoding.readVarUint(input) === SYNC.step1;
    if (!isQuestion) return;
    this.#parts = [];
    this.#cancelPatience = this.#options.after(WHOLE_WITHIN_MS, () => this.#inTurn(() => this.#takeParts()));
    this.#channel?.send(bytes);
  }

  close(): void {
    this.#stopWaiting();
    this.#channel?.close();
    this.#end();
  }

  beat(): void {
    if (this.readyState === ChannelSocket.OPEN) this.onmessage?.({ data: NOTHING });
  }

  #open(): void {
    if (this.readyState !== ChannelSocket.CONNECTING) return;
    this.#channel = this.#options.mux.open(this.#options.doc, {
      message: (bytes) => this.#inTurn(() => this.#receive(bytes)),
      closed: (refused) => {
        if (refused) this.#options.refused(refused);
        this.#end();
      }
    });
    if (!this.#channel) return this.#end();
    this.readyState = ChannelSocket.OPEN;
    this.#options.channel(this.#channel);
    this.onopen?.();
  }

  async #receive(bytes: Uint8Array): Promise<void> {
    const answer = decodeAnswer(bytes);
    if (answer) return this.#options.answer(answer);
    const input = decoding.createDecoder(bytes);
    const message = decoding.readVarUint(input) === MESSAGE.sync ? readSync(input) : null;
    if (!message || message.type === 'step1') return this.onmessage?.({ data: bytes });
    const part = { bytes, update: message.update };
    if (this.#parts && message.type === 'update') return void this.#parts.push(part);
    const whole = [...(this.#parts ?? []), part];
    this.#parts = null;
    this.#cancelPatience();
    await this.#take(whole);
  }

  /** The answer takes long: what of it is here is stored, and what comes from now on as it comes. */
  async #takeParts(): Promise<void> {
    const parts = this.#parts ?? [];
    this.#parts = null;
    await this.#take(parts);
  }

  async #take(parts: readonly Part[]): Promise<void> {
    const updates = parts.map(({ update }) => update).filter(({ length }) => length > EMPTY_UPDATE_BYTES);
    if (updates.length > 0) await this.#options.store(updates);
    for (const { bytes } of parts) this.onmessage?.({ data: bytes });
  }

  /** One after another: an update must not overtake the one it follows on. */
  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch(() => this.#end());
  }

  #end(): void {
    if (this.readyState === ChannelSocket.CLOSED) return;
    this.readyState = ChannelSocket.CLOSED;
    this.#cancelPatience();
    this.#channel?.close();
    this.#channel = null;
    this.#options.channel(null);
    this.onclose?.({ code: ABNORMAL, reason: '' });
  }
}
