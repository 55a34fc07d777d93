import { between, pick, seeded, type Random } from '#domain/random.ts';
import { ACTS } from './workload.ts';

/** One thing that is done to the world: by a person at a device, or to a device, its cable or the server. */
export interface Step {
  /** Milliseconds after the doors open. */
  readonly at: number;
  readonly what: string;
  /** Which device, counted from 0; without meaning for what concerns the server. */
  readonly device: number;
  /** Decides the rest: two steps never share a number, so taking one away leaves the others as they were. */
  readonly n: number;
  /** How long it lasts, for what ends. */
  readonly ms: number;
}

export interface DevicePlan {
  readonly surface: 'desk' | 'kiosk' | 'board' | 'room';
  readonly skewMs: number;
  readonly latencyMs: number;
}

/** A whole run, as data: what a seed comes to, and what shrinking cuts down. */
export interface Plan {
  readonly seed: number;
  readonly devices: readonly DevicePlan[];
  readonly hasAgent: boolean;
  readonly steps: readonly Step[];
  readonly durationMs: number;
  readonly isSqlite: boolean;
}

interface FaultPlan {
  readonly often: number;
  readonly ms: readonly [number, number];
  /** Of all runs, those that have it at all. */
  readonly share?: number;
}

/** In so many runs a fault comes at all, where nothing else is said. */
const SHARE = 0.3;

/** Faults with how often a run that has them meets each, and how long they last. */
const FAULTS: Readonly<Record<string, FaultPlan>> = {
  'cable-out': { often: 6, ms: [200, 60_000] },
  'connection-reset': { often: 10, ms: [0, 0] },
  'half-open': { often: 2, ms: [3_000, 45_000] },
  'slow-line': { often: 3, ms: [5_000, 40_000] },
  'tab-crash': { often: 5, ms: [200, 20_000] },
  'second-tab': { often: 3, ms: [5_000, 90_000] },
  freeze: { often: 3, ms: [3_000, 40_000] },
  'clock-jump': { often: 3, ms: [0, 0] },
  'device-full': { often: 2, ms: [2_000, 30_000] },
  'disk-fault': { often: 4, ms: [0, 0] },
  'slow-disk': { often: 2, ms: [2_000, 20_000] },
  clone: { often: 1, ms: [0, 0] },
  evict: { often: 1, ms: [0, 20_000] },
  'server-flip': { often: 2, ms: [300, 5_000] },
  backlog: { often: 1, ms: [500, 30_000], share: 0.1 },
  tidy: { often: 4, ms: [0, 0] },
  'dies-in-commit': { often: 4, ms: [200, 10_000] },
  'older-server': { often: 1, ms: [5_000, 60_000] },
  'old-build': { often: 1, ms: [5_000, 60_000] },
  revoke: { often: 1, ms: [0, 0] },
  'server-kill': { often: 3, ms: [300, 30_000] },
  'server-dies-in-commit': { often: 3, ms: [300, 20_000] },
  'server-full': { often: 2, ms: [1_000, 20_000] },
  'server-clock': { often: 1, ms: [0, 0] },
  restore: { often: 1, ms: [500, 20_000] },
  replay: { often: 5, ms: [0, 0] },
  overreach: { often: 2, ms: [0, 0] }
};

/** What takes a writer away for good, whose damaged facts nobody can mend then. */
const NOT_WITH_FLIPS = ['clone', 'evict', 'revoke', 'restore'];

/**
 * A copied device and a restore in one run: of two facts under one name the lost life had taken one, the new one may be sent the
 * other, and a desk that holds the first keeps it (docs/adr/0012).
 */
const NOT_WITH_RESTORE = ['clone'];

export interface PlanOptions {
  /** Steps people take. */
  readonly steps?: number | undefined;
  /** The server's real journal on a real disk instead of the simulated one. */
  readonly sqlite?: boolean | undefined;
}

/** What a seed comes to. Each seed meets a random part of the faults (swarm testing). */
export function planOf(seed: number, { steps, sqlite = false }: PlanOptions = {}): Plan {
  const random = seeded(Math.imul(seed + 1, 0x2545f491));
  const isCalm = random() < 0.05;
  const chosen = Object.keys(FAULTS).filter((what) => !isCalm && random() < (FAULTS[what]!.share ?? SHARE));
  const apart = [
    ...(chosen.includes('restore') ? NOT_WITH_RESTORE : []),
    ...(!sqlite ? ['server-flip'] : chosen.includes('server-flip') ? NOT_WITH_FLIPS : [])
  ];
  const faults = chosen.filter((fault) => !apart.includes(fault));
  const devices = devicesOf(random, faults.includes('clock-jump') || random() < 0.2);
  const acts = steps ?? between(random, 20, 90);
  const durationMs = between(random, 30, 180) * 1_000;
  let n = seed * 10_000;
  const anywhere = (): number => Math.floor(random() * durationMs);
  const anyone = (): number => Math.floor(random() * devices.length);
  const people = Array.from({ length: acts }, (): Step => {
    const device = anyone();
    return { at: anywhere(), what: pick(random, ACTS[devices[device]!.surface]), device, n: n++, ms: 0 };
  });
  const mishaps = faults.flatMap((what) => {
    const { often, ms } = FAULTS[what]!;
    return Array.from({ length: between(random, 1, often) }, (): Step => {
      const lasts = ms[0] + Math.floor(random() ** 2 * (ms[1] - ms[0]));
      return { at: anywhere(), what, device: anyone(), n: n++, ms: lasts };
    });
  });
  const all = [...people, ...mishaps].sort((a, b) => a.at - b.at || a.n - b.n);
  return { seed, devices, hasAgent: random() < 0.5, steps: all, durationMs, isSqlite: sqlite };
}

function devicesOf(random: Random, clocksAreWrong: boolean): DevicePlan[] {
  const count = 2 + Math.floor(random() ** 2 * 9);
  return Array.from({ length: count }, (_, index) => ({
    // Two desks at least: what one writes, the other shows.
    surface: index < 2 ? 'desk' : pick(random, ['desk', 'desk', 'kiosk', 'room', 'board'] as const),
    skewMs: clocksAreWrong && random() < 0.5 ? (random() - 0.5) * 2 * 86_400_000 : (random() - 0.5) * 1_000,
    latencyMs: pick(random, [2, 2, 5, 20, 80, 300])
  }));
}
