import { openAuditLog } from '#boot/audit-log.ts';
import { deviceClock, type DeviceClock } from '#boot/device-clock.ts';
import { firstScreen } from '#boot/first-screen.ts';
import { statusBoard, type StatusBoard } from '#boot/status.ts';
import { makeStation } from '#boot/station.ts';
import { stationBlobs } from '#boot/blobs.ts';
import { connect } from '#boot/connect.ts';
import { startUpkeep, type Upkeep, type UpkeepOptions, type UpkeepReports } from '#boot/upkeep.ts';
import { daySeedOf } from '#protocol/day-keys.ts';
import { arrivalsPrivateKey } from '#protocol/envelope.ts';
import type { DocId } from '#domain/documents.ts';
import type { EntryName } from '#domain/audit/chain.ts';
import { clientIdOf, idFrom } from '#domain/ids.ts';
import { kioskCodeFrom } from '#domain/intake/kiosk-secret.ts';
import { localDateOf } from '#domain/time.ts';
import { createReplica, type Replica } from '#replica/replica.ts';
import type { AuditLog } from '#station/audit-log.ts';
import { NO_BOARD_AREAS } from '#station/board-areas.ts';
import { NO_KIOSK_DAY } from '#station/kiosk-day.ts';
import type { Station } from '#station/station.ts';
import type { Database } from '#storage/database.ts';
import { nextBoot, readMeta, writeMeta } from '#storage/meta.ts';
import { readOutbox } from '#storage/outbox.ts';
import { createStore, type Store } from '#storage/store.ts';
import type { Seams } from '#sync/seams.ts';
import { newProcess, type Process, type World } from '../engine/world.ts';
import type { Fault, TabOfDisk } from './memory-database.ts';
import { Wire } from './network.ts';
import { simFetch } from './request.ts';
import type { SimDevice } from './sim-device.ts';
import { ARRIVALS_KEY, type SimServer } from './sim-server.ts';

/** What the checker is told of a tab, as it happens. */
export interface TabWatch {
  saved(device: SimDevice, doc: DocId, update: Uint8Array): void;
  /** The server answers a push. */
  pushed(device: SimDevice, body: Uint8Array, answers: Uint8Array): void;
  /** A ticket was given. */
  ticket(device: SimDevice, date: string, ticket: string): void;
  /** The status line has been told what waits. */
  outboxRead(device: SimDevice, tab: SimTab): void;
}

export interface TabParts {
  readonly world: World;
  readonly device: SimDevice;
  readonly server: SimServer;
  readonly watch: TabWatch;
}

/** One tab of a device: what `src/boot` composes in a browser, on the simulated one. */
export class SimTab implements TabOfDisk {
  readonly process: Process;
  readonly status: StatusBoard;
  readonly database: Database;
  station: Station | null = null;
  isLeading = false;
  store: Store | null = null;
  replica: Replica | null = null;
  /** What the next transactions meet. */
  faults: Fault[] = [];
  /** What the next commit of this tab brings about. */
  diesInCommit: (() => void) | null = null;
  readonly #parts: TabParts;
  readonly #bootedAt: number;
  readonly #nudges = new Set<() => void>();
  #isReading = false;
  #isStale = false;

  constructor(parts: TabParts, name: string) {
    this.#parts = parts;
    this.process = newProcess(name);
    this.#bootedAt = parts.world.now;
    this.status = listened(parts.device);
    this.database = parts.device.disk.open(this);
  }

  faultNow(isWrite: boolean): Fault {
    const { device } = this.#parts;
    if (isWrite && device.isFull) {
      this.#parts.world.sometimes('device full while saving');
      return 'full';
    }
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
    const connected = connect({
      surface,
      credentials,
      store,
      replica,
      clock,
      status: this.status,
      origin: 'http://server',
      build: 'sim',
      key: null,
      platform: {
        seams: this.#seams(),
        locks: device.locks.of(this.process),
        upkeep: (options, reports) => this.#upkeep(options, reports),
        nudged: (nudge) => {
          this.#nudges.add(nudge);
          return () => this.#nudges.delete(nudge);
        }
      }
    });
    const station = makeStation({
      surface,
      credentials,
      user: device.user,
      database: store.database,
      replica,
      clock,
      status: this.status,
      screen: firstScreen(),
      audit: this.#auditLog(replica, clock),
      directory: { find: async () => [], likelyPairs: async () => ({ pairs: [], total: 0, compared: 0 }) },
      open: connected.open,
      sendAgain: connected.sendAgain,
      care: NO_CARE,
      storageKey: NO_KEY,
      // Contents go by their own road (tests/contracts/scans.test.ts); here everything else is tried.
      blobs: () => stationBlobs({ database: store.database, now: clock.now, calls: null }),
      arrivalsKey: async () =>
        surface === 'desk'
          ? {
              keyId: ARRIVALS_KEY.keyId,
              privateKey: await arrivalsPrivateKey(ARRIVALS_KEY.privateKey),
              daySeed: await daySeedOf(ARRIVALS_KEY.privateKey)
            }
          : null,
      kioskDay: NO_KIOSK_DAY,
      boardAreas: NO_BOARD_AREAS
    });
    const newTicket = async (): Promise<string> => {
      const date = station.today();
      const ticket = await station.newTicket();
      watch.ticket(device, date, ticket);
      return ticket;
    };
    // What a code is stretched with takes a third of a second of a thread of its own; here it takes none.
    const newCode: Station['newCode'] = () => {
      const secret = crypto.getRandomValues(new Uint8Array(32));
      return Promise.resolve({ text: kioskCodeFrom(secret.slice(0, 8)), stretched: secret });
    };
    this.station = { ...station, newTicket, newCode };
  }

  /** The access log as `src/boot/open-tab-audit.ts` opens it; nothing is signed here. A board writes none. */
  #auditLog(replica: Replica, clock: DeviceClock): AuditLog {
    const { device, world } = this.#parts;
    const { deviceNo, zone } = device.credentials;
    if (device.surface === 'board')
      return { saw: () => undefined, did: () => undefined, note: () => Promise.resolve() };
    const newSession = (): string => idFrom(crypto.getRandomValues(new Uint8Array(10)));
    const log = openAuditLog({
      device: deviceNo,
      user: device.user.user,
      session: newSession(),
      newSession,
      replica,
      now: clock.now,
      today: () => localDateOf(clock.now(), zone),
      last: {
        read: () => readMeta<EntryName>(this.database, 'audit-last'),
        keep: (name) => writeMeta(this.database, 'audit-last', name)
      },
      after: (ms, run) => world.after(this.process, ms, 'access log', run)
    });
    log.saw({ action: 'session/began', refs: [`device:${deviceNo}`] });
    return { saw: (note) => log.saw(note), did: (note) => log.did(note), note: (note) => log.note(note) };
  }

  /** As `liveQuery` follows the outbox: asked again after each commit of the device. */
  readOutbox(): void {
    const { world } = this.#parts;
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    world.after(this.process, 0, 'outbox', () => void this.#followOutbox());
  }

  /** What changed while it was read is read again before it is shown, as Dexie does. */
  async #followOutbox(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const state = await readOutbox(this.database).catch(() => null);
      if (!state || this.#isStale) continue;
      this.status.set(state);
      this.#parts.watch.outboxRead(this.#parts.device, this);
    }
    this.#isReading = false;
  }

  /** The browser thinks the network is back. */
  nudge(): void {
    for (const nudge of this.#nudges) nudge();
  }

  /** The worker of the leading tab: the same disk, a connection of its own. */
  #upkeep(options: UpkeepOptions, reports: UpkeepReports): Upkeep {
    const { device } = this.#parts;
    this.isLeading = true;
    const upkeep = startUpkeep(options, reports, {
      seams: this.#seams(),
      open: () => Promise.resolve(device.disk.open(this)),
      wall: () => device.wall(),
      fullness: () => Promise.resolve(null)
    });
    return {
      ...upkeep,
      stop: () => {
        this.isLeading = false;
        upkeep.stop();
      }
    };
  }

  #seams(): Seams {
    const { world, device, server, watch } = this.#parts;
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
      fetch: (url, init) =>
        simFetch(
          { world, link, tab: process, server, pushed: (body, answers) => watch.pushed(device, body, answers) },
          url,
          init
        )
    };
  }
}

/** Nobody sees to its storage by hand. */
/** Its store is in the clear. */
const NO_KEY: Station['storageKey'] = {
  watch: () => () => undefined,
  change: () => Promise.reject(new Error('no key'))
};

const NO_CARE: Station['care'] = {
  freeSpace: () => Promise.resolve(null),
  dropRecords: () => Promise.resolve(),
  fetchRecords: () => Promise.resolve(),
  holdFirstSync: () => Promise.resolve()
};

/** A status board, and what it says of the link to the device it is of: whether the server has turned it away. */
function listened(device: SimDevice): StatusBoard {
  const board = statusBoard();
  const fault: StatusBoard['fault'] = (of, words) => {
    if (of === 'link') device.turnedAway = words;
    board.fault(of, words);
  };
  return Object.create(board, { fault: { value: fault } }) as StatusBoard; // it is one, with an ear at it
}
