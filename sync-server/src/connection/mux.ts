import type { WebSocket } from 'ws';
import { parseDocId, type DocId } from '#domain/documents.ts';
import { may } from '#protocol/access.ts';
import { CLOSE, type NoCode } from '#protocol/codes.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeMux, encodeMux, MIN_SCHEMA, SCHEMA, type MuxFrame } from '#protocol/mux-frames.ts';
import { say } from '../gate/say.ts';
import type { Admission } from './admission.ts';
import type { Connection } from './connections.ts';
import { DocumentChannel, type Exchange } from './document-channel.ts';
import type { Peer } from './peer.ts';

/** From the upgrade to the hello, absolute: dripping bytes does not extend it. */
export const HELLO_MS = 5_000;

/** Frames before the welcome: a client waits for it. */
const MAX_HELD = 16;

export interface MuxOptions {
  readonly exchange: Exchange;
  /** Called once, when the hello has come. */
  readonly onWelcome: () => void;
  readonly helloMs: number;
  /** Whether the device may go on with the session of its hello; without it nobody is asked for one. */
  readonly admits?: (session: string | null) => Promise<Admission>;
}

/** `/sync`: many documents over one socket (mux-frames.ts) [CON-2]. */
export function serveMux(socket: WebSocket, peer: Peer, options: MuxOptions): Connection {
  const mux = new MuxConnection(peer, options);
  const deadline = setTimeout(() => mux.late(), options.helloMs);
  socket.on('message', (data: Buffer, isBinary: boolean) => mux.receive(data, isBinary));
  socket.on('close', () => clearTimeout(deadline));
  return mux;
}

class MuxConnection implements Connection {
  readonly peer: Peer;
  wantsNews = false;
  readonly #options: MuxOptions;
  readonly #channels = new Map<number, DocumentChannel>();
  readonly #used = new Set<number>();
  #welcomed = false;
  /** What came while the hello was looked into; null when it is not. */
  #held: MuxFrame[] | null = null;

  constructor(peer: Peer, options: MuxOptions) {
    this.peer = peer;
    this.#options = options;
  }

  receive(data: Buffer, isBinary: boolean): void {
    if (!this.peer.admits()) return;
    let frame: MuxFrame;
    try {
      if (!isBinary) throw new TypeError('a text frame');
      frame = decodeMux(data);
    } catch {
      this.#refuse(0, 'E_DECODE');
      this.peer.strike(CLOSE.badFrame);
      return;
    }
    if (this.#held) this.#hold(frame, this.#held);
    else if (!this.#welcomed) this.#greet(frame);
    else this.#handle(frame);
  }

  late(): void {
    if (!this.#welcomed) this.peer.close(CLOSE.authTimeout, 'no hello');
  }

  beat(): void {
    if (this.#welcomed) this.news();
  }

  news(): void {
    const { journal } = this.#options.exchange;
    this.peer.send(encodeMux({ type: 'beat', now: this.peer.now(), seq: journal.head() }));
  }

  end(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #greet(frame: MuxFrame): void {
    if (frame.type !== 'hello') {
      this.peer.close(CLOSE.badFrame, 'say hello first');
      return;
    }
    if (frame.schema < MIN_SCHEMA) {
      this.peer.close(CLOSE.updateRequired, 'this build is too old');
      return;
    }
    this.wantsNews = frame.news;
    const { admits } = this.#options;
    if (admits) void this.#lookInto(admits(frame.session ?? null));
    else this.#welcome();
  }

  async #lookInto(admitted: Promise<Admission>): Promise<void> {
    const held: MuxFrame[] = (this.#held = []);
    const admission = await admitted.catch(this.#options.exchange.onFault);
    this.#held = null;
    if (!admission)
      this.peer.close(CLOSE.restart, 'not now'); // the database does not answer: nobody's mistake
    else if (!admission.ok) this.#turnAway(admission.code, admission.reason);
    else {
      this.peer.session = admission.session;
      this.#welcome();
      for (const frame of held) this.#handle(frame);
    }
  }

  #hold(frame: MuxFrame, held: MuxFrame[]): void {
    if (held.length < MAX_HELD) held.push(frame);
    else this.peer.close(CLOSE.badFrame, 'wait for the welcome');
  }

  #turnAway(code: number, reason: string): void {
    this.#options.exchange.onRefused('E_AUTH');
    this.peer.close(code, reason);
  }

  #welcome(): void {
    const { epoch } = this.#options.exchange.journal;
    const now = this.peer.now();
    this.#welcomed = true;
    this.peer.send(encodeMux({ type: 'welcome', epoch, now, schema: SCHEMA, minSchema: MIN_SCHEMA }));
    this.#options.onWelcome();
  }

  #handle(frame: MuxFrame): void {
    switch (frame.type) {
      case 'open':
        this.#open(frame.channel, frame.doc);
        break;
      case 'message':
        // A channel that was refused or closed may still have frames under way: they are nobody's.
        this.#channels.get(frame.channel)?.receive(frame.bytes);
        break;
      case 'close':
        this.#channels.get(frame.channel)?.close();
        this.#channels.delete(frame.channel);
        break;
      case 'hello':
      case 'welcome':
      case 'refused':
      case 'beat':
        this.#refuse(0, 'E_DECODE');
        this.peer.strike(CLOSE.badFrame);
    }
  }

  #open(number: number, doc: DocId): void {
    const { device } = this.peer;
    if (this.#used.has(number)) {
      this.#refuse(number, 'E_DECODE');
      this.peer.strike(CLOSE.badFrame);
      return;
    }
    this.#used.add(number);
    const ref = parseDocId(doc);
    if (!ref || !may(device, 'read', ref)) {
      this.#refuse(number, 'E_ROLE');
      return;
    }
    if (this.#channels.size >= LIMITS[device.role].docsOpen) {
      this.#refuse(number, 'E_RATE');
      return;
    }
    const send = (bytes: Uint8Array): void => this.peer.send(encodeMux({ type: 'message', channel: number, bytes }));
    const channel = new DocumentChannel(doc, this.peer, this.#options.exchange, send);
    this.#channels.set(number, channel);
    channel.open();
  }

  #refuse(channel: number, code: NoCode): void {
    this.#options.exchange.onRefused(code);
    this.peer.send(encodeMux({ type: 'refused', channel, code, say: say(code) }));
  }
}
