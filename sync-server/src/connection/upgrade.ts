import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Instant } from '#domain/time.ts';
import type { DeviceRole } from '#protocol/access.ts';
import { CLOSE } from '#protocol/codes.ts';
import { LIMITS } from '#protocol/limits.ts';
import { randomHex } from '#protocol/device-keys.ts';
import { DEVICE_PROTOCOL, MUX_PROTOCOL, PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import type { Device, Devices } from '../people/devices.ts';
import type { Connections } from './connections.ts';
import type { Exchange } from './document-channel.ts';
import { removalReason } from '../people/removal.ts';
import type { ServerKey } from '../people/server-key.ts';
import type { Sessions } from '../people/sessions.ts';
import { admit, admitHello, type Admission, type Shown } from './admission.ts';
import { HELLO_MS, OUTDATED_MS, serveMux } from './mux.ts';
import { isSameOrigin } from './origin.ts';
import { Peer } from './peer.ts';
import { servePlain } from './plain.ts';
import { GatheringWire } from './wire.ts';

/** Sockets that have not shown who they are: all together, and from one address. */
const MAX_STRANGERS = 256;
const MAX_STRANGERS_PER_ADDRESS = 16;
const STRANGER_BYTES = 4 * 1024;
/** A multiplexed frame has its type and channel in front of the message. */
const MUX_HEADER = 16;
/** ws counts a fragment and a buffered piece each; 130,000 one-byte fragments end here (RELIABILITY §6, 8). */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 256;
const WS_TOO_BIG = 1009;

export interface UpgradeOptions {
  readonly exchange: Exchange;
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly serverKey: ServerKey;
  readonly connections: Connections;
  readonly now: () => Instant;
  /** From the upgrade to the hello. */
  readonly helloMs?: number;
  /** See mux.ts. */
  readonly outdatedMs?: number;
  readonly onRefused: (code: 'E_ORIGIN' | 'E_AUTH' | 'E_REVOKED') => void;
}

/** ws closes a frame that is too large with 1009; ours is in the range after which y-websocket stays away. */
class Socket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    super.close(code === WS_TOO_BIG ? CLOSE.tooBig : code, data);
  }
}

/** Answers `Upgrade` requests on `/sync` and `/sync/<doc>` [CON-4]. */
export function upgrader(options: UpgradeOptions): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { devices, sessions, onRefused } = options;
  const servers = new Map<DeviceRole | 'stranger', WebSocketServer>();
  const strangers = new Strangers();

  return (request, socket, head) => {
    socket.on('error', destroyIt);
    const target = targetOf(request.url ?? '');
    if (target === 'query') return refuse(socket, 400, 'Connection details must not be in the address.');
    if (target === null) return refuse(socket, 404, 'Nothing is here.');
    if (!isSameOrigin(request)) {
      onRefused('E_ORIGIN');
      return refuse(socket, 403, 'This page may not connect here.');
    }
    const [protocol, token, session] = protocolsOf(request);
    if (protocol !== (target.doc === null ? MUX_PROTOCOL : PLAIN_PROTOCOL))
      return refuse(socket, 400, 'Unknown subprotocol.');

    const known = strangers.admit(request.socket.remoteAddress ?? '');
    if (!known) return refuse(socket, 503, 'Too many connections.');
    socket.on('close', known);
    const answer = (device: Device | null, admission: Admission): void => {
      const server = serverFor(servers, device && device.revokedAt === null ? device.role : 'stranger');
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', nothing); // ws closes by itself; what is wrong is said by the code
        if (!device) {
          onRefused('E_AUTH');
          ws.close(CLOSE.auth, 'this device is not signed in');
        } else if (device.revokedAt !== null) {
          onRefused('E_REVOKED');
          ws.close(CLOSE.revoked, removalReason(device));
        } else if (!admission.ok) {
          onRefused('E_AUTH');
          ws.close(admission.code, admission.reason);
        } else {
          const nonce = token?.startsWith(DEVICE_PROTOCOL) ? randomHex(32) : null;
          welcome({ ws, stream: socket, device, doc: target.doc, session: admission.session, nonce }, options, known);
        }
      });
    };
    const found = async (): Promise<void> => {
      const device = await deviceOf(devices, token, target.doc === null);
      // On a multiplexed socket the session comes with the hello.
      const isAsked = device !== null && device.revokedAt === null && target.doc !== null;
      answer(device, isAsked ? await admit(sessions, device, session ?? null) : NOBODY);
    };
    found().catch(() => refuse(socket, 503, 'The server cannot look this device up. Try again.'));
  };
}

const NOBODY: Admission = { ok: true, session: null };

interface Upgraded {
  readonly ws: WebSocket;
  readonly stream: Duplex;
  readonly device: Device;
  /** Null on a multiplexed socket. */
  readonly doc: string | null;
  readonly session: string | null;
  /** For a device that has named itself, to sign. */
  readonly nonce: string | null;
}

function welcome(
  { ws, stream, device, doc, session, nonce }: Upgraded,
  options: UpgradeOptions,
  known: () => void
): void {
  const { exchange, connections, now, helloMs = HELLO_MS, outdatedMs = OUTDATED_MS } = options;
  const peer = new Peer(ws, device, now, new GatheringWire(ws, stream));
  peer.session = session;
  const admits = (shown: Shown): Promise<Admission> => admitHello(options, device, nonce, shown);
  const challenge = nonce === null ? {} : { challenge: nonce };
  if (doc !== null) known();
  const connection =
    doc === null
      ? serveMux(ws, peer, { exchange, onWelcome: known, helloMs, outdatedMs, admits, ...challenge })
      : servePlain(ws, peer, doc, exchange);
  connections.add(connection);
  ws.on('close', () => connections.remove(connection));
}

/** By its token; or, on a multiplexed socket, by its number, which it is to prove. A device without keys cannot. */
async function deviceOf(devices: Devices, shown: string | undefined, isMux: boolean): Promise<Device | null> {
  if (shown === undefined) return null;
  const no = new RegExp(`^${DEVICE_PROTOCOL.replace('.', '\\.')}([1-9]\\d{0,3})$`).exec(shown)?.[1];
  if (no === undefined || !isMux) return await devices.byToken(shown);
  const device = await devices.byNo(Number(no));
  return device?.keys ? device : null;
}

/** The document an address names; null for `doc` on a multiplexed socket, null for an address that is not ours. */
function targetOf(url: string): { readonly doc: string | null } | 'query' | null {
  const [path = '', query] = url.split('?', 2);
  if (path !== '/sync' && !path.startsWith('/sync/')) return null;
  if (query !== undefined && query !== '') return 'query';
  if (path === '/sync' || path === '/sync/') return { doc: null };
  try {
    return { doc: decodeURIComponent(path.slice('/sync/'.length)) };
  } catch {
    return null;
  }
}

function protocolsOf(request: IncomingMessage): (string | undefined)[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
}

/** One server a role, because ws fixes the largest message when the socket is made. */
function serverFor(
  servers: Map<DeviceRole | 'stranger', WebSocketServer>,
  role: DeviceRole | 'stranger'
): WebSocketServer {
  let server = servers.get(role);
  if (server) return server;
  server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: role === 'stranger' ? STRANGER_BYTES : LIMITS[role].frameBytes + MUX_HEADER,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    // The token is the second protocol: never said back.
    handleProtocols: (offered) => (offered.has(MUX_PROTOCOL) ? MUX_PROTOCOL : PLAIN_PROTOCOL),
    WebSocket: Socket
  });
  servers.set(role, server);
  return server;
}

function refuse(socket: Duplex, status: number, say: string): void {
  const reason = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' }[status] ?? '';
  const head = `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(say)}\r\n\r\n${say}`);
}

/** Counts sockets between the upgrade and the hello. */
class Strangers {
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  /** Counts one more; returns what to call, once or more, when it is known or gone. Null when there are too many. */
  admit(address: string): (() => void) | null {
    const here = this.#byAddress.get(address) ?? 0;
    if (this.#count >= MAX_STRANGERS || here >= MAX_STRANGERS_PER_ADDRESS) return null;
    this.#byAddress.set(address, here + 1);
    this.#count++;
    let isCounted = true;
    return () => {
      if (isCounted) this.#leave(address);
      isCounted = false;
    };
  }

  #leave(address: string): void {
    const here = (this.#byAddress.get(address) ?? 1) - 1;
    if (here > 0) this.#byAddress.set(address, here);
    else this.#byAddress.delete(address);
    this.#count--;
  }
}

/**
 * Listeners that a socket keeps for as long as it is open are made out here: one made inside the function above would keep all that
 * is known there, the request with its headers first of all, a few kilobytes a connection.
 */
function destroyIt(this: Duplex): void {
  this.destroy();
}

function nothing(): void {}

/** Headers and the hello each have this long; the HTTP server is set to the same. */
export const STRANGER_MS = HELLO_MS;
