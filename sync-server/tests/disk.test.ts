import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { Gate } from '#server/gate/gate.ts';
import type { JournalFault } from '#server/journal/journal.ts';
import { openDatabase } from '#server/journal/schema.ts';
import { SqliteJournal } from '#server/journal/sqlite-journal.ts';
import { DiskWatch, minFreeFrom, stateOf, type DiskState } from '#server/upkeep/disk-watch.ts';
import { DAY, fact, plainClient, startRig } from './rig.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'anteroom-disk-'));
  cleanUp.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const GIB = 1024 ** 3;

test.each<[free: number, total: number, state: DiskState]>([
  [50, 100, 'enough'],
  [15, 100, 'low'],
  [5, 100, 'full'],
  [0, 100, 'full'],
  [0.4, 1, 'full'],
  [0.6, 1, 'enough'],
  [0, 0, 'full']
])('[DSK-1] %d of %d GiB free is %s', (free, total, state) => {
  expect(stateOf({ free: free * GIB, total: total * GIB }, minFreeFrom(undefined))).toBe(state);
});

test.each(['', '12'])('a number of megabytes: "%s"', (text) =>
  expect(minFreeFrom(text)).toBe(Number(text) * 1024 ** 2)
);
test.each(['-1', 'much'])('no number of megabytes: "%s"', (text) =>
  expect(() => minFreeFrom(text)).toThrow(RangeError)
);

test('[DSK-1] a full disk takes nothing and loses nothing; reads, sign-ins and everything else go on; it recovers by itself', async () => {
  const space = { free: 50 * GIB, total: 100 * GIB };
  const rig = await startRig({ disk: { measure: () => ({ ...space }) } });
  cleanUp.push(() => rig.dispose());
  const device = await rig.enrol('desk');
  const desk = await plainClient(rig, device, DAY);
  expect(await desk.append(0, [fact(0)])).toMatchObject({ type: 'ack' });
  rig.lookAtDisk();
  expect(existsSync(path.join(rig.dataDir, 'reserve'))).toBe(true);

  space.free = 0.3 * GIB;
  rig.lookAtDisk();
  expect(existsSync(path.join(rig.dataDir, 'reserve'))).toBe(false);
  expect(await desk.append(1, [fact(1)])).toMatchObject({ type: 'no', code: 'E_DISK', have: 1 });
  const reader = await plainClient(rig, await rig.enrol('desk'), DAY);
  await reader.join();
  expect(await (await fetch(`${rig.http}/metrics`)).text()).toMatch(/^anteroom_read_only 1$/m);
  expect(await rig.clinic.read(DAY)).toHaveLength(1);

  space.free = 0.51 * GIB; // not yet: a little more than full is full again at once
  rig.lookAtDisk();
  expect(await desk.append(1, [fact(1)])).toMatchObject({ type: 'no', code: 'E_DISK' });
  space.free = 20 * GIB;
  rig.lookAtDisk();
  expect(await desk.append(1, [fact(1)])).toMatchObject({ type: 'ack', clock: 2 });
  expect(await rig.clinic.verify()).toMatchObject({ rows: 2, firstBad: null });
});

test('[DSK-1] the reserve is made only where it is a small part of what is free', () => {
  const dataDir = folder();
  const watch = new DiskWatch({ dataDir, minFree: 0, measure: () => ({ free: GIB / 4, total: GIB }) });
  watch.look();
  expect(watch.state).toBe('enough');
  expect(existsSync(path.join(dataDir, 'reserve'))).toBe(false);
});

const FULL = 13;
const IO_ERROR = 10;

/** A database whose nth operation on the disk fails, as SQLite tells it. */
function failing(db: DatabaseSync, errcode: number, nth: number): { readonly db: DatabaseSync; count(): number } {
  let count = 0;
  const step = (): void => {
    if (++count === nth) throw Object.assign(new Error('the disk failed'), { errcode });
  };
  const statement = (inner: StatementSync): StatementSync =>
    new Proxy(inner, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (name === 'run') step();
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      }
    });
  const proxy = new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'exec' && args[0] !== 'ROLLBACK') step();
        const made = (value as (...all: unknown[]) => unknown).apply(target, args);
        return name === 'prepare' ? statement(made as StatementSync) : made;
      };
    }
  });
  return { db: proxy, count: () => count };
}

const device = { deviceNo: 9, role: 'desk' as const, site: 'main' };
const client = clientIdOf(9, 0);

interface Run {
  readonly acked: number;
  readonly operations: number;
  readonly fatal: number;
  readonly isWhole: boolean;
  readonly stored: number;
}

/** Twelve facts in bursts, a refusal that is kept, a probe; every fact that is refused is sent again once. */
async function work(errcode: number, nth: number): Promise<Run> {
  const file = path.join(folder(), 'anteroom.sqlite');
  const real = openDatabase(file);
  const faulty = failing(real, errcode, Infinity);
  let fatal = 0;
  const journal = new SqliteJournal(faulty.db, { now: () => 1, onFatal: (_: JournalFault) => void fatal++ });
  const armed = failing(real, errcode, nth);
  // Only what comes after opening: an opening that fails is a server that does not start.
  const under = new SqliteJournal(armed.db, { now: () => 1, onFatal: (_: JournalFault) => void fatal++ });
  const gate = new Gate({ journal: under });
  let acked = 0;
  const send = async (clock: number): Promise<boolean> => {
    const [answer] = await gate.take({ device, doc: DAY, update: encodeRun({ client, clock, facts: [fact(clock)] }) });
    if (answer?.type === 'ack') acked = Math.max(acked, answer.clock);
    return answer?.type === 'ack';
  };
  for (let clock = 0; clock < 12; clock += 3) {
    const burst = await Promise.all([clock, clock + 1, clock + 2].map(send));
    for (const [i, isAcked] of burst.entries()) if (!isAcked && fatal === 0) await send(clock + i);
    await gate.take({ device, doc: DAY, update: Uint8Array.of(9, 9) });
    await under.probe().catch(() => undefined);
  }
  await under.close().catch(() => undefined);
  const { firstBad } = await journal.verify();
  const stored = await journal.nextClock(DAY, client);
  real.close();
  return { acked, operations: armed.count(), fatal, isWhole: firstBad === null, stored };
}

test('[DSK-2] whichever operation finds the disk full: no ack for what is not there, and on it goes when there is room', async () => {
  const { operations, acked } = await work(FULL, Infinity);
  expect(acked).toBe(12);
  expect(operations).toBeGreaterThan(20);
  for (let nth = 1; nth <= operations; nth++) {
    const run = await work(FULL, nth);
    expect({ nth, ...run }).toMatchObject({ nth, isWhole: true, fatal: 0, acked: 12, stored: 12 });
  }
});

test('[DSK-3] whichever operation fails for another reason: what was acked is there, and the process is told to end', async () => {
  const { operations } = await work(IO_ERROR, Infinity);
  let ended = 0;
  for (let nth = 1; nth <= operations; nth++) {
    const run = await work(IO_ERROR, nth);
    ended += run.fatal;
    expect({ nth, isWhole: run.isWhole, isKept: run.stored >= run.acked }).toEqual({
      nth,
      isWhole: true,
      isKept: true
    });
  }
  expect(ended).toBeGreaterThan(0);
});
