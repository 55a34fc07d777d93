import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Where a peer's frames go. */
export interface Wire {
  /** Bytes that were sent and not yet taken by the system. */
  readonly bufferedAmount: number;
  send(message: Uint8Array): void;
  /** Hands over at once what is still gathered: before a close, which goes another way. */
  flush(): void;
}

export function plainWire(socket: WebSocket): Wire {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (message) => socket.send(message),
    flush: () => undefined
  };
}

/** Frames together shorter than this are copied into one piece: cheaper than handing over a list of them. */
const COPIED = 16 * 1024;

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
  #frames: Buffer[] = [];
  #bytes = 0;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount + this.#bytes;
  }

  send(message: Uint8Array): void {
    const frame = framed(message);
    if (this.#frames.length === 0) soon(this);
    this.#frames.push(frame);
    this.#bytes += frame.length;
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
    else if (bytes <= COPIED) this.#stream.write(Buffer.concat(frames, bytes));
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

/** One whole binary message as a server sends it: RFC 6455 §5.2, unmasked. The same message again is not framed again. */
function framed(message: Uint8Array): Buffer {
  if (message === lastMessage) return lastFrame;
  const { length } = message;
  const head = length < 126 ? 2 : length < 0x10000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x82; // FIN, binary
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(message, head);
  lastMessage = message;
  lastFrame = frame;
  return frame;
}
