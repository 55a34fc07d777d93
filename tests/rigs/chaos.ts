import { setTimeout as sleep } from 'node:timers/promises';
import type { DocId } from '#domain/documents.ts';
import { decodeRuns } from '#protocol/update.ts';
import { startRig, type Rig } from '../../sync-server/tests/rig.ts';
import { chaosDevice, hashOf, type ChaosDevice } from './chaos-device.ts';
import { ChaosProxy, FAIR, type Weather } from './chaos-proxy.ts';
import { randomFrom } from './frame-maker.ts';

export interface ChaosReport {
  readonly seeds: number;
  readonly recorded: number;
  /** Facts that were saved on a device and are not on the server in the end. */
  readonly lost: number;
  readonly doubled: number;
  /** Times a status line said "Sent" while the server had not all of what that device had saved. */
  readonly saidTooEarly: number;
  /** Documents of devices that are not the same as the server's in the end. */
  readonly diverged: number;
  /** From good weather to the last outbox's being empty, milliseconds. */
  readonly slowestDrainMs: number;
  /** From a line's beginning to swallow to its device's knowing. */
  readonly slowestHalfOpenMs: number;
  readonly refused: number;
  readonly resets: number;
  readonly replays: number;
  readonly firstBadSeed: number | null;
}

export interface ChaosOptions {
  readonly from: number;
  readonly seeds: number;
  readonly devices: number;
  /** How long the weather is bad, a seed. */
  readonly stormMs: number;
  readonly progress?: (done: number) => void;
}

const DOCS: readonly DocId[] = ['day/main/2026-11-20', 'day/main/2026-11-21', 'day/main/2026-11-22'];
const A_CHANGE_MS = 700;
const CONVERGE_MS = 60_000;

/** The kinds of bad weather of RELIABILITY F1 to F5. */
const WEATHERS: readonly Weather[] = [
  FAIR,
  { ...FAIR, delayMs: 50, jitterMs: 50 },
  { ...FAIR, delayMs: 300, jitterMs: 300 },
  { ...FAIR, delayMs: 800, jitterMs: 800 },
  { ...FAIR, rate: 2_500 }, // 20 kbit/s
  { ...FAIR, way: 'none' },
  { ...FAIR, way: 'up' },
  { ...FAIR, way: 'down' },
  { ...FAIR, flipEvery: 10_240 },
  { ...FAIR, flipEvery: 1_024 },
  { ...FAIR, pieces: 'bytes' },
  { ...FAIR, pieces: 'together', delayMs: 50 }
];

/** Real devices, each behind a line of its own to one real server; storms by seed, and what must hold when they are over (P3, P4, P8, P9). */
export async function chaos({ from, seeds, devices, stormMs, progress }: ChaosOptions): Promise<ChaosReport> {
  const reports: (StormReport & { readonly seed: number })[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    reports.push({ seed, ...(await oneStorm(seed, devices, stormMs)) });
    progress?.(seed - from + 1);
  }
  const sum = (of: (report: StormReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const most = (of: (report: StormReport) => number): number => Math.round(Math.max(0, ...reports.map(of)));
  return {
    seeds,
    recorded: sum(({ recorded }) => recorded),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    saidTooEarly: sum(({ saidTooEarly }) => saidTooEarly),
    diverged: sum(({ diverged }) => diverged),
    slowestDrainMs: most(({ drainMs }) => drainMs),
    slowestHalfOpenMs: most(({ halfOpenMs }) => halfOpenMs),
    refused: sum(({ refused }) => refused),
    resets: sum(({ resets }) => resets),
    replays: sum(({ replays }) => replays),
    firstBadSeed: reports.find(isBad)?.seed ?? null
  };
}

interface StormReport {
  readonly recorded: number;
  readonly lost: number;
  readonly doubled: number;
  readonly saidTooEarly: number;
  readonly diverged: number;
  readonly drainMs: number;
  readonly halfOpenMs: number;
  readonly refused: number;
  readonly resets: number;
  readonly replays: number;
}

const isBad = ({ lost, doubled, saidTooEarly, diverged, refused }: StormReport): boolean =>
  lost + doubled + saidTooEarly + diverged + refused > 0;

interface Station {
  readonly device: ChaosDevice;
  readonly proxy: ChaosProxy;
  /** What its disk has taken, in order. */
  readonly saved: string[];
}

async function oneStorm(seed: number, count: number, stormMs: number): Promise<StormReport> {
  const random = randomFrom(seed * 7_919 + 1);
  const rig = await startRig();
  const onServer = committedBy(rig);
  const stations: Station[] = [];
  let saidTooEarly = 0;
  for (let i = 0; i < count; i++) {
    const credentials = await rig.clinic.enrol({ role: 'desk', site: 'main' });
    const proxy = await ChaosProxy.lay(rig.port, random);
    const station = { device: await chaosDevice(proxy.url, credentials), proxy, saved: [] as string[] };
    // Half of them show a document; the others have it by the feed and the outbox alone.
    if (i % 2 === 0) station.device.open(DOCS[0] ?? 'practice');
    station.device.watch(() => {
      const says = station.device.says();
      if (/Sent$/.test(says) && station.saved.some((id) => !onServer.has(id))) saidTooEarly++;
    });
    stations.push(station);
  }
  await until(() => stations.every(({ device }) => device.status().link === 'live'));
  try {
    const { resets, replays } = await storm(stations, random, stormMs);
    const halfOpenMs = await halfOpen(stations[random(count)], random);
    for (const { proxy } of stations) proxy.heal();
    const healed = performance.now();
    await until(() => stations.every(({ device }) => device.says() === 'Saved · Sent'));
    const drainMs = performance.now() - healed;
    const diverged = await divergedAfter(rig, stations);
    const saved = stations.flatMap((station) => station.saved);
    return {
      recorded: saved.length,
      lost: saved.filter((id) => !onServer.has(id)).length,
      doubled: [...onServer.values()].filter((times) => times > 1).length,
      saidTooEarly,
      diverged,
      drainMs,
      halfOpenMs,
      refused: stations.reduce((sum, { device }) => sum + device.status().refused.length, 0),
      resets,
      replays
    };
  } finally {
    for (const { device, proxy } of stations) {
      device.close();
      await proxy.close();
    }
    await rig.dispose();
  }
}

/** How often each visit is in the journal, at every moment: the server is in this process. */
function committedBy({ core }: Rig): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  core.journal.onCommit((rows) => {
    for (const fact of rows.flatMap(({ update }) => decodeRuns(update).flatMap(({ facts }) => facts))) {
      const { visit } = (fact as { of: { visit?: string } }).of; // written here; the access log has none
      if (visit === undefined) continue;
      times.set(visit, (times.get(visit) ?? 0) + 1);
    }
  });
  return times;
}

async function storm(
  stations: readonly Station[],
  random: (below: number) => number,
  stormMs: number
): Promise<{ resets: number; replays: number }> {
  const end = performance.now() + stormMs;
  let [resets, replays, next] = [0, 0, 0];
  while (performance.now() < end) {
    for (const { proxy } of stations) {
      if (random(2) === 0) proxy.weather = WEATHERS[random(WEATHERS.length)] ?? FAIR;
      const what = random(8);
      if (what === 0) {
        resets++;
        proxy.reset();
      } else if (what === 1) {
        replays++;
        void proxy.replay();
      }
    }
    const changed = performance.now();
    while (performance.now() < changed + A_CHANGE_MS) {
      const station = stations[random(stations.length)];
      if (station) await write(station, DOCS[random(DOCS.length)] ?? 'practice', `v-${next++}`);
      await sleep(random(60));
    }
  }
  return { resets, replays };
}

async function write({ device, saved }: Station, doc: DocId, id: string): Promise<void> {
  const visit = `${device.credentials.deviceNo}-${id}`;
  await device.record(doc, { visit });
  saved.push(visit);
}

/** Swallows everything of one live device and waits until it knows (F2). */
async function halfOpen(station: Station | undefined, random: (below: number) => number): Promise<number> {
  if (!station) return 0;
  station.proxy.weather = FAIR;
  await until(() => station.device.status().link === 'live');
  await sleep(random(500));
  const started = performance.now();
  station.proxy.weather = { ...FAIR, way: 'none' };
  await until(() => station.device.status().link !== 'live');
  return performance.now() - started;
}

async function divergedAfter(rig: Rig, stations: readonly Station[]): Promise<number> {
  const differing = async (): Promise<number> => {
    let count = 0;
    for (const doc of DOCS) {
      const whole = await rig.core.journal.read(doc, new Map());
      const hash = hashOf(whole ? [whole] : []);
      for (const { device } of stations) if ((await device.hash(doc)) !== hash) count++;
    }
    return count;
  };
  const giveUpAt = performance.now() + CONVERGE_MS;
  while ((await differing()) > 0 && performance.now() < giveUpAt) await sleep(200);
  return await differing();
}

async function until(is: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + CONVERGE_MS;
  while (!is() && performance.now() < giveUpAt) await sleep(20);
}
