import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { FrameSpans } from './frame-spans.ts';

/** What a line does to what passes. */
export interface Weather {
  /** One way, milliseconds; up to `jitterMs` more. Nothing overtakes anything: it is TCP. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Bytes a second, each way; 0 is no bound. */
  readonly rate: number;
  /** What arrives. Of a connection from which something was swallowed nothing ever does again, and neither end is told. */
  readonly way: 'both' | 'none' | 'up' | 'down';
  /** One bit in so many bytes of messages is turned; 0 for none. */
  readonly flipEvery: number;
  /** How bytes are handed over: as they came, one by one, or all of a quarter of a second at once. */
  readonly pieces: 'as-is' | 'bytes' | 'together';
}

export const FAIR: Weather = { delayMs: 0, jitterMs: 0, rate: 0, way: 'both', flipEvery: 0, pieces: 'as-is' };

const TOGETHER_MS = 250;
/** More than this is not cut into single bytes: it would take the processor, not the receiver, to its end. */
const BYTES_AT_MOST = 4_096;
const CAPTURED_BYTES = 256 * 1024;

/** A device's line to the server: a TCP relay that knows where WebSocket messages lie, with a weather that may change at any time. */
export class ChaosProxy {
  weather: Weather = FAIR;
  readonly #target: number;
  readonly #random: (below: number) => number;
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  /** What a device sent over its last WebSocket connections: handshake, sign-in and all. */
  readonly #captured: Buffer[] = [];

  private constructor(target: number, random: (below: number) => number) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((near) => this.#relay(near));
  }

  static async lay(target: number, random: (below: number) => number): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(target, random);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection with a reset. */
  reset(): void {
    for (const line of [...this.#lines]) line.end();
  }

  /** Good weather: what was under way arrives, and who sends on a connection from which something was swallowed is answered with a reset. */
  heal(): void {
    this.weather = FAIR;
    for (const line of [...this.#lines]) {
      if (line.isDeaf) line.end();
      else line.hurry();
    }
  }

  /** Sends all that was once captured of this device to the server again, as somebody might who had listened. */
  async replay(): Promise<void> {
    for (const bytes of this.#captured.splice(0)) {
      const far = connect(this.#target, '127.0.0.1');
      far.on('error', () => undefined);
      far.resume();
      far.write(bytes);
      await Promise.race([once(far, 'close'), new Promise((resolve) => setTimeout(resolve, 300))]);
      far.destroy();
    }
  }

  async close(): Promise<void> {
    this.reset();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #relay(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    const line = new Line(near, far, this, this.#random, (sent) => {
      this.#lines.delete(line);
      if (sent) this.#captured.push(sent);
      if (this.#captured.length > 3) this.#captured.shift();
    });
    this.#lines.add(line);
  }
}

/** One connection: two lanes that share an end. */
class Line {
  isDeaf = false;
  readonly #lanes: readonly Lane[];
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #sent: Buffer[] = [];
  #sentBytes = 0;
  readonly #ended: (sent: Buffer | null) => void;
  #isEnded = false;

  constructor(
    near: Socket,
    far: Socket,
    proxy: { readonly weather: Weather },
    random: (below: number) => number,
    ended: (sent: Buffer | null) => void
  ) {
    this.#near = near;
    this.#far = far;
    this.#ended = ended;
    const up = new Lane(this, far, 'up', proxy, random);
    const down = new Lane(this, near, 'down', proxy, random);
    this.#lanes = [up, down];
    near.on('data', (bytes: Buffer) => {
      this.#keep(bytes);
      up.take(bytes);
    });
    far.on('data', (bytes: Buffer) => down.take(bytes));
    near.on('close', () => up.finish());
    far.on('close', () => down.finish());
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', () => this.end());
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#near.resetAndDestroy();
    this.#far.resetAndDestroy();
    const sent = Buffer.concat(this.#sent);
    this.#ended(/^GET [^\r]*\r\n[^]*upgrade: websocket/i.test(sent.toString('latin1', 0, 2_000)) ? sent : null);
  }

  hurry(): void {
    for (const lane of this.#lanes) lane.hurry();
  }

  #keep(bytes: Buffer): void {
    this.#sentBytes += bytes.length;
    if (this.#sentBytes <= CAPTURED_BYTES) this.#sent.push(Buffer.from(bytes));
  }
}

/** Bytes under way. */
interface Piece {
  readonly timer: NodeJS.Timeout;
  readonly work: () => void;
}

/** One direction of it. */
class Lane {
  readonly #line: Line;
  readonly #out: Socket;
  readonly #way: 'up' | 'down';
  readonly #proxy: { readonly weather: Weather };
  readonly #random: (below: number) => number;
  readonly #spans = new FrameSpans();
  #lastAt = 0;
  readonly #underWay: Piece[] = [];
  #isFinished = false;

  constructor(
    line: Line,
    out: Socket,
    way: 'up' | 'down',
    proxy: { readonly weather: Weather },
    random: (below: number) => number
  ) {
    this.#line = line;
    this.#out = out;
    this.#way = way;
    this.#proxy = proxy;
    this.#random = random;
  }

  take(bytes: Buffer): void {
    const { weather } = this.#proxy;
    if (weather.way !== 'both' && weather.way !== this.#way) this.#line.isDeaf = true;
    if (this.#line.isDeaf) return;
    const passed = this.#flipped(bytes, weather.flipEvery);
    const took = weather.rate > 0 ? (bytes.length / weather.rate) * 1000 : 0;
    this.#later(took, () => this.#write(passed, weather.pieces));
  }

  /** The other end is told when all that was before has arrived; never over a line that swallows. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    if (this.#line.isDeaf) return;
    this.#later(0, () => this.#line.end());
  }

  #later(tookMs: number, work: () => void): void {
    const { delayMs, jitterMs, pieces } = this.#proxy.weather;
    const now = performance.now();
    const held = pieces === 'together' ? TOGETHER_MS - (now % TOGETHER_MS) : 0;
    const arrives = now + delayMs + (jitterMs > 0 ? this.#random(jitterMs) : 0) + held;
    this.#lastAt = Math.max(this.#lastAt, arrives) + tookMs;
    const piece: Piece = { work, timer: setTimeout(() => this.#arrive(piece), this.#lastAt - now) };
    this.#underWay.push(piece);
  }

  /** A piece arrives, and before it all that came before it: timers keep no order to the millisecond. */
  #arrive(last: Piece): void {
    const due = this.#underWay.splice(0, this.#underWay.indexOf(last) + 1);
    for (const { timer, work } of due) {
      clearTimeout(timer);
      if (!this.#line.isDeaf) work();
    }
  }

  /** What was held up arrives now. */
  hurry(): void {
    this.#lastAt = 0;
    const last = this.#underWay.at(-1);
    if (last) this.#arrive(last);
  }

  #write(bytes: Buffer, pieces: Weather['pieces']): void {
    if (this.#out.destroyed) return;
    if (pieces !== 'bytes' || bytes.length > BYTES_AT_MOST) this.#out.write(bytes);
    else for (const byte of bytes) this.#out.write(Buffer.of(byte));
  }

  /** Turns bits of what is in messages, never of what frames them: that would only end the connection. */
  #flipped(bytes: Buffer, every: number): Buffer {
    const spans = this.#spans.of(bytes);
    if (every === 0) return bytes;
    const turned = Buffer.from(bytes);
    for (const [from, to] of spans) {
      for (let at = from; at < to; at++)
        if (this.#random(every) === 0) turned[at] = (turned[at] ?? 0) ^ (1 << this.#random(8));
    }
    return turned;
  }
}
