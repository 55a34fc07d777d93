import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * The network cable of one station: a TCP relay that can be pulled out. What a browser's own offline switch leaves
 * running (open WebSockets, the fetches of a service worker) stops here too.
 */
export interface Cable {
  /** The server's address as this station knows it; it stays the same, so the station keeps its origin and its store. */
  readonly url: string;
  /** Breaks every connection at once; new ones are refused. */
  readonly pull: () => void;
  readonly plugIn: () => void;
  /** Nothing goes up to the server any more, and nothing is lost: it goes on with `release`. */
  readonly hold: () => void;
  readonly release: () => void;
  /** From now on no more bytes a second come from the server, all connections together; null for as many as it can. */
  readonly slowDown: (bytesASecond: number | null) => void;
  /** Bytes that came from the server so far. */
  readonly carried: () => number;
  readonly dispose: () => Promise<void>;
}

/** Lays a cable to a port of this machine. */
export async function layCable(targetPort: number): Promise<Cable> {
  let isIn = true;
  let carried = 0;
  let isHeld = false;
  let most: number | null = null;
  const sockets = new Set<Socket>();
  const nears = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  };
  const relay = createServer((near) => {
    keep(near);
    near.on('error', () => near.destroy());
    if (!isIn) return void near.resetAndDestroy();
    const far = connect(targetPort, 'localhost');
    keep(far);
    far.on('error', () => near.resetAndDestroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    far.on('data', (bytes: Buffer) => (carried += bytes.length));
    nears.add(near);
    near.on('close', () => nears.delete(near));
    near.pipe(far);
    far.on('data', (bytes: Buffer) => {
      if (!near.write(bytes)) far.pause();
      if (most === null) return;
      far.pause();
      setTimeout(() => far.resume(), (bytes.length / most) * 1_000);
    });
    near.on('drain', () => far.resume());
    far.on('end', () => near.end());
    if (isHeld) near.pause();
  }).listen(0, 'localhost');
  await once(relay, 'listening');
  const address = relay.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://localhost:${address.port}`,
    pull: () => {
      isIn = false;
      breakAll();
    },
    plugIn: () => {
      isIn = true;
    },
    hold: () => {
      isHeld = true;
      for (const near of nears) near.pause();
    },
    release: () => {
      isHeld = false;
      for (const near of nears) near.resume();
    },
    slowDown: (bytesASecond) => {
      most = bytesASecond;
    },
    carried: () => carried,
    dispose: async () => {
      relay.close();
      breakAll();
      if (relay.listening) await once(relay, 'close');
    }
  };
}
