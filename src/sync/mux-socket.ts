import type { DocId } from '#domain/documents.ts';
import type { DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import { CLOSE, PERSON_OUT, SIGN_IN_AGAIN, type NoCode } from '#protocol/codes.ts';
import type { Limits } from '#protocol/limits.ts';
import { BEAT_MS, DEVICE_PROTOCOL, MUX_PROTOCOL, decodeMux, encodeMux, type MuxFrame } from '#protocol/mux-frames.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { createPace, type Pace } from './pace.ts';
import { backOffMs, type Seams } from './seams.ts';

export type Link = 'connecting' | 'live' | 'offline';

/** Why the server ended or refused the connection in a way that trying again at once cannot help. */
export type TurnedAway = 'sign-in-again' | 'not-signed-in' | 'revoked' | 'copied' | 'update-required';

export interface Channel {
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface ChannelEvents {
  message(bytes: Uint8Array): void;
  /** Null when the whole connection was lost; it may be opened again when the link is live. */
  closed(refused: { readonly code: NoCode; readonly say: string } | null): void;
}

/** How a device with keys connects (src/protocol/device-keys.ts). */
export interface DeviceProof {
  readonly deviceNo: DeviceNo;
  sign(nonce: string, build: string): Promise<string>;
  /** Whether that was the server this device was enrolled at. */
  isOurs(nonce: string, proof: string, greeting: string | undefined): Promise<boolean>;
  /** The server gave a new token for what goes over HTTP. */
  renewed(token: string): Promise<void>;
}

export interface MuxOptions {
  /** `wss://host/sync` */
  readonly url: string;
  readonly token: string;
  /** Of the person at the device, asked for with each connection; without it the device speaks for itself. */
  readonly session?: () => Promise<string | undefined>;
  /** Of a device with keys: it proves itself instead of showing its token. */
  readonly proof?: DeviceProof;
  readonly build: string;
  readonly limits: Limits;
  readonly seams: Seams;
  /** The server greeted us; channels open when it resolves. */
  welcome(frame: Extract<MuxFrame, { type: 'welcome' }>): Promise<void>;
  beat(now: Instant, head: number): void;
  /** @param reason the server's, with a `why` */
  link(link: Link, why: TurnedAway | null, reason: string): void;
}

/** Beats come every 5 s: after this long without any frame the connection is half-open and given up (RELIABILITY F2). */
const SILENCE_MS = 2.4 * BEAT_MS;
const GREETING_MS = 8_000;
const FIRST_RETRY_MS = 600;
/** Small, because with the wait for a greeting it is how long a device may take to notice that the network is back (P9). */
const MOST_RETRY_MS = 5_000;
/** A person is back, or the network: a connection that has missed a beat by then is not waited for any longer. */
const MISSED_BEAT_MS = BEAT_MS + 2_000;
const DIAL_AGAIN_MS = 2_000;
/** After an answer that only a person can change. */
const TURNED_AWAY_RETRY_MS = 60_000;

/** It is the person who may not go on: another sign-in helps. */
const OF_PERSON: ReadonlySet<string> = new Set([SIGN_IN_AGAIN, PERSON_OUT]);

const TURNED_AWAY: ReadonlyMap<number, TurnedAway> = new Map([
  [CLOSE.auth, 'not-signed-in'],
  [CLOSE.revoked, 'revoked'],
  [CLOSE.duplicateDevice, 'copied'],
  [CLOSE.updateRequired, 'update-required']
]);

/** One connection to the server with many documents in it; made again whenever it is lost, until stopped. */
export class MuxSocket {
  readonly #options: MuxOptions;
  readonly #channels = new Map<number, ChannelEvents>();
  #socket: WebSocket | null = null;
  #pace: Pace | null = null;
  #link: Link = 'connecting';
  #isGreeted = false;
  /** What was proved on this connection, and the nonce it was proved with. */
  #greeting: { readonly nonce: string; readonly proof: string } | null = null;
  #nextChannel = 1;
  #attempt = 0;
  #heardAt = 0;
  #cancelRetry: (() => void) | null = null;
  #cancelWatch: (() => void) | null = null;
  #stopped = false;

  constructor(options: MuxOptions) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#link === 'live';
  }

  start(): void {
    this.#dial();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#drop(null);
  }

  /** The network may be back, or the person is: tries at once instead of waiting, and finds out whether a live link still is. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#cancelRetry) {
      this.#cancelRetry();
      this.#dial();
      return;
    }
    const silentMs = this.#options.seams.elapsed() - this.#heardAt;
    if (silentMs < (this.isLive ? MISSED_BEAT_MS : DIAL_AGAIN_MS)) return this.#watch();
    this.#drop(null);
    this.nudge();
  }

  /** A person asks: on a new connection at once, whatever this one says of itself. */
  redial(): void {
    if (this.#stopped) return;
    this.#attempt = 0;
    if (this.#socket) this.#drop(null);
    this.#cancelRetry?.();
    this.#dial();
  }

  /** Opens a document on the live connection; null when there is none. */
  open(doc: DocId, events: ChannelEvents): Channel | null {
    if (!this.isLive) return null;
    const channel = this.#nextChannel++;
    this.#channels.set(channel, events);
    this.#send({ type: 'open', channel, doc });
    return {
      send: (bytes) => {
        if (this.#channels.has(channel)) this.#send({ type: 'message', channel, bytes });
      },
      close: () => {
        if (this.#channels.delete(channel)) this.#send({ type: 'close', channel });
      }
    };
  }

  #dial(): void {
    const { url, token, proof, limits, seams } = this.#options;
    this.#cancelRetry = null;
    if (this.#link !== 'offline') this.#setLink('connecting', null);
    const socket = seams.dial(url, [MUX_PROTOCOL, proof ? `${DEVICE_PROTOCOL}${proof.deviceNo}` : token]);
    this.#greeting = null;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#isGreeted = false;
    // The network may have taken it already, which is said in a moment: what is sent into it is lost either way.
    this.#pace = createPace(limits, seams, (frame) => socket.readyState < socket.CLOSING && socket.send(frame));
    this.#heardAt = seams.elapsed();
    this.#watch();
    socket.onopen = () => {
      this.#heardAt = seams.elapsed();
      if (!proof) this.#hello(socket);
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#receive(data as ArrayBuffer); // binaryType says so; text is answered below
    };
    socket.onclose = ({ code, reason }) => {
      if (socket === this.#socket) this.#drop(code, reason);
    };
    socket.onerror = () => undefined;
  }

  #hello(socket: WebSocket, proof?: string): void {
    const { build, session } = this.#options;
    const say = (shown?: string): void => {
      if (socket !== this.#socket) return;
      const more = { ...(shown !== undefined && { session: shown }), ...(proof !== undefined && { proof }) };
      this.#send({ type: 'hello', schema: SCHEMA, build, news: true, ...more });
    };
    if (!session) return say();
    session().then(say, () => say()); // a disk that cannot be read is shown elsewhere
  }

  async #prove(nonce: string): Promise<void> {
    const { proof, build } = this.#options;
    const socket = this.#socket;
    const signature = await proof?.sign(nonce, build).catch(() => undefined);
    if (!socket || socket !== this.#socket || signature === undefined || this.#greeting) return;
    this.#greeting = { nonce, proof: signature };
    this.#hello(socket, signature);
  }

  async #isFromOurServer({ greeting }: Extract<MuxFrame, { type: 'welcome' }>): Promise<boolean> {
    const { proof } = this.#options;
    if (!proof) return true;
    return this.#greeting !== null && (await proof.isOurs(this.#greeting.nonce, this.#greeting.proof, greeting));
  }

  #receive(data: ArrayBuffer | string): void {
    this.#heardAt = this.#options.seams.elapsed();
    let frame: MuxFrame;
    try {
      frame = decodeMux(new Uint8Array(data as ArrayBuffer)); // of a text it makes no frame, and throws
    } catch {
      return this.#drop(CLOSE.badFrame);
    }
    switch (frame.type) {
      case 'challenge':
        return void this.#prove(frame.nonce);
      case 'welcome':
        return void this.#greeted(frame);
      case 'beat':
        return this.#options.beat(frame.now, frame.seq);
      case 'message':
        return this.#channels.get(frame.channel)?.message(frame.bytes);
      case 'refused':
      case 'close': {
        const events = this.#channels.get(frame.channel);
        this.#channels.delete(frame.channel);
        return events?.closed(frame.type === 'refused' ? { code: frame.code, say: frame.say } : null);
      }
      default:
        return; // hello and open are ours to send
    }
  }

  async #greeted(frame: Extract<MuxFrame, { type: 'welcome' }>): Promise<void> {
    const socket = this.#socket;
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    try {
      if (!(await this.#isFromOurServer(frame))) throw new Error('another server');
      if (frame.token !== undefined) await this.#options.proof?.renewed(frame.token);
      await this.#options.welcome(frame);
    } catch {
      if (socket === this.#socket) this.#drop(null); // the disk failed; its fault is shown, and we try again
      return;
    }
    if (socket !== this.#socket || this.#stopped) return;
    this.#attempt = 0;
    this.#setLink('live', null);
  }

  /** Gives a silent connection up. Runs while there is one. */
  #watch(): void {
    const { seams } = this.#options;
    this.#cancelWatch?.();
    const limit = this.isLive ? SILENCE_MS : GREETING_MS;
    const left = limit - (seams.elapsed() - this.#heardAt);
    if (left <= 0) return this.#drop(null);
    this.#cancelWatch = seams.after(Math.max(left, 50), () => this.#watch());
  }

  #drop(code: number | null, reason = ''): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#pace?.stop();
    this.#cancelWatch?.();
    if (socket) {
      socket.onmessage = socket.onclose = socket.onopen = null;
      if (socket.readyState < socket.CLOSING) socket.close();
    }
    const why = OF_PERSON.has(reason) ? 'sign-in-again' : (code !== null && TURNED_AWAY.get(code)) || null;
    if (!this.#stopped) this.#setLink('offline', why, reason);
    const lost = [...this.#channels.values()];
    this.#channels.clear();
    for (const events of lost) events.closed(null);
    if (!this.#stopped) this.#retry(why);
  }

  #retry(why: TurnedAway | null): void {
    const { seams } = this.#options;
    const wait = backOffMs(seams, this.#attempt++, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#cancelRetry = seams.after(why ? TURNED_AWAY_RETRY_MS : wait, () => this.#dial());
  }

  #send(frame: MuxFrame): void {
    this.#pace?.send(encodeMux(frame));
  }

  #setLink(link: Link, why: TurnedAway | null, reason = ''): void {
    if (link === this.#link && why === null) return;
    this.#link = link;
    this.#options.link(link, why, reason);
  }
}
