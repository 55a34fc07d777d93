import { readFileSync } from 'node:fs';
import { createServer as createPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createSecure } from 'node:tls';
import { acknowledge } from '#domain/hl7/acknowledge.ts';
import { writeMessage } from '#domain/hl7/message.ts';
import type { Hl7Refusal } from '#domain/hl7/refusals.ts';
import type { OutsideCodes } from '#domain/hl7/outside-codes.ts';
import { readTls } from '../http/tls.ts';
import type { Clinic } from '../clinic/clinic.ts';
import { NAME, type Hl7Taken } from './exchange.ts';
import { framed, FrameReader, type Frame } from './mllp-frames.ts';
import type { Hl7Settings } from './settings.ts';

export interface MllpOptions {
  readonly settings: Hl7Settings & { readonly listen: NonNullable<Hl7Settings['listen']> };
  readonly codes: OutsideCodes;
  readonly clinic: Pick<Clinic, 'takeHl7'>;
  readonly now: () => number;
  /** What became of a message, and of connections: counted, never written down. */
  readonly onEvent: (what: Hl7Taken['what'] | 'connected' | 'turned-away' | 'broken' | 'slow') => void;
  readonly onFault: (error: unknown) => void;
  /** How long half a message may wait for its other half, and a silent connection for its next message; tests do not wait. */
  readonly patience?: { readonly frameMs: number; readonly idleMs: number };
}

export interface MllpServer {
  readonly port: number;
  stop(): Promise<void>;
}

const PATIENCE = { frameMs: 30_000, idleMs: 10 * 60_000 };
const MAX_CONNECTIONS = 16;
const HANDSHAKE_MS = 5_000;

/** Takes messages over MLLP: each is answered before the next of its connection is looked at, in the order they came [MLLP-3]. */
export async function serveMllp(options: MllpOptions): Promise<MllpServer> {
  const { settings, onEvent } = options;
  const open = new Set<Socket>();
  const onSocket = (socket: Socket): void => {
    const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const isWelcome = settings.peers.length === 0 || settings.peers.includes(peer);
    if (!isWelcome || open.size >= MAX_CONNECTIONS) {
      onEvent('turned-away');
      socket.destroy();
      return;
    }
    open.add(socket);
    onEvent('connected');
    // One that ends in the middle says nothing new.
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    void new Conversation(socket, options).run();
  };
  const server = serverFor(settings, onSocket);
  server.on('tlsClientError', (_: unknown, socket: Socket) => {
    onEvent('turned-away');
    socket.destroy();
  });
  // Those that never get through a handshake are the server's too.
  const lines = new Set<Socket>();
  server.on('connection', (line: Socket) => {
    lines.add(line);
    line.on('close', () => lines.delete(line));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.listen.port, settings.listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroySoon();
      const cut = setTimeout(() => [...open, ...lines].forEach((socket) => socket.destroy()), 1_000);
      await closed;
      clearTimeout(cut);
    }
  };
}

function serverFor({ tls, clientCa }: Hl7Settings, onSocket: (socket: Socket) => void): Server {
  if (!tls) return createPlain({ allowHalfOpen: true }, onSocket);
  const asks = clientCa === null ? {} : { ca: readFileSync(clientCa), requestCert: true, rejectUnauthorized: true };
  return createSecure(
    { ...readTls(tls), minVersion: 'TLSv1.2', allowHalfOpen: true, handshakeTimeout: HANDSHAKE_MS, ...asks },
    onSocket
  );
}

/** One connection. What comes while a message is being kept waits in the socket. */
class Conversation {
  readonly #socket: Socket;
  readonly #options: MllpOptions;
  readonly #reader = new FrameReader();

  constructor(socket: Socket, options: MllpOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { frameMs, idleMs } = this.#options.patience ?? PATIENCE;
    let timer = setTimeout(() => this.#giveUp(), idleMs);
    try {
      // The last answer goes out though the other end has said all it had to.
      const chunks = this.#socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      for await (const chunk of chunks) {
        clearTimeout(timer);
        for (const frame of this.#reader.push(chunk)) if (!(await this.#answer(frame))) return;
        // The clock of a message runs from each of its packets: a slow line is slow, a dead one says nothing.
        timer = setTimeout(() => this.#giveUp(), this.#reader.isInside ? frameMs : idleMs);
      }
    } catch {
      // The other end went away; it sends again what was not answered.
    } finally {
      clearTimeout(timer);
      this.#socket.end();
    }
  }

  #giveUp(): void {
    this.#options.onEvent('slow');
    this.#socket.destroy();
  }

  /** False: nothing more is read here. */
  async #answer(frame: Frame): Promise<boolean> {
    const { clinic, codes, onEvent, onFault } = this.#options;
    if (frame.type !== 'message') {
      onEvent('broken');
      this.#say(
        this.#noFor(
          frame.type === 'broken' && frame.why === 'too-long' ? { code: 'hl7/too-long' } : { code: 'hl7/no-frame' }
        )
      );
      return frame.type === 'cut';
    }
    try {
      const { ack, what } = await clinic.takeHl7({ bytes: frame.bytes, codes });
      onEvent(what);
      if (ack !== null) this.#say(ack);
      return true;
    } catch (error) {
      // No answer: the sender tries again.
      onFault(error);
      return false;
    }
  }

  #noFor(refusal: Hl7Refusal): string {
    const ack = acknowledge(
      null,
      { taken: false, refusal },
      { name: NAME, control: 'none', at: this.#options.now(), zone: 'UTC' }
    );
    return ack ? writeMessage(ack) : '';
  }

  #say(ack: string): void {
    if (!this.#socket.destroyed) this.#socket.write(framed(ack));
  }
}
