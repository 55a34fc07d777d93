import { drive } from './engine/drive.ts';
import { realNow } from './engine/virtual-globals.ts';
import * as Y from 'yjs';
import { pick, seeded } from '#domain/random.ts';
import { practiceFacts, STAFF, SITE } from '#tests/fixtures/practice.ts';
import { dayDoc, boardDoc } from '#domain/documents.ts';
import type { NewOf } from '#domain/fact.ts';
import type { PracticeFact } from '#domain/practice/practice-facts.ts';
import { running, World, type Process } from './engine/world.ts';
import { decodeAnswer, encodeNo, type Ack, type No } from '#protocol/doc-messages.ts';
import { decodeMux, encodeMux } from '#protocol/mux-frames.ts';
import { SCHEMA } from '#protocol/schema-version.ts';
import { FAULTS } from './faults.ts';
import { checkAll, type Checked } from './invariants.ts';
import { Ledger } from './ledger.ts';
import type { Plan, Step } from './plan.ts';
import { act, CANARY, type AtHand } from './workload.ts';
import type { Tamper } from './world/network.ts';
import { SimDevice } from './world/sim-device.ts';
import { SimServer } from './world/sim-server.ts';

/** Friday, 20 November 2026, 10 in the morning at the clinic. */
const START = Date.UTC(2026, 10, 20, 15);
const OPENING_MS = 3_000;
/** After everything is whole again, this long until all agree (RELIABILITY §5: liveness). */
const QUIET_MS = 60_000;
/** How exactly it is known when an outbox was empty. */
const LOOK_EVERY_MS = 250;

export interface Outcome {
  readonly seed: number;
  readonly failures: readonly string[];
  readonly hash: string;
  readonly events: number;
  readonly facts: number;
  readonly counters: ReadonlyMap<string, number>;
  /** Of each device that had something to send when all was mended: how long until it was sent (P9). */
  readonly emptyAfterMs: readonly number[];
  readonly log: readonly string[] | null;
  readonly realMs: number;
}

/** A run under way: what faults reach for. */
export interface Run {
  readonly world: World;
  readonly server: SimServer;
  readonly ledger: Ledger;
  readonly devices: SimDevice[];
  readonly hands: Map<SimDevice, AtHand>;
  /** What is to be done at the end to make everything whole. */
  readonly heals: Set<() => void>;
  readonly emptyAfterMs: number[];
  enrol(plan: Plan['devices'][number], clonedFrom?: SimDevice): SimDevice;
}

/** Lives a plan through, and checks it. The same plan gives the same trace, whatever machine it runs on. */
export async function runPlan(plan: Plan, { isLogged = false }: { isLogged?: boolean } = {}): Promise<Outcome> {
  const began = realNow();
  const world = new World(plan.seed, { start: START, isLogged });
  const ydocs = new Map<Y.Doc, Process>();
  const stopWatching = watchDocs(world, ydocs);
  const errors = console.error;
  console.error = (...args: unknown[]) => world.fail(`console.error: ${args.map(String).join(' ')}`);
  const onRejection = (error: unknown): void =>
    world.fail(`unhandled rejection: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.on('unhandledRejection', onRejection);
  const run = newRun(plan, world);
  try {
    await live(plan, run);
    if (world.failures.length === 0) await inWorld(world, () => checkAll({ ...run, ydocs: stillOpen(ydocs) }));
  } finally {
    stopWatching();
    run.server.sqlite?.remove();
    console.error = errors;
    process.off('unhandledRejection', onRejection);
  }
  const { failures, hash, events, counters, log } = world;
  return {
    seed: plan.seed,
    failures,
    hash,
    events,
    facts: run.ledger.issued.length,
    counters,
    emptyAfterMs: run.emptyAfterMs,
    log,
    realMs: realNow() - began
  };
}

async function live(plan: Plan, run: Run): Promise<void> {
  const { world, server, devices } = run;
  world.after(world.outside, 0, 'opening', () => {
    server.start();
    const facts = practiceFacts().facts.map(({ kind, of }) => ({ kind, of })) as NewOf<PracticeFact>[]; // they are the practice's
    void server.setUp(facts);
    for (const device of plan.devices) void run.enrol(device).openTab();
  });
  for (const step of plan.steps) world.after(world.outside, OPENING_MS + step.at, step.what, () => take(run, step));
  await drive(world, START + OPENING_MS + plan.durationMs);
  if (world.failures.length > 0) return;
  world.after(world.outside, 0, 'heal', () => heal(run));
  const end = world.now + QUIET_MS;
  for (const ms of [2_000, 20_000])
    world.after(world.outside, ms, 'nudge', () => {
      for (const device of devices) for (const tab of device.tabs) tab.nudge();
    });
  await drive(world, end);
}

/** Everything is mended: cables in, disks with room, clocks left as they are, the server up, each device with a tab. */
function heal(run: Run): void {
  const { world, server, devices, heals } = run;
  world.tell('world', 'everything is mended');
  for (const mend of [...heals]) mend();
  server.isFull = server.isOlder = false;
  server.diesAt = null;
  if (!server.isUp) server.start();
  for (const device of devices) {
    untilEmpty(run, device);
    device.isFull = device.isSlow = device.link.isSlow = false;
    device.link.set('up');
    for (const tab of device.tabs) {
      tab.faults = [];
      tab.process.frozenUntil = 0;
      tab.nudge();
    }
    if (device.tabs.length === 0 && !device.isEvicted) void device.openTab();
  }
}

/** Notes how long a device still has something to send. */
function untilEmpty({ world, emptyAfterMs }: Run, device: SimDevice): void {
  const from = world.now;
  const waits = (): boolean => device.disk.tables.get('updates')!.index('unsent').entries.length > 0;
  const look = (): void => {
    if (device.isEvicted || device.isRevoked || device.turnedAway !== null) return;
    if (waits()) world.after(world.outside, LOOK_EVERY_MS, 'look', look);
    else emptyAfterMs.push(world.now - from);
  };
  // A frozen tab sends when it thaws: that is no matter of the network.
  if (waits() && device.tabs.every(({ process }) => process.frozenUntil <= from)) look();
}

function take(run: Run, step: Step): void {
  const { world, devices, hands } = run;
  const fault = FAULTS[step.what];
  const device = devices[step.device % devices.length];
  if (!device) return;
  if (fault) return fault(run, device, step);
  const station = pick(seeded(step.n), device.tabs.length > 0 ? device.tabs : [null])?.station;
  const tab = device.tabs.find((one) => one.station === station);
  if (!station || !tab) return;
  const hand = hands.get(device) ?? { last: null };
  hands.set(device, hand);
  world.tell(tab.process.name, step.what);
  world.after(tab.process, 0, 'act', () => {
    void act(step.what, station, step.n, hand).catch((error: unknown) =>
      world.fail(
        `${device.name} ${step.what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
      )
    );
  });
}

function newRun(plan: Plan, world: World): Run {
  const server = new SimServer(world, plan);
  const ledger = new Ledger(world, server);
  const devices: SimDevice[] = [];
  server.onDeath = () => {
    for (const device of devices) device.link.cutAll();
  };
  const counts = { desk: 0, kiosk: 0, board: 0, room: 0 };
  const enrol: Run['enrol'] = ({ surface, skewMs, latencyMs }, clonedFrom) => {
    const number = ++counts[surface];
    const label = `${{ desk: 'A', kiosk: 'K', board: 'T', room: 'R' }[surface]}${number}`;
    const credentials = clonedFrom?.credentials ?? server.enrol(surface, label);
    const user = STAFF[number % STAFF.length]!;
    const parts = { world, server, watch: ledger, credentials, surface, user, skewMs, latencyMs };
    const device = new SimDevice(`${surface}${number}`, clonedFrom ? { ...parts, clonedFrom } : parts);
    const today = '2026-11-20';
    if (surface === 'desk' || surface === 'room') device.open.add(dayDoc(SITE, today));
    if (surface === 'board') device.open.add(boardDoc(SITE, 'front', today));
    if (surface === 'kiosk') device.open.add(`arrivals/${SITE}/${today}`);
    device.tamper = watchful({ world, ledger, server }, device);
    devices.push(device);
    return device;
  };
  return {
    world,
    server,
    ledger,
    devices,
    hands: new Map(),
    heals: new Set(),
    emptyAfterMs: [],

    enrol
  };
}

/** Listens to all frames: acks, and patients' names where none may be (I9). */
function watchful({ world, ledger, server }: Pick<Run, 'world' | 'ledger' | 'server'>, device: SimDevice): Tamper {
  const asBuilt = (bytes: Uint8Array): Uint8Array => {
    const frame = decodeMux(bytes);
    return frame.type === 'hello' ? encodeMux({ ...frame, schema: device.schema }) : bytes;
  };
  const isBlind = device.surface === 'kiosk' || device.surface === 'board';
  return (direction, bytes) => {
    if (isBlind && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(CANARY))
      world.fail(`a patient's name in a frame ${direction} of ${device.name} (I9)`);
    if (direction === 'up') return device.schema === SCHEMA ? bytes : asBuilt(bytes);
    const frame = decodeMux(bytes);
    const answer = frame.type === 'message' ? decodeAnswer(frame.bytes) : null;
    if (answer?.type === 'ack') ledger.acknowledged(device, answer);
    if (answer) world.log?.push(...answerLine(world, device, answer));
    if (server.isOlder && frame.type === 'message' && answer?.type === 'no' && answer.at !== undefined) {
      const { at: _, ...asOlder } = answer;
      world.sometimes('a no that names no fact');
      return encodeMux({ ...frame, bytes: encodeNo(asOlder) });
    }
    return bytes;
  };
}

function answerLine(world: World, device: SimDevice, answer: Ack | No): string[] {
  const at = ((world.now - world.start) / 1000).toFixed(3).padStart(9);
  const place = answer.type === 'ack' ? `up to ${answer.clock}` : `${answer.code}, has ${answer.have}`;
  return [`${at} s  server     ${answer.type} to ${device.name}: client ${answer.client % 2 ** 20} ${place}`];
}

/** Work that waits for a disk, while the world goes on. */
async function inWorld(world: World, work: () => Promise<void>): Promise<void> {
  let isDone = false;
  world.after(world.outside, 0, 'check', () => {
    void work().then(
      () => (isDone = true),
      (error: unknown) => world.fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
    );
  });
  await drive(world, world.now + 1);
  if (!isDone && world.failures.length === 0) world.fail('the check itself did not end');
}

/** Those that lived on; a dead tab may have died waiting for something. */
function stillOpen(ydocs: ReadonlyMap<Y.Doc, Process>): Checked['ydocs'] {
  return [...ydocs].flatMap(([doc, { alive, name }]) => (alive && !doc.isDestroyed ? [{ doc, of: name }] : []));
}

/** Every Y.Doc that is made while this world runs, and whose it is. */
function watchDocs(world: World, docs: Map<Y.Doc, Process>): () => void {
  const { transact } = Y.Doc.prototype;
  Y.Doc.prototype.transact = function <T>(this: Y.Doc, ...args: Parameters<Y.Doc['transact']>): T {
    if (running() === world && !docs.has(this)) docs.set(this, world.current);
    return transact.apply(this, args) as T;
  };
  return () => {
    Y.Doc.prototype.transact = transact;
  };
}
