import type { Process, World } from '../engine/world.ts';

/** How a device's cable is: it carries; it is out and both ends notice; it swallows everything and neither does (F2). */
export type Cable = 'up' | 'down' | 'half-open';

/** Things due at one moment come in any order; what is in order is this much apart. */
export const IN_ORDER_MS = 0.001;

export interface LinkOptions {
  /** One way, milliseconds; each frame takes up to `jitterMs` more, and none overtakes another. */
  readonly latencyMs: number;
  readonly jitterMs: number;
}

/** One device's way to the server. */
export class Link {
  cable: Cable = 'up';
  /** As over 2G (F3). */
  isSlow = false;
  readonly options: LinkOptions;
  readonly sockets = new Set<Wire>();
  readonly requests = new Set<{ cut(): void }>();
  readonly #world: World;

  constructor(world: World, options: LinkOptions) {
    this.#world = world;
    this.options = options;
  }

  delay(): number {
    const { latencyMs, jitterMs } = this.isSlow ? { latencyMs: 800, jitterMs: 2_400 } : this.options;
    return latencyMs + this.#world.random() * jitterMs;
  }

  /** Changes the cable. Connections end when it is pulled; a half-open one stays, and says nothing. */
  set(cable: Cable): void {
    this.cable = cable;
    if (cable === 'down') this.cutAll();
  }

  cutAll(): void {
    for (const wire of [...this.sockets]) wire.cut();
    for (const request of [...this.requests]) request.cut();
  }
}

/** What the server does with a new socket: takes it, or says with which code it will not. */
export type Accept = (socket: ServerSocket, protocols: readonly string[]) => void;

/** Frames, as they pass by: what of them goes on. Null swallows the frame. */
export type Tamper = (direction: 'up' | 'down', bytes: Uint8Array) => Uint8Array | null;

/** One connection: two ends, and what is under way between them. TCP: in order, or gone together. */
export class Wire {
  readonly client: ClientSocket;
  /** Null until the server has taken it. */
  server: ServerSocket | null = null;
  readonly #world: World;
  readonly #link: Link;
  readonly #tamper: Tamper;
  /** Told by who listens: acks that were sent and have not come. */
  acksUnderWay = 0;
  #lastUp = 0;
  #lastDown = 0;
  #isCut = false;
  #isDeaf = false;

  constructor(world: World, link: Link, tab: Process, tamper: Tamper) {
    this.#world = world;
    this.#link = link;
    this.#tamper = tamper;
    this.client = new ClientSocket(this, tab);
    link.sockets.add(this);
  }

  /** The server takes it; the client hears so a way later. */
  join(server: Process): ServerSocket {
    this.server = new ServerSocket(this, server);
    this.#carry('down', 0, () => this.client.opened());
    return this.server;
  }

  get isOpen(): boolean {
    return !this.#isCut;
  }

  up(bytes: Uint8Array): void {
    const passed = this.#tamper('up', bytes);
    if (passed) this.#carry('up', passed.length, () => this.server?.hear(passed));
  }

  down(bytes: Uint8Array): void {
    const passed = this.#tamper('down', bytes);
    if (!passed) return;
    // The third byte of a message on one of the first 127 channels is its type; 100 is an ack (doc-messages.ts).
    const isAck = passed[0] === 3 && passed[2] === 100;
    if (isAck) this.acksUnderWay++;
    this.#carry('down', passed.length, () => {
      if (isAck) this.acksUnderWay--;
      this.client.hear(passed);
    });
  }

  /** Carries something there, after all before it. */
  #carry(way: 'up' | 'down', size: number, arrive: () => void): void {
    if (this.#isCut) return;
    const { now } = this.#world;
    const last = way === 'up' ? this.#lastUp : this.#lastDown;
    const at = Math.max(last + IN_ORDER_MS, now + this.#link.delay());
    if (way === 'up') this.#lastUp = at;
    else this.#lastDown = at;
    const { server } = this;
    if (!server) return;
    const to = way === 'up' ? server : this.client;
    if (way === 'down') server.bufferedAmount += size;
    this.#world.after(to.process, at - now, way, () => {
      if (way === 'down') server.bufferedAmount -= size;
      // What was swallowed once is missing for good: nothing after it may arrive either.
      this.#isDeaf ||= this.#link.cable === 'half-open';
      if (!this.#isCut && !this.#isDeaf) arrive();
    });
  }

  /** One end closes in good order: the other hears it after what is under way. */
  close(from: 'client' | 'server', code: number, reason: string): void {
    if (this.#isCut) return;
    const to = from === 'client' ? this.server : this.client;
    this.#carry(from === 'client' ? 'up' : 'down', 0, () => {
      this.#end();
      to?.ended(code, reason);
    });
    const self = from === 'client' ? this.client : this.server;
    if (self) this.#world.after(self.process, 0, 'closed', () => self.ended(code, reason));
    if (!this.server) this.#end();
  }

  /** The line is gone: whatever was under way never arrives. */
  cut(): void {
    if (this.#isCut) return;
    if (this.acksUnderWay > 0) this.#world.sometimes('ack lost after commit');
    this.#end();
    for (const end of [this.client, this.server])
      if (end) this.#world.after(end.process, this.#link.delay(), 'cut', () => end.ended(1006, ''));
  }

  ping(pong: () => void): void {
    this.#carry('down', 0, () => this.#carry('up', 0, pong));
  }

  #end(): void {
    this.#isCut = true;
    this.#link.sockets.delete(this);
  }
}

/** The end in the browser: a `WebSocket`. */
export class ClientSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readyState = 0;
  binaryType = 'blob';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly process: Process;
  readonly #wire: Wire;

  constructor(wire: Wire, process: Process) {
    this.#wire = wire;
    this.process = process;
  }

  send(bytes: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#wire.up(bytes.slice());
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState >= this.CLOSING) return;
    this.readyState = this.CLOSING;
    this.#wire.close('client', code, reason);
  }

  opened(): void {
    if (this.readyState !== this.CONNECTING) return;
    this.readyState = this.OPEN;
    this.onopen?.();
  }

  hear(bytes: Uint8Array): void {
    if (this.readyState === this.OPEN) this.onmessage?.({ data: bytes.slice().buffer });
  }

  ended(code: number, reason: string): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.onclose?.({ code, reason });
  }
}

type Listener = (...args: never[]) => void;

/** The end in the server: what it uses of `ws`. */
export class ServerSocket {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly process: Process;
  readonly #wire: Wire;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(wire: Wire, process: Process) {
    this.#wire = wire;
    this.process = process;
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  send(bytes: Uint8Array): void {
    if (this.process.alive && this.readyState === this.OPEN) this.#wire.down(bytes);
  }

  close(code = 1005, reason = ''): void {
    if (!this.process.alive || this.readyState !== this.OPEN) return;
    this.readyState = 2;
    this.#wire.close('server', code, reason);
  }

  terminate(): void {
    if (this.process.alive) this.#wire.cut();
  }

  ping(): void {
    this.#wire.ping(() => this.#tell('pong'));
  }

  pause(): void {
    // The server keeps what comes meanwhile: a frame here is a read of its own.
  }

  resume(): void {
    // As above.
  }

  hear(bytes: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#tell('message', Buffer.from(bytes), true);
  }

  ended(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#tell('close', code, Buffer.from(reason));
  }

  #tell(event: string, ...args: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...(args as never[]));
  }
}
