import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cutBrowserPower, whyNoBrowserCut } from './browser-power-cut.ts';
import { chaos } from './chaos.ts';
import { damage } from './damage.ts';
import { floodFrames } from './frames.ts';
import { killNine } from './kill-nine.ts';
import { whyNoImages } from './disk-image.ts';
import { cutPower } from './power-cut.ts';
import { restartLoop } from './restart.ts';

/** The short form of each rig; the long one is run by hand (`npm run rig:…`, figures in bench/RESULTS.md). */
let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-rig-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const PATIENCE_MS = 180_000;

test(
  '[JRN-1] nothing acknowledged is lost when the server is killed, six times',
  async () => {
    expect(await killNine(dataDir, { from: 0, kills: 6 })).toMatchObject({ kills: 6, lost: 0, damaged: 0 });
  },
  PATIENCE_MS
);

test.skipIf(whyNoImages() !== null)(
  '[JRN-1] nothing acknowledged is lost in two power cuts, and the control loses, which proves the rig',
  async () => {
    expect(await cutPower({ cuts: 2, synchronous: 'FULL' })).toMatchObject({ cuts: 2, lost: 0, unreadable: 0 });
    const control = await cutPower({ cuts: 2, synchronous: 'NORMAL' });
    expect(control.lost).toBeGreaterThan(0);
  },
  PATIENCE_MS
);

test(
  '[CON-6] 4,000 bad frames over live sockets: the journal is whole, and the honest desk was never refused',
  async () => {
    const counts = { random: 1_800, mutated: 1_800, grammar: 400 };
    expect(await floodFrames(dataDir, { counts, aloneMs: 200 })).toMatchObject({ ...counts, isChainWhole: true });
  },
  PATIENCE_MS
);

test(
  '[CON-10] a restart: everybody comes back, nothing is lost, nothing is there twice',
  async () => {
    const report = await restartLoop(dataDir, { restarts: 2, clients: 10 });
    expect(report).toMatchObject({ restarts: 2, lost: 0, doubled: 0 });
  },
  PATIENCE_MS
);

test.skipIf(whyNoBrowserCut() !== null)(
  '[STO-1] nothing a browser said to be saved is lost in a power cut, and the control loses, which proves the rig',
  async () => {
    expect(await cutBrowserPower({ cuts: 1, durability: 'strict' })).toMatchObject({ lost: 0, unreadable: 0 });
    expect((await cutBrowserPower({ cuts: 1, durability: 'relaxed' })).lost).toBeGreaterThan(0);
  },
  PATIENCE_MS
);

test(
  '[SYN-3] [PRO-23] a storm of five seconds: everything arrives once, all agree, and nobody said “Sent” too early',
  async () => {
    const report = await chaos({ from: 1, seeds: 1, devices: 3, stormMs: 5_000 });
    expect(report).toMatchObject({ lost: 0, doubled: 0, saidTooEarly: 0, diverged: 0, refused: 0 });
  },
  PATIENCE_MS
);

test(
  '[JRN-11] [BAK-6] [STO-32] of forty turned bits and cut ends each in database, backup and device none is shown; a device gets all back',
  async () => {
    const report = await damage(dataDir, { times: 40, from: 0 });
    expect(report).toMatchObject({ server: { shown: 0 }, backup: { found: 40 }, device: { shown: 0 } });
    expect(report.device.repaired).toBeGreaterThan(0);
  },
  PATIENCE_MS
);
