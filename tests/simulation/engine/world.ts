import { seeded, type Random } from '#domain/random.ts';

/** Something that lives and dies as a whole: a tab, the server. What it left in the queue dies with it. */
export interface Process {
  readonly name: string;
  alive: boolean;
  /** A frozen tab: its work waits until then. */
  frozenUntil: number;
}

interface Event {
  at: number;
  tie: number;
  order: number;
  readonly process: Process;
  readonly label: string;
  work: (() => void) | null;
}

/** The world a run lives in: one clock, one queue, one source of chance. Virtual time stands still while work is done. */
export class World {
  now: number;
  readonly start: number;
  readonly random: Random;
  /** Whose work is being done now. */
  current: Process;
  readonly outside: Process = newProcess('outside');
  /** What a run should not do: the first of them fails it. */
  readonly failures: string[] = [];
  readonly counters = new Map<string, number>();
  readonly log: string[] | null;
  events = 0;
  #queue: Event[] = [];
  #order = 0;
  #hash = 0x811c9dc5;
  #fillState: number;

  constructor(seed: number, { start, isLogged = false }: { start: number; isLogged?: boolean }) {
    this.now = start;
    this.start = start;
    this.random = seeded(seed);
    this.#fillState = (seed ^ 0x9e3779b9) >>> 0 || 1;
    this.current = this.outside;
    this.log = isLogged ? [] : null;
  }

  /** Calls once, later, in the name of a process, unless that has died. Returns the way to call it off. */
  after(process: Process, ms: number, label: string, work: () => void): () => void {
    const event: Event = {
      at: this.now + ms,
      tie: this.random(),
      order: this.#order++,
      process,
      label,
      work
    };
    push(this.#queue, event);
    return () => {
      event.work = null;
    };
  }

  /** Does the next thing that is due. False when there is none before `until`. */
  step(until: number): boolean {
    for (;;) {
      const event = this.#queue[0];
      if (!event || event.at > until) {
        this.now = Math.max(this.now, until);
        return false;
      }
      pop(this.#queue);
      if (!event.work || !event.process.alive) continue;
      if (event.process.frozenUntil > event.at) {
        // In the order in which it came; the same event, so that it can still be called off.
        push(this.#queue, Object.assign(event, { at: event.process.frozenUntil, tie: -1, order: this.#order++ }));
        continue;
      }
      this.now = event.at;
      this.events++;
      this.note(event.process.name, event.label);
      this.current = event.process;
      event.work();
      return true;
    }
  }

  /** What happened goes into the hash of the trace: two runs of a seed must agree on it. */
  note(who: string, what: string): void {
    this.#mix(Math.round((this.now - this.start) * 16));
    for (let i = 0; i < who.length; i++) this.#mix(who.charCodeAt(i));
    for (let i = 0; i < what.length; i++) this.#mix(what.charCodeAt(i));
  }

  /** A line of the timeline, for people. */
  tell(who: string, what: string): void {
    this.note(who, what);
    this.log?.push(`${((this.now - this.start) / 1000).toFixed(3).padStart(9)} s  ${who.padEnd(10)} ${what}`);
  }

  sometimes(name: string): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + 1);
  }

  fail(what: string): void {
    this.tell('FAILED', what);
    this.failures.push(what);
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  /** Random bytes, four at a time: decoys and ids take many. xorshift32, Marsaglia (2003). */
  fill<T extends Uint8Array>(bytes: T): T {
    let state = this.#fillState;
    for (let i = 0; i < bytes.length; i++) {
      if ((i & 3) === 0) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
      }
      bytes[i] = state >>> ((i & 3) * 8);
    }
    this.#fillState = state >>> 0 || 1;
    return bytes;
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ (value & 0xffff), 0x01000193);
    this.#hash = Math.imul(this.#hash ^ (value >>> 16), 0x01000193);
  }
}

let world: World | null = null;

/** The world that runs in this thread; null when none does. */
export function running(): World | null {
  return world;
}

export function enter(next: World | null): void {
  world = next;
}

export function newProcess(name: string): Process {
  return { name, alive: true, frozenUntil: 0 };
}

function before(a: Event, b: Event): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
