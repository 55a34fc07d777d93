import type { DocId } from '#domain/documents.ts';
import type { DeviceCredentials } from '#protocol/http.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import type { Station, Surface } from '#station/station.ts';
import type { World } from '../engine/world.ts';
import { MemoryDisk, type DiskHost } from './memory-database.ts';
import { Link, type Tamper } from './network.ts';
import { SimLocks } from './sim-locks.ts';
import type { SimServer } from './sim-server.ts';
import { SimTab, type TabWatch } from './sim-tab.ts';

interface DeviceParts {
  readonly world: World;
  readonly server: SimServer;
  readonly watch: TabWatch;
  readonly credentials: DeviceCredentials;
  readonly surface: Surface;
  readonly user: Station['user'];
  /** How far its clock is from the world's, milliseconds. */
  readonly skewMs: number;
  readonly latencyMs: number;
  readonly clonedFrom?: SimDevice;
}

/** A machine in the clinic: its disk, its cable, its clock, and the tabs that are open on it. */
export class SimDevice {
  readonly name: string;
  readonly credentials: DeviceCredentials;
  readonly surface: Surface;
  readonly user: Station['user'];
  readonly link: Link;
  readonly locks: SimLocks;
  disk: MemoryDisk;
  skewMs: number;
  /** The schema of its build. */
  schema = SCHEMA;
  isFull = false;
  isSlow = false;
  /** Its storage was taken away by the browser, or it is a copy of another: what it held is not promised any more. */
  isEvicted = false;
  isRevoked = false;
  /** What the journal held when everyone must have known. */
  revokedAtSeq = Infinity;
  readonly isClone: boolean;
  /** Why the server turned it away, if it did. */
  turnedAway: string | null = null;
  tabs: SimTab[] = [];
  tamper: Tamper = (_direction, bytes) => bytes;
  /** Documents its screens show; a new tab opens them again. */
  readonly open = new Set<DocId>();
  readonly #parts: DeviceParts;
  #count = 0;

  constructor(name: string, parts: DeviceParts) {
    const { world, credentials, surface, user, skewMs, latencyMs, clonedFrom } = parts;
    this.name = name;
    this.#parts = parts;
    this.credentials = credentials;
    this.surface = surface;
    this.user = user;
    this.skewMs = skewMs;
    this.isClone = clonedFrom !== undefined;
    this.link = new Link(world, { latencyMs, jitterMs: latencyMs });
    this.locks = new SimLocks(world);
    this.disk = clonedFrom ? clonedFrom.disk.cloned(name, this.#host()) : new MemoryDisk(name, this.#host());
  }

  wall(): number {
    return Math.round(this.#parts.world.now + this.skewMs);
  }

  /** A tab that can be worked with. */
  get tab(): SimTab | null {
    return this.tabs.find(({ station }) => station !== null) ?? null;
  }

  async openTab(): Promise<SimTab> {
    const { world } = this.#parts;
    const tab = new SimTab({ ...this.#parts, device: this }, `${this.name}.${++this.#count}`);
    this.tabs.push(tab);
    world.tell(tab.process.name, 'opens');
    await new Promise<void>((resolve, reject) => {
      world.after(tab.process, 0, 'boot', () => void tab.start().then(resolve, reject));
    });
    for (const doc of this.open) tab.station?.open(doc);
    return tab;
  }

  /** A tab dies as by a crash: what it had not committed never was. */
  killTab(tab: SimTab): void {
    const { world } = this.#parts;
    if (!tab.process.alive) return;
    world.tell(tab.process.name, 'dies');
    if (tab.isLeading && tab.status.value.unsent > 0) world.sometimes('leader died holding outbox');
    tab.process.alive = false;
    this.tabs = this.tabs.filter((one) => one !== tab);
    this.disk.reap();
    this.locks.reap();
    for (const wire of [...this.link.sockets]) if (wire.client.process === tab.process) wire.cut();
  }

  crash(): void {
    for (const tab of [...this.tabs]) this.killTab(tab);
  }

  /** The browser throws the storage away. */
  evict(): void {
    if (this.tabs.some(({ status }) => status.value.unsent > 0))
      this.#parts.world.sometimes('evicted with unsent facts');
    this.crash();
    this.isEvicted = true;
    this.#parts.world.tell(this.name, 'storage evicted');
    this.disk = new MemoryDisk(`${this.name}-evicted`, this.#host());
  }

  #host(): DiskHost {
    const { world } = this.#parts;
    return {
      later: (tab, ms, label, work) => void world.after((tab as SimTab).process, ms, label, work),
      committed: (tab) => {
        const { diesInCommit } = tab as SimTab; // every tab of this disk is one
        (tab as SimTab).diesInCommit = null;
        diesInCommit?.();
        for (const tab of this.tabs) tab.readOutbox();
      },
      landedUnheard: () => world.sometimes('a commit landed and nobody heard')
    };
  }
}
