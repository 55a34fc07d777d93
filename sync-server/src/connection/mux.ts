import type { WebSocket } from 'ws';
import { parseDocId, type DocId } from '#domain/documents.ts';
import { may } from '#protocol/access.ts';
import { DamagedOnTheWay } from '#protocol/checksum.ts';
import { CLOSE, type NoCode } from '#protocol/codes.ts';
import { LIMITS } from '#protocol/limits.ts';
import { decodeMux, encodeMux, type MuxFrame } from '#protocol/mux-frames.ts';
import { MIN_SCHEMA, SCHEMA } from '#protocol/schema-version.ts';
import { say } from '../gate/say.ts';
import type { Admission, Shown } from './admission.ts';
import type { Connection } from './connections.ts';
import { DocumentChannel, type Exchange } from './document-channel.ts';
import { onFrames } from './in-turn.ts';
import type { Peer } from './peer.ts';

/** From the upgrade to the hello, absolute: dripping bytes does not extend it. */
export const HELLO_MS = 5_000;

/** Nobody has shown who they are yet. Bytes. */
const MAX_HELLO = 4 * 1024;
/** Frames before the welcome: a client waits for it. */
const MAX_HELD = 16;

/** A device that must update is told so when it has sent nothing for so long: what waits on it is taken first [VER-2]. */
export const OUTDATED_MS = 10_000;

export interface MuxOptions {
  readonly exchange: Exchange;
  /** Called once, when the hello has come. */
  readonly onWelcome: () => void;
  readonly helloMs: number;
  /** Whether the device may go on with the session of its hello; without it nobody is asked for one. */
  readonly admits?: (shown: Shown) => Promise<Admission>;
  /** Sent first, to be signed in the hello. */
  readonly challenge?: string;
  /** Tests do not wait as long. */
  readonly outdatedMs?: number;
}

/** `/sync`: many documents over one socket (mux-frames.ts) [CON-2]. */
export function serveMux(socket: WebSocket, peer: Peer, options: MuxOptions): Connection {
  const mux = new MuxConnection(peer, options);
  if (options.challenge !== undefined) peer.send(encodeMux({ type: 'challenge', nonce: options.challenge }));
  const deadline = setTimeout(() => mux.late(), options.helloMs);
  onFrames(socket, (data, isBinary) => mux.receive(data, isBinary));
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
  /** Runs while a device that must update is still heard. */
  #outdated: NodeJS.Timeout | undefined;

  constructor(peer: Peer, options: MuxOptions) {
    this.peer = peer;
    this.#options = options;
  }

  receive(data: Buffer, isBinary: boolean): void {
    if (!this.peer.admits()) return;
    if (!this.#welcomed && data.length > MAX_HELLO) return this.peer.close(CLOSE.tooBig, 'too long a hello');
    let frame: MuxFrame;
    try {
      if (!isBinary) throw new TypeError('a text frame');
      frame = decodeMux(data);
    } catch (error) {
      // Not the device's doing: it connects again and sends again what has no answer.
      if (error instanceof DamagedOnTheWay) return this.peer.close(CLOSE.badFrame, 'damaged on the way');
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
    clearTimeout(this.#outdated);
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #greet(frame: MuxFrame): void {
    if (frame.type !== 'hello') {
      this.peer.close(CLOSE.badFrame, 'say hello first');
      return;
    }
    this.peer.schema = frame.schema;
    this.wantsNews = frame.news;
    const { admits } = this.#options;
    if (admits) void this.#lookInto(admits(frame));
    else this.#welcome({});
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
      this.#welcome(admission);
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

  #welcome({ greeting, token }: { readonly greeting?: string; readonly token?: string }): void {
    const { epoch } = this.#options.exchange.journal;
    const now = this.peer.now();
    this.#welcomed = true;
    if (this.peer.schema < MIN_SCHEMA) this.#hearOut();
    const more = { ...(greeting !== undefined && { greeting }), ...(token !== undefined && { token }) };
    this.peer.send(encodeMux({ type: 'welcome', epoch, now, schema: SCHEMA, minSchema: MIN_SCHEMA, ...more }));
    this.#options.onWelcome();
  }

  /** Of a schema that is too old: what it wrote is taken and what it shows is kept up, and then it is sent to update. */
  #hearOut(): void {
    clearTimeout(this.#outdated);
    const tell = (): void => this.peer.close(CLOSE.updateRequired, 'this build is too old');
    this.#outdated = setTimeout(tell, this.#options.outdatedMs ?? OUTDATED_MS);
  }

  #handle(frame: MuxFrame): void {
    if (this.#outdated && frame.type === 'message') this.#hearOut();
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
      case 'challenge':
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
      if (ref) this.#options.exchange.served?.denied(device.deviceNo, 'E_ROLE', [`document:${doc}`]);
      // A kind of document of a newer version waits for the server to know it; the device need not know ours [VER-4].
      this.#refuse(number, !ref && this.peer.schema > SCHEMA ? 'E_VERSION' : 'E_ROLE');
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
