import type { Process, World } from '../engine/world.ts';

interface Holder {
  readonly process: Process;
  release(stolen: boolean): void;
}

interface Waiting {
  readonly process: Process;
  grant(): void;
}

/** Web Locks of one device: one holder a name; it goes with its tab's death, or to who steals it. */
export class SimLocks {
  readonly #world: World;
  readonly #holders = new Map<string, Holder>();
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** As a tab sees them. */
  of(process: Process): LockManager {
    const request = (
      name: string,
      options: { steal?: boolean; signal?: AbortSignal },
      work: () => Promise<unknown>
    ): Promise<unknown> => this.#request(process, name, options, work);
    return { request } as unknown as LockManager; // all that leader.ts uses of it
  }

  /** A tab has died: who waits for what it held has it. */
  reap(): void {
    for (const [name, holder] of [...this.#holders]) if (!holder.process.alive) this.#next(name);
  }

  #request(
    process: Process,
    name: string,
    { steal = false, signal }: { steal?: boolean; signal?: AbortSignal },
    work: () => Promise<unknown>
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        let isOver = false;
        const holder: Holder = {
          process,
          release: (stolen) => {
            if (isOver) return;
            isOver = true;
            if (stolen) this.#world.after(process, 0, 'lock stolen', () => reject(new DOMException('', 'AbortError')));
          }
        };
        this.#holders.set(name, holder);
        this.#world.after(process, 1, 'lock', () => {
          if (isOver) return;
          void work().then((value) => {
            if (isOver) return;
            isOver = true;
            this.#next(name);
            resolve(value);
          });
        });
      };
      const held = this.#holders.get(name);
      if (steal && held) {
        this.#world.sometimes('leader lock stolen from a frozen tab');
        held.release(true);
        grant();
      } else if (!held) grant();
      else {
        const waiting = this.#waiting.get(name) ?? [];
        const mine: Waiting = { process, grant };
        this.#waiting.set(name, [...waiting, mine]);
        signal?.addEventListener('abort', () => {
          const left = this.#waiting.get(name) ?? [];
          if (!left.includes(mine)) return;
          this.#waiting.set(
            name,
            left.filter((one) => one !== mine)
          );
          reject(new DOMException('', 'AbortError'));
        });
      }
    });
  }

  #next(name: string): void {
    this.#holders.delete(name);
    const [next, ...left] = (this.#waiting.get(name) ?? []).filter(({ process }) => process.alive);
    this.#waiting.set(name, left);
    next?.grant();
  }
}
