import type { WebSocket } from 'ws';
import type { Instant } from '#domain/time.ts';
import { CLOSE } from '#protocol/codes.ts';
import { LIMITS } from '#protocol/limits.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import type { Device } from '../people/devices.ts';
import { TokenBucket } from './token-bucket.ts';
import { plainWire, type Wire } from './wire.ts';

/** A reader this far behind gets no more live updates until it has caught up, bytes; and this far, is let go. */
const SLOW = 1024 * 1024;
const TOO_SLOW = 8 * SLOW;
/** Heartbeats come every 5 s (BEAT_MS). */
const MAX_MISSED = 12;
/** Frames that are no frames, after which the other end is not ours to talk to. */
const STRIKES = 3;
const AWARENESS_PER_SECOND = 5;
const AWARENESS_BURST = 20;

/** One signed-in socket, whatever it speaks. */
export class Peer {
  readonly device: Device;
  readonly now: () => Instant;
  readonly awareness: TokenBucket;
  /** Of the person at the other end; null where nobody is. */
  session: string | null = null;
  /** The schema of facts it writes: what its hello said; ours where it says none. */
  schema = SCHEMA;
  readonly #socket: WebSocket;
  readonly #wire: Wire;
  readonly #frames: TokenBucket;
  #strikes = 0;
  /** Heartbeats since the last sign of life. */
  #missed = 0;
  #lastBuffered = 0;

  constructor(socket: WebSocket, device: Device, now: () => Instant, wire: Wire = plainWire(socket)) {
    this.#socket = socket;
    this.#wire = wire;
    this.device = device;
    this.now = now;
    const { framesPerSecond, burst } = LIMITS[device.role];
    this.#frames = new TokenBucket(framesPerSecond, burst, now);
    this.awareness = new TokenBucket(AWARENESS_PER_SECOND, AWARENESS_BURST, now);
    const alive = (): void => void (this.#missed = 0);
    socket.on('pong', alive);
    socket.on('message', alive);
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#wire.bufferedAmount > TOO_SLOW) this.close(CLOSE.tooBig, 'too slow');
    else this.#wire.send(bytes);
  }

  /** Has not read what was sent to it: live updates would only pile up. */
  isSlow(): boolean {
    return this.#wire.bufferedAmount > SLOW;
  }

  /** Resolves when there is room for more: at once, unless the reader is slow. */
  async room(): Promise<void> {
    while (this.isSlow() && this.#socket.readyState === this.#socket.OPEN) await this.#wire.drained();
  }

  /** Whether the frame that came is within the rate; otherwise the socket is closed. */
  admits(): boolean {
    if (this.#frames.take()) return true;
    this.close(CLOSE.rate, 'too many frames');
    return false;
  }

  /** Counts a frame that should not have come; the third ends the connection. */
  strike(code: number): void {
    if (++this.#strikes >= STRIKES) this.close(code, 'not understood');
  }

  /**
   * Pings; ends a connection that has given no sign of life for a minute, because nobody is there. On a slow line the ping waits
   * behind what is being sent, so as long as that gets less, somebody is.
   */
  heartbeat(): void {
    const { bufferedAmount } = this.#wire;
    this.#missed = bufferedAmount < this.#lastBuffered ? 0 : this.#missed + 1;
    this.#lastBuffered = bufferedAmount;
    if (this.#missed > MAX_MISSED) this.#socket.terminate();
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#wire.flush();
    this.#socket.close(code, reason);
  }
}
