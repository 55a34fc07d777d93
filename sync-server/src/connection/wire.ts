import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';

/** Where a peer's frames go. */
export interface Wire {
  /** Bytes that were sent and not yet taken by the system. */
  readonly bufferedAmount: number;
  send(message: Uint8Array): void;
  /** Resolves when what was sent is taken, or after a moment. */
  drained(): Promise<void>;
  /** Hands over at once what is still gathered: before a close, which goes another way. */
  flush(): void;
}

/** For a reader that takes nothing, or does not say so. */
const POLL_MS = 100;

export function plainWire(socket: WebSocket): Wire {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (message) => socket.send(message),
    drained: () => sleep(POLL_MS),
    flush: () => undefined
  };
}

/** Frames together shorter than this are copied into one piece: cheaper than handing over a list of them. */
const COPIED = 16 * 1024;
/** A message from this length on is not copied for its frame: hundreds may be waiting for the same one, bytes. */
const SHARED = 4 * 1024;

/**
 * Gathers the frames of one turn of the event loop and hands them to the TCP socket in one write: the rows of a commit, the acks
 * for it and a heartbeat cost a reader one system call. A message that many receive is framed once.
 *
 * [Note: past ws] ws frames each message for each socket and writes it by itself. Its own frames (pong, ping, close) are whole when
 * it writes them, and so are ours, so the two never mix within a frame. That holds because nothing is compressed
 * (`perMessageDeflate: false`): ws then has no frames waiting of which it has written a part.
 */
export class GatheringWire implements Wire {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #frames: Uint8Array[] = [];
  #bytes = 0;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount + this.#bytes;
  }

  send(message: Uint8Array): void {
    if (this.#frames.length === 0) soon(this);
    if (message.length < SHARED) this.#frames.push(framed(message));
    else this.#frames.push(headOf(message.length), message);
    this.#bytes += MAX_HEAD + message.length;
  }

  async drained(): Promise<void> {
    const waited = new AbortController();
    const drain = once(this.#stream, 'drain', waited).catch(() => undefined); // it ended, or it was called off
    await Promise.race([drain, sleep(POLL_MS, undefined, waited).catch(() => undefined)]);
    waited.abort();
  }

  flush(): void {
    const frames = this.#frames;
    if (frames.length === 0) return;
    const bytes = this.#bytes;
    this.#frames = [];
    this.#bytes = 0;
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const [first] = frames;
    if (first && frames.length === 1) this.#stream.write(first);
    else if (bytes <= COPIED) this.#stream.write(Buffer.concat(frames));
    else {
      this.#stream.cork();
      for (const frame of frames) this.#stream.write(frame);
      this.#stream.uncork();
    }
  }
}

let gathered: GatheringWire[] = [];

/** Flushes when all that follows from this turn's events has been said: an ack comes some promises after the commit it is for. */
function soon(wire: GatheringWire): void {
  gathered.push(wire);
  if (gathered.length > 1) return;
  queueMicrotask(() =>
    process.nextTick(() => {
      const wires = gathered;
      gathered = [];
      for (const one of wires) one.flush();
    })
  );
}

let lastMessage: Uint8Array | null = null;
let lastFrame = Buffer.alloc(0);

/** One whole message. The same message again is not framed again. */
function framed(message: Uint8Array): Buffer {
  if (message === lastMessage) return lastFrame;
  lastMessage = message;
  return (lastFrame = Buffer.concat([headOf(message.length), message]));
}

const MAX_HEAD = 10;

/** What a server's binary message begins with: RFC 6455 §5.2, unmasked. */
function headOf(length: number): Buffer {
  if (length < 126) return Buffer.of(FIN_BINARY, length);
  const head = Buffer.alloc(length < 0x10000 ? 4 : MAX_HEAD);
  head[0] = FIN_BINARY;
  if (length < 0x10000) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return head;
}

const FIN_BINARY = 0x82;
