import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as decoding from 'lib0/decoding';
import { WebSocket } from 'ws';
import type { Fact } from '#domain/fact.ts';
import { BOOTS_PER_DEVICE } from '#domain/ids.ts';
import { decodeAnswer, MESSAGE, type Ack, type No } from '#protocol/doc-messages.ts';
import type { DeviceCredentials, SetUpRequest } from '#protocol/http.ts';
import { decodeMux, encodeMux, MUX_PROTOCOL, PLAIN_PROTOCOL, type MuxFrame } from '#protocol/mux-frames.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { encodeStep1, encodeUpdate, readSync, type SyncMessage } from '#protocol/sync-messages.ts';
import { encodeRun } from '#protocol/update.ts';
import type { EnrolledRole } from '#server/people/devices.ts';
import type { Person } from '#server/people/people.ts';
import { startServer, type RunningServer, type ServerOptions } from '#server/server.ts';

export const DAY = 'day/main/2026-11-20';

/** An invented practice. */
export const PRACTICE: SetUpRequest = {
  practiceName: 'Maple Street Family Practice',
  siteName: 'Main office',
  zone: 'America/New_York',
  manager: { name: 'Ada Example', passphrase: 'correct horse battery' },
  practitioners: [{ given: 'Min', family: 'Kim', called: 'Dr Kim' }],
  rooms: ['Room 1', 'Room 2'],
  hours: [[], ...Array.from({ length: 5 }, () => [{ from: 480, to: 1020 }]), []]
};

export interface Rig extends RunningServer {
  readonly dataDir: string;
  readonly http: string;
  readonly ws: string;
  /** Without a browser; at a desk, u-1 is signed in. */
  enrol(role: EnrolledRole): Promise<DeviceCredentials>;
  /** Makes somebody known, without a passphrase, and signs them in; answers their session's token. */
  signIn(device: DeviceCredentials, person: Person): Promise<string>;
  dispose(): Promise<void>;
}

/** A real server on a free port and a folder of its own. */
export async function startRig(options: Partial<ServerOptions> = {}): Promise<Rig> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'anteroom-server-'));
  const server = await startServer({ port: 0, host: '127.0.0.1', ...options, dataDir });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  return {
    ...server,
    stop,
    dataDir,
    http: `http://127.0.0.1:${server.port}`,
    ws: `ws://127.0.0.1:${server.port}`,
    async enrol(role) {
      const device = await server.clinic.enrol({ role, site: 'main' });
      if (role === 'desk') await signIn(server, device, CLERK);
      return device;
    },
    signIn: (device, person) => signIn(server, device, person),
    async dispose() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
}

/** Who signs the facts of these tests. */
export const CLERK: Person = { user: 'u-1', name: 'Robin Clerk', initials: 'RC', role: 'clerk' };

async function signIn({ core }: RunningServer, { deviceNo }: DeviceCredentials, person: Person): Promise<string> {
  const { user, name, initials, role } = person;
  const sql = `INSERT INTO people ("user", name, name_key, initials, role, salt, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`;
  const nothing = new Uint8Array(32);
  await core.records.ask(sql, user, name, name.toLowerCase(), initials, role, nothing, nothing);
  const { token } = await core.sessions.start(deviceNo, user);
  await core.tellPeopleChanged();
  return token;
}

/** A socket that remembers what came, and waits for what should. */
export class TestSocket {
  readonly ws: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly received: Uint8Array[] = [];
  #wake: (() => void)[] = [];

  constructor(url: string, protocols: string[], headers: Record<string, string> = {}) {
    this.ws = new WebSocket(url, protocols, { headers });
    this.ws.on('message', (data: Buffer) => {
      this.received.push(data);
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        for (const wake of this.#wake.splice(0)) wake();
      });
    });
    this.ws.on('error', () => undefined);
  }

  /** The HTTP status when the upgrade was refused; 101 when not. */
  status(): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      this.ws.on('open', () => resolve({ status: 101, text: '' }));
      this.ws.on('unexpected-response', (_, response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      this.ws.on('error', reject);
    });
  }

  async opened(): Promise<this> {
    if (this.ws.readyState !== WebSocket.OPEN) await new Promise((resolve) => this.ws.once('open', resolve));
    return this;
  }

  /** The next message, of those that came and were not asked for yet, that `pick` makes something of. */
  async next<T>(pick: (message: Uint8Array) => T | null | undefined): Promise<T> {
    for (;;) {
      for (const [i, message] of this.received.entries()) {
        const picked = pick(message);
        if (picked === null || picked === undefined) continue;
        this.received.splice(0, i + 1);
        return picked;
      }
      if (this.ws.readyState === WebSocket.CLOSED) throw new Error('the socket closed');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

/** A document's messages over either kind of socket, as a device without Yjs speaks them. */
export interface DocClient {
  readonly socket: TestSocket;
  readonly client: number;
  send(message: Uint8Array): void;
  /** Appends facts at a clock and waits for the answer. */
  append(clock: number, facts: readonly Fact[]): Promise<Ack | No>;
  answer(): Promise<Ack | No>;
  sync(): Promise<SyncMessage>;
  /** Sends step 1 and waits for step 2. */
  join(have?: Uint8Array): Promise<void>;
}

export async function plainClient(rig: Rig, device: DeviceCredentials, doc: string): Promise<DocClient> {
  const socket = await new TestSocket(`${rig.ws}/sync/${doc}`, [PLAIN_PROTOCOL, device.token]).opened();
  return docClient(
    socket,
    device,
    (message) => socket.ws.send(message),
    (message) => message
  );
}

/** A multiplexed socket that has been welcomed. */
export async function muxSocket(rig: Rig, device: DeviceCredentials, news = false): Promise<TestSocket> {
  const socket = await new TestSocket(`${rig.ws}/sync`, [MUX_PROTOCOL, device.token]).opened();
  socket.ws.send(encodeMux({ type: 'hello', schema: SCHEMA, build: 'test', news }));
  await socket.next((bytes) => muxOf(bytes, 'welcome'));
  return socket;
}

export function openChannel(socket: TestSocket, device: DeviceCredentials, channel: number, doc: string): DocClient {
  socket.ws.send(encodeMux({ type: 'open', channel, doc }));
  const send = (bytes: Uint8Array): void => socket.ws.send(encodeMux({ type: 'message', channel, bytes }));
  return docClient(socket, device, send, (bytes) => {
    const frame = muxOf(bytes, 'message');
    return frame?.channel === channel ? frame.bytes : null;
  });
}

export function muxOf<T extends MuxFrame['type']>(bytes: Uint8Array, type: T): Extract<MuxFrame, { type: T }> | null {
  const frame = decodeMux(bytes);
  return frame.type === type ? (frame as Extract<MuxFrame, { type: T }>) : null;
}

export const fact = (n: number, by = 'u-1'): Fact => ({ kind: 'visit/ready', at: n, by, of: { visit: `v-${n}` } });

export function docClient(
  socket: TestSocket,
  device: DeviceCredentials,
  send: (message: Uint8Array) => void,
  unwrap: (bytes: Uint8Array) => Uint8Array | null
): DocClient {
  const client = device.deviceNo * BOOTS_PER_DEVICE;
  const answer = (): Promise<Ack | No> =>
    socket.next((bytes) => {
      const message = unwrap(bytes);
      return message && decodeAnswer(message);
    });
  const sync = (): Promise<SyncMessage> =>
    socket.next((bytes) => {
      const message = unwrap(bytes);
      if (message?.[0] !== MESSAGE.sync) return null;
      const input = decoding.createDecoder(message);
      decoding.readVarUint(input);
      return readSync(input);
    });
  return {
    socket,
    client,
    send,
    answer,
    sync,
    append(clock, facts) {
      send(encodeUpdate(encodeRun({ client, clock, facts })));
      return answer();
    },
    async join(have = Uint8Array.of(0)) {
      send(encodeStep1(have));
      while ((await sync()).type !== 'step2');
    }
  };
}
