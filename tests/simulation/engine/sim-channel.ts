import { running, type Process, type World } from './world.ts';

const MESSAGE_MS = 1;
const members = new WeakMap<World, Map<string, Set<SimChannel>>>();

/** `BroadcastChannel` between the tabs of one device: names hold the database's, so other devices never hear it. */
export class SimChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #world: World;
  readonly #owner: Process;
  readonly #peers: Set<SimChannel>;

  constructor(name: string) {
    this.#world = running()!;
    this.#owner = this.#world.current;
    const all = members.get(this.#world) ?? new Map<string, Set<SimChannel>>();
    members.set(this.#world, all);
    this.#peers = all.get(name) ?? new Set();
    all.set(name, this.#peers.add(this));
  }

  postMessage(data: unknown): void {
    if (!this.#owner.alive) return;
    for (const peer of this.#peers) {
      if (peer === this || !peer.#owner.alive) continue;
      this.#world.after(peer.#owner, MESSAGE_MS, 'channel', () => peer.onmessage?.({ data }));
    }
  }

  close(): void {
    this.#peers.delete(this);
  }
}
