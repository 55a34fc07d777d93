import { deviceClock } from '#boot/device-clock.ts';
import { statusBoard, type StatusBoard } from '#boot/status.ts';
import { makeStation } from '#boot/station.ts';
import { feedDisk, GAPS_KEY, syncDisk } from '#boot/sync-disk.ts';
import { arrivalsPrivateKey } from '#protocol/envelope.ts';
import type { DocId } from '#domain/documents.ts';
import { clientIdOf } from '#domain/ids.ts';
import { createReplica, type Replica } from '#replica/replica.ts';
import type { Station } from '#station/station.ts';
import { compact, longTails } from '#storage/compaction.ts';
import type { Database } from '#storage/database.ts';
import { nextBoot, readMeta, writeMeta } from '#storage/meta.ts';
import { readOutbox } from '#storage/outbox.ts';
import { createStore, type Store } from '#storage/store.ts';
import { Feed } from '#sync/feed.ts';
import { standForLeader, type Candidate } from '#sync/leader.ts';
import { pause, type Seams } from '#sync/seams.ts';
import { startSync, type Sync, type SyncDisk } from '#sync/sync.ts';
import { newProcess, type Process, type World } from '../engine/world.ts';
import type { Fault, TabOfDisk } from './memory-database.ts';
import { Wire } from './network.ts';
import { simFetch } from './request.ts';
import type { SimDevice } from './sim-device.ts';
import { ARRIVALS_KEY, type SimServer } from './sim-server.ts';

/** What the checker is told of a tab, as it happens. */
export interface TabWatch {
  saved(device: SimDevice, doc: DocId, update: Uint8Array): void;
  acknowledged(device: SimDevice, doc: DocId, client: number, clock: number): void;
  /** The status line has been told what waits. */
  outboxRead(device: SimDevice, tab: SimTab): void;
}

export interface TabParts {
  readonly world: World;
  readonly device: SimDevice;
  readonly server: SimServer;
  readonly watch: TabWatch;
}

const REPAIR_MS = 20_000;
const TIDY_EVERY_MS = 60_000;

/** One tab of a device: what `src/boot` composes in a browser, on the simulated one. */
export class SimTab implements TabOfDisk {
  readonly process: Process;
  readonly status: StatusBoard = statusBoard();
  readonly database: Database;
  station: Station | null = null;
  sync: Sync | null = null;
  isLeading = false;
  store: Store | null = null;
  replica: Replica | null = null;
  /** What the next transactions meet. */
  faults: Fault[] = [];
  readonly #parts: TabParts;
  readonly #bootedAt: number;
  #isReading = false;
  #readAgain = false;

  constructor(parts: TabParts, name: string) {
    this.#parts = parts;
    this.process = newProcess(name);
    this.#bootedAt = parts.world.now;
    this.database = parts.device.disk.open(this);
  }

  faultNow(isWrite: boolean): Fault {
    const { device } = this.#parts;
    if (isWrite && device.isFull) return 'full';
    return this.faults.shift() ?? null;
  }

  writeMs(): number {
    const { world, device } = this.#parts;
    return device.isSlow ? 200 + world.random() * 5_000 : 1 + world.random() * 4;
  }

  hearMs(): number {
    return this.#parts.world.random() * 2;
  }

  /** Reads what the disk has of this device, and begins. */
  async start(): Promise<void> {
    const { device, world, watch } = this.#parts;
    const { credentials, surface } = device;
    const clock = await deviceClock(this.database, () => device.wall());
    const store = createStore(this.database, { now: clock.now });
    const newClient = async (): Promise<number> => {
      const boot = await nextBoot(this.database);
      world.tell(this.process.name, `boot ${boot}`);
      return clientIdOf(credentials.deviceNo, boot);
    };
    const replica = createReplica({ store, newClient, now: clock.now });
    this.store = store;
    this.replica = replica;
    replica.onUpdate(({ doc, update, origin }) => {
      if (origin === 'here') watch.saved(device, doc, update);
    });
    this.readOutbox();
    const connected = this.#connect(store, replica, clock);
    this.station = makeStation({
      surface,
      credentials,
      user: device.user,
      store,
      replica,
      clock,
      status: this.status,
      find: async () => [],
      open: connected.open,
      arrivalsKey: async () =>
        surface === 'desk'
          ? { keyId: ARRIVALS_KEY.keyId, privateKey: await arrivalsPrivateKey(ARRIVALS_KEY.privateKey) }
          : null
    });
  }

  /** As `liveQuery` follows the outbox: asked again after each commit of the device. */
  readOutbox(): void {
    const { world, watch, device } = this.#parts;
    if (this.#isReading) {
      this.#readAgain = true;
      return;
    }
    this.#isReading = true;
    world.after(this.process, 0, 'outbox', () => {
      void readOutbox(this.database)
        .then(
          (state) => {
            this.status.set(state);
            watch.outboxRead(device, this);
          },
          () => undefined
        )
        .then(() => {
          this.#isReading = false;
          if (!this.#readAgain) return;
          this.#readAgain = false;
          this.readOutbox();
        });
    });
  }

  /** The browser thinks the network is back. */
  nudge(): void {
    this.sync?.nudge();
  }

  /** As `src/boot/connect.ts` joins replica and store to the server. */
  #connect(store: Store, replica: Replica, clock: Awaited<ReturnType<typeof deviceClock>>): { open: Sync['open'] } {
    const { device, watch } = this.#parts;
    const { credentials, surface } = device;
    const options = { store, replica, device: credentials.deviceNo, epoch: credentials.epoch, now: clock.now };
    const seams = this.#seams();
    const real = syncDisk(options);
    const disk: SyncDisk = {
      ...real,
      acknowledged: (doc, client, upTo) => {
        watch.acknowledged(device, doc, client, upTo);
        return real.acknowledged(doc, client, upTo);
      }
    };
    const feed = new Feed({
      origin: '',
      token: credentials.token,
      disk: feedDisk(options),
      seams,
      progress: (firstSync) => this.status.set({ firstSync })
    });
    const sync = startSync({
      url: 'wss://server/sync',
      token: credentials.token,
      build: 'sim',
      device: { no: credentials.deviceNo, role: credentials.role },
      disk,
      seams,
      now: clock.now,
      isOwn: replica.isOwn,
      link: (link, why) => {
        this.#parts.world.note(this.process.name, `${link} ${why ?? ''}`);
        device.turnedAway = why ?? (link === 'live' ? null : device.turnedAway);
        this.status.set({
          link,
          offlineSince: link === 'live' ? null : (this.status.value.offlineSince ?? clock.now())
        });
      },
      beat: (serverNow, head) => {
        clock.heard(serverNow);
        this.status.set({ lastHeard: clock.lastHeard(), clockOffsetMs: clock.offsetMs() });
        candidate.beat();
        feed.news(head);
      }
    });
    this.sync = sync;
    const candidate: Candidate = standForLeader({
      name: `${store.database.name}-leader`,
      seams,
      locks: device.locks.of(this.process),
      isSeen: () => true,
      lead: (signal) => {
        this.isLeading = true;
        signal.addEventListener('abort', () => (this.isLeading = false), { once: true });
        sync.lead(signal);
        void feed.run(signal);
        void this.#repair(store, sync, seams, signal);
        void this.#tidy(seams, signal);
      }
    });
    replica.onUpdate(({ doc, update, origin }) => sync.stored(doc, update, origin));
    device.replicas.add(this);
    if (surface === 'desk' || surface === 'room') sync.open('practice');
    return { open: (doc) => sync.open(doc) };
  }

  async #repair(store: Store, sync: Sync, seams: Seams, signal: AbortSignal): Promise<void> {
    const gaps = (await readMeta<readonly DocId[]>(store.database, GAPS_KEY).catch(() => undefined)) ?? [];
    if (gaps.length > 0 && !signal.aborted) {
      this.#parts.world.sometimes('gap in the feed repaired over a live document');
      const closers = gaps.slice(0, 10).map((doc) => sync.open(doc));
      seams.after(REPAIR_MS, () => closers.forEach((close) => close()));
      await writeMeta(store.database, GAPS_KEY, gaps.slice(10)).catch(() => undefined);
    }
    const cancel = seams.after(REPAIR_MS, () => void this.#repair(store, sync, seams, signal));
    signal.addEventListener('abort', cancel, { once: true });
  }

  async #tidy(seams: Seams, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const docs = await longTails(this.database).catch(() => []);
      for (const doc of docs) if (!signal.aborted) await compact(this.database, doc).catch(() => false);
      await pause(seams, TIDY_EVERY_MS, signal);
    }
  }

  #seams(): Seams {
    const { world, device, server } = this.#parts;
    const { process } = this;
    const { link } = device;
    return {
      elapsed: () => world.now - this.#bootedAt,
      random: world.random,
      after: (ms, work) => world.after(process, ms, 'timer', work),
      dial: (_url, protocols) => {
        const wire = new Wire(world, link, process, device.tamper);
        if (link.cable !== 'half-open')
          world.after(world.outside, link.delay(), 'dial', () => {
            if (link.cable !== 'up' || !server.isUp) return wire.cut();
            world.after(server.process, 0, 'accept', () => server.accept(wire.join(server.process), protocols));
          });
        return wire.client as unknown as WebSocket; // all of one that mux-socket.ts uses
      },
      fetch: (url, init) => simFetch({ world, link, tab: process, server }, url, init)
    };
  }
}
