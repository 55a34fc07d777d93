import type { WebSocket } from 'ws';
import { BOOTS_PER_DEVICE, clientIdOf, type DeviceNo } from '#domain/ids.ts';
import type { NewOf } from '#domain/fact.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import { practiceDoc } from '#domain/documents.ts';
import { CLOSE } from '#protocol/codes.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { EPOCH_HEADER, HEAD_HEADER } from '#protocol/feed.ts';
import { MUX_PROTOCOL } from '#protocol/mux-frames.ts';
import { decodePushAnswers } from '#protocol/push.ts';
import { Agent } from '#server/agent/agent.ts';
import { Answers } from '#server/connection/answers.ts';
import { Connections } from '#server/connection/connections.ts';
import { Hub } from '#server/connection/hub.ts';
import { HELLO_MS, serveMux } from '#server/connection/mux.ts';
import { Peer } from '#server/connection/peer.ts';
import { ownFacts, takePush } from '#server/connection/take-push.ts';
import { bootstrapFor } from '#server/feed/bootstrap.ts';
import { changesFor, MAX_CHANGES } from '#server/feed/changes.ts';
import { Gate } from '#server/gate/gate.ts';
import { Reseeding } from '#server/gate/reseeding.ts';
import { Writer } from '#server/gate/writer.ts';
import { JournalFault, type Journal } from '#server/journal/journal.ts';
import type { Device } from '#server/people/devices.ts';
import { newProcess, type Process, type World } from '../engine/world.ts';
import { MemoryJournal, newJournalDisk, type CommitStep, type JournalDisk } from './memory-journal.ts';
import { SqliteDisk } from './sqlite-disk.ts';
import type { ServerSocket } from './network.ts';

/** What of the server outlives its process. */
export interface ServerDisk {
  journal: JournalDisk;
  devices: (Device & { readonly token: string })[];
  agentBoots: number;
  /** When this life began with a restore. */
  restoredAt: number | null;
}

const AGENT_NO: DeviceNo = 1;
const AGENT = { deviceNo: AGENT_NO, role: 'agent', site: 'main' } as const;
const ZONE = 'America/New_York';
/** A group commit takes this long, and up to as much again. */
const FSYNC_MS = 1;

/** The sync server as `sync-server/src/server.ts` composes it, on a simulated disk and network. */
export class SimServer {
  readonly disk: ServerDisk;
  process: Process = newProcess('server');
  /** Clock of the server's machine, against the world's. */
  skewMs = 0;
  isFull = false;
  /** Its build is one that knows less (F15). */
  isOlder = false;
  /** Which step of the next commit kills it. */
  diesAt: CommitStep | null = null;
  onDeath: () => void = () => undefined;
  journal!: Journal;
  gate!: Gate;
  hub!: Hub;
  answers!: Answers;
  connections!: Connections;
  agent: Agent | null = null;
  readonly #world: World;
  readonly #hasAgent: boolean;

  /** The real journal; null for the simulated one. What it took is in `disk.journal.rows` as well, to be held against it. */
  readonly sqlite: SqliteDisk | null;

  constructor(world: World, { hasAgent, isSqlite }: { readonly hasAgent: boolean; readonly isSqlite: boolean }) {
    this.#world = world;
    this.#hasAgent = hasAgent;
    this.sqlite = isSqlite ? new SqliteDisk('epoch-1') : null;
    this.disk = { journal: newJournalDisk('epoch-1'), devices: [], agentBoots: 0, restoredAt: null };
    this.process.alive = false;
  }

  get isUp(): boolean {
    return this.process.alive;
  }

  readonly now = (): number => Math.floor(this.#world.now + this.skewMs);

  start(): void {
    const world = this.#world;
    const process = newProcess('server');
    this.process = process;
    const before = world.current;
    world.current = process;
    this.journal = this.sqlite ? this.#sqliteJournal(this.sqlite, process) : this.#memoryJournal(process);
    this.gate = new Gate({
      journal: this.journal,
      isReadOnly: () => this.sqlite !== null && this.isFull,
      onRefused: (code) => world.sometimes(`refused ${code}`)
    });
    this.hub = new Hub();
    this.answers = new Answers(this.journal);
    this.connections = new Connections();
    const { hub, connections } = this;
    this.journal.onCommit((rows) => {
      if (!process.alive) return;
      hub.deliver(rows);
      connections.journalGrew();
    });
    this.agent = this.#hasAgent ? this.#newAgent(process) : null;
    world.current = before;
    world.tell('server', 'starts');
  }

  #memoryJournal(process: Process): Journal {
    const world = this.#world;
    return new MemoryJournal(this.disk.journal, {
      now: this.now,
      soon: (work) => void world.after(process, FSYNC_MS * (1 + world.random()), 'fsync', work),
      at: (step) => this.#commitStep(process, step),
      isHashed: false
    });
  }

  #sqliteJournal(sqlite: SqliteDisk, process: Process): Journal {
    const journal = sqlite.open({
      now: this.now,
      onFatal: (error) => this.#fault('journal', error),
      // As `server.ts` does: who has it open comes back and reads it anew.
      onMended: () => {
        this.#world.sometimes('a damaged document was mended by its writers');
        this.#world.after(process, 250, 'mended', () => this.#readAnew(process));
      }
    });
    journal.onCommit((rows) => {
      this.disk.journal.rows.push(...rows.map(({ origin: _, ...row }) => row));
      if (this.diesAt !== null) this.#commitStep(process, this.diesAt);
    });
    return journal;
  }

  #readAnew(process: Process): void {
    this.connections.comeBack();
    void this.agent?.stop();
    this.agent = this.#hasAgent ? this.#newAgent(process) : null;
  }

  /** A bit of a row flips on the disk while nobody looks; the server finds it when it starts (P11). */
  flip(seq: number, bit: number): void {
    if (!this.sqlite) return;
    this.kill();
    this.sqlite.flip(seq, bit);
    this.#world.tell('server', `a bit of row ${seq} flips`);
    this.#world.sometimes('a bit flipped on the server’s disk');
  }

  /** Ends at once, as by SIGKILL or a power cut: what was not on disk is lost, and every connection. */
  kill(): void {
    if (!this.process.alive) return;
    this.#world.tell('server', 'dies');
    this.process.alive = false;
    this.onDeath();
  }

  enrol(role: 'desk' | 'kiosk' | 'board' | 'room', label: string): DeviceCredentials {
    const deviceNo = this.disk.devices.length + 3;
    const token = `token-${deviceNo}`;
    const device = { deviceNo, role, site: 'main', label, enrolledAt: this.now(), revokedAt: null, token };
    this.disk.devices.push(device);
    const clientIdBase = deviceNo * BOOTS_PER_DEVICE;
    return { deviceNo, role, site: 'main', zone: ZONE, label, token, epoch: this.disk.journal.epoch, clientIdBase };
  }

  revoke(deviceNo: DeviceNo): void {
    this.disk.devices = this.disk.devices.map((device) =>
      device.deviceNo === deviceNo ? { ...device, revokedAt: this.now() } : device
    );
    if (this.isUp) this.connections.revoke(deviceNo);
  }

  /** The first facts of a practice, as set-up writes them. */
  async setUp(facts: readonly NewOf<PracticeFact>[]): Promise<void> {
    await this.#writer().record(practiceDoc, facts);
  }

  /** As `upgrade.ts` welcomes a socket. */
  accept(socket: ServerSocket, protocols: readonly string[]): void {
    const [protocol, token] = protocols;
    const device = this.disk.devices.find((one) => one.token === token);
    if (protocol !== MUX_PROTOCOL || !device) return socket.close(CLOSE.auth, 'this device is not signed in');
    if (device.revokedAt !== null) return socket.close(CLOSE.revoked, 'this device was removed');
    const ws = socket as unknown as WebSocket; // it has all of ws that the connection uses
    const peer = new Peer(ws, device, this.now);
    const exchange = {
      journal: this.journal,
      gate: this.gate,
      hub: this.hub,
      answers: this.answers,
      onRefused: (code: string) => this.#world.sometimes(`refused ${code}`),
      onFault: (error: unknown) => this.#fault('connection', error)
    };
    const connection = serveMux(ws, peer, { exchange, onWelcome: () => undefined, helloMs: HELLO_MS });
    this.connections.add(connection);
    socket.on('close', () => this.connections.remove(connection));
  }

  /** `GET /sync/changes` and `/sync/bootstrap`, as `http/handler.ts` answers them. Null: not signed in. */
  answer(path: string, token: string): { headers: Map<string, string>; records: AsyncIterable<Uint8Array> } | null {
    const device = this.disk.devices.find((one) => one.token === token);
    if (!device || device.revokedAt !== null) return null;
    const url = new URL(path, 'http://server');
    const records =
      url.pathname === '/sync/changes'
        ? changesFor(this.journal, device, Number(url.searchParams.get('since')), MAX_CHANGES)
        : bootstrapFor(this.journal, device, url.searchParams.get('after') ?? '');
    const headers = new Map([
      [EPOCH_HEADER, this.journal.epoch],
      [HEAD_HEADER, String(this.journal.head())]
    ]);
    return { headers, records };
  }

  /** `POST /sync/push` and `/sync/reseed`. Null: not signed in. */
  async take(path: string, token: string, body: Uint8Array): Promise<Uint8Array | null> {
    const device = this.disk.devices.find((one) => one.token === token);
    if (!device || device.revokedAt !== null) return null;
    const { gate, now } = this;
    const { restoredAt } = this.disk;
    const byNo = (no: DeviceNo) =>
      Promise.resolve(no === AGENT_NO ? AGENT : (this.disk.devices.find(({ deviceNo }) => deviceNo === no) ?? null));
    const take =
      path === '/sync/push' ? ownFacts(gate) : new Reseeding({ gate, restoredAt, now, devices: { byNo } }).take;
    const reply = await takePush(body, device, { take, budget: null });
    for (const answer of decodePushAnswers(reply)) {
      if (path === '/sync/reseed')
        this.#world.sometimes(`given again: ${answer.type === 'ack' ? 'taken' : answer.code}`);
      else this.#world.sometimes(`pushed: ${answer.type}`);
    }
    return reply;
  }

  /** Back to what a backup had: later rows are gone, and a new life begins (F17). */
  restore(seq: number, epoch: string): void {
    const { rows, quarantined } = this.disk.journal;
    this.disk.journal = { ...newJournalDisk(epoch), rows: rows.slice(0, seq), quarantined };
    this.sqlite?.restore(this.disk.journal.rows, epoch);
    // Clients of the agent from the lost life must not be used again by the new one.
    this.disk.agentBoots += 1_000;
    this.disk.restoredAt = this.now();
  }

  #commitStep(process: Process, step: CommitStep): 'dead' | 'full' | null {
    if (!process.alive) return 'dead';
    if (step === 'before' && this.isFull) return 'full';
    if (this.diesAt !== step) return null;
    this.diesAt = null;
    this.#world.sometimes(`server died ${step} in a commit`);
    this.kill();
    return 'dead';
  }

  #newAgent(process: Process): Agent {
    const agent = new Agent({
      journal: this.journal,
      writer: this.#writer(),
      now: this.now,
      key: KEY,
      devices: {
        all: () => Promise.resolve(this.disk.devices),
        byNo: (no) => Promise.resolve(this.disk.devices.find(({ deviceNo }) => deviceNo === no) ?? null)
      },
      onFault: (error) => {
        const isDamaged = error instanceof JournalFault && error.code === 'damaged';
        if (!this.isFull && !isDamaged && process.alive) this.#fault('agent', error);
      }
    });
    void agent.start();
    return agent;
  }

  #fault(where: string, error: unknown): void {
    this.#world.fail(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  #writer(): Writer {
    const newClient = (): Promise<number> => Promise.resolve(clientIdOf(AGENT_NO, ++this.disk.agentBoots));
    return new Writer({ gate: this.gate, device: AGENT, newClient, now: this.now });
  }
}

const point = Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 4 : i));

/** With the sealing of the simulation a private key is its own public one. */
const KEY = {
  keyId: 'sim-key',
  publicKey: point,
  privateKey: {
    kty: 'EC',
    crv: 'P-256',
    x: Buffer.from(point).toString('hex'),
    d: Buffer.from(point).toString('base64url')
  }
};
export const ARRIVALS_KEY = KEY;
