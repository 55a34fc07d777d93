import type { Process, World } from '../engine/world.ts';
import { IN_ORDER_MS, type Link } from './network.ts';
import type { SimServer } from './sim-server.ts';

interface Parts {
  readonly world: World;
  readonly link: Link;
  readonly tab: Process;
  readonly server: SimServer;
  /** A push and its answers, as the server sends them. */
  readonly pushed: (body: Uint8Array, answers: Uint8Array) => void;
}

/** How long a browser tries an address that says nothing. */
const CONNECT_MS = 20_000;

/** `fetch` over a device's cable: the answer comes piece by piece, and may break off between any two. */
export function simFetch(parts: Parts, url: string, init: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => new Request(parts, init.signal ?? null, resolve, reject).send(url, init));
}

class Request {
  readonly #parts: Parts;
  readonly #resolve: (response: Response) => void;
  #fail: (error: Error) => void;
  #pieces: Uint8Array[] = [];
  #isEnded = false;
  /** A piece of the answer was lost. */
  #isTorn = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  #last = 0;

  constructor(
    parts: Parts,
    signal: AbortSignal | null,
    resolve: (response: Response) => void,
    reject: (error: Error) => void
  ) {
    this.#parts = parts;
    this.#resolve = resolve;
    this.#fail = reject;
    signal?.addEventListener('abort', () => this.#break(new DOMException('aborted', 'AbortError')), { once: true });
  }

  send(url: string, init: RequestInit): void {
    const { world, link, tab, server } = this.#parts;
    const token = String((init.headers as Record<string, string>)['authorization']).replace('Bearer ', '');
    link.requests.add(this);
    if (link.cable === 'half-open') return void world.after(tab, CONNECT_MS, 'fetch timeout', () => this.cut());
    world.after(world.outside, link.delay(), 'request', () => {
      if (link.cable !== 'up' || !server.isUp) return this.cut();
      const { process } = server;
      const path = url.replace(/^https?:\/\/[^/]+/, '');
      const { body } = init;
      world.after(process, 0, 'serve', () =>
        body instanceof Uint8Array ? void this.#take(path, token, body) : void this.#serve(process, path, token)
      );
    });
  }

  cut(): void {
    const { world, link, tab } = this.#parts;
    link.requests.delete(this);
    world.after(tab, link.delay(), 'fetch cut', () => this.#break(new TypeError('Failed to fetch')));
  }

  async #serve(process: Process, path: string, token: string): Promise<void> {
    const { server } = this.#parts;
    const answer = server.answer(path, token);
    this.#arrive(() => this.#resolve(this.#response(answer ? 200 : 401, answer?.headers ?? new Map())));
    if (!answer) return this.#arrive(() => this.#end());
    for await (const record of answer.records) {
      if (!process.alive || this.#error) return;
      this.#arrive(() => {
        this.#pieces.push(record);
        this.#wake?.();
      });
    }
    this.#arrive(() => this.#end());
  }

  async #take(path: string, token: string, body: Uint8Array): Promise<void> {
    const { server } = this.#parts;
    if (server.isOlder) return this.#arrive(() => this.#resolve(this.#response(426, new Map())));
    const answer = await server.take(path, token, body.slice());
    if (answer && path === '/sync/push') this.#parts.pushed(body, answer);
    this.#arrive(() => {
      this.#resolve(this.#response(answer ? 200 : 401, new Map(), answer ?? new Uint8Array()));
      this.#end();
    });
  }

  /** What the server sends comes in order: where a piece is lost with the cable, nothing after it comes either. */
  #arrive(work: () => void): void {
    const { world, link, tab } = this.#parts;
    this.#last = Math.max(this.#last + IN_ORDER_MS, world.now + link.delay());
    world.after(tab, this.#last - world.now, 'answer', () => {
      this.#isTorn ||= link.cable !== 'up';
      if (!this.#isTorn && !this.#error) work();
    });
  }

  #end(): void {
    this.#parts.link.requests.delete(this);
    this.#isEnded = true;
    this.#wake?.();
  }

  #break(error: Error): void {
    this.#parts.link.requests.delete(this);
    if (this.#isEnded || this.#error) return;
    this.#error = error;
    this.#fail(error);
    this.#wake?.();
  }

  #response(status: number, headers: Map<string, string>, whole: Uint8Array = new Uint8Array()): Response {
    this.#fail = () => undefined;
    const read = async (): Promise<{ value?: Uint8Array; done: boolean }> => {
      for (;;) {
        if (this.#error) throw this.#error;
        const value = this.#pieces.shift();
        if (value) return { value, done: false };
        if (this.#isEnded) return { done: true };
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
      }
    };
    const body = { getReader: () => ({ read, cancel: () => Promise.resolve() }) };
    const response = {
      ok: status === 200,
      status,
      headers: { get: (name: string) => headers.get(name) ?? null },
      arrayBuffer: () => Promise.resolve(whole.slice().buffer),
      body
    };
    return response as unknown as Response; // it has all of one that the feed uses
  }
}
