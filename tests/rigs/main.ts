import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { clinicLog } from '#tests/fixtures/clinic-log.ts';
import { boardScript } from './board-script.ts';
import { cutBrowserPower, whyNoBrowserCut } from './browser-power-cut.ts';
import { chaos, type ChaosReport } from './chaos.ts';
import { damage } from './damage.ts';
import { measureDecoding } from './decode-bound.ts';
import { floodFrames } from './frames.ts';
import { kioskGuessing } from './kiosk-guessing.ts';
import { kioskTime } from './kiosk-time.ts';
import { kioskTiming } from './kiosk-timing.ts';
import { killNine } from './kill-nine.ts';
import { whyNoImages } from './disk-image.ts';
import { testData } from '../test-data.ts';
import { cutPower } from './power-cut.ts';
import { publicLog, replayFlow } from './replay-flow.ts';
import { restartLoop } from './restart.ts';
import { serverLoss } from './server-loss.ts';

// The rigs, by hand: `npm run rig:kill9 -- --times 1000`. The same run in vitest, short (rigs.test.ts). Prints one line of JSON.
// A long run can be made in pieces: `--from 0 --times 250`, `--from 250 --times 250` … have other seeds each.

type Rig = (dataDir: string, times: number | undefined, from: number) => Promise<{ report: object; isGood: boolean }>;

const RIGS: Readonly<Record<string, Rig>> = {
  kill9: async (dataDir, times = 1_000, from) => {
    const report = await killNine(dataDir, { from, kills: times }, counting(times));
    return { report, isGood: report.lost === 0 && report.damaged === 0 };
  },
  powercut: async (_, times = 300) => {
    const why = whyNoImages();
    if (why) return { report: { skipped: why }, isGood: false };
    const full = await cutPower({ cuts: times, synchronous: 'FULL', progress: counting(times) });
    const controls = Math.max(3, Math.round(times / 10));
    const normal = await cutPower({ cuts: controls, synchronous: 'NORMAL', progress: counting(controls) });
    return { report: { full, normal }, isGood: full.lost === 0 && full.unreadable === 0 && normal.lost > 0 };
  },
  frames: async (dataDir, times = 1_000_000, from) => {
    const counts = { random: times, mutated: times, grammar: Math.ceil(times / 10) };
    const report = await floodFrames(dataDir, { counts, piece: from, log: console.error });
    return { report, isGood: report.isGood };
  },
  damage: async (dataDir, times = 1_000, from) => {
    const report = await damage(dataDir, { times, from, progress: counting(times) });
    return { report, isGood: report.server.shown + report.backup.missed + report.device.shown === 0 };
  },
  decode: () => {
    const report = measureDecoding();
    return Promise.resolve({ report, isGood: report.worstMs <= 250 });
  },
  browserpowercut: async (_, times = 200, from) => {
    const why = whyNoBrowserCut();
    if (why) return { report: { skipped: why }, isGood: false };
    const strict = await cutBrowserPower({ from, cuts: times, durability: 'strict', progress: counting(times) });
    const controls = Math.max(2, Math.round(times / 10));
    const relaxed = await cutBrowserPower({
      from,
      cuts: controls,
      durability: 'relaxed',
      progress: counting(controls)
    });
    return { report: { strict, relaxed }, isGood: strict.lost === 0 && relaxed.lost > 0 };
  },
  chaos: async (_, times = 20, from) => {
    const report = await chaos({ from, seeds: times, devices: 4, stormMs: 20_000, progress: counting(times) });
    return { report, isGood: isCalm(report) };
  },
  kiosktiming: async (_, times = 2_000) => {
    // A smaller stretch makes a run shorter; the ways of the work stay the same.
    const memoryKiB = Number(process.env['STRETCH_KIB'] ?? 0);
    const short = memoryKiB > 0 ? { memoryKiB, stepMs: 50 } : {};
    const report = await kioskTiming({ tries: times, ...short, progress: counting(times) });
    return { report, isGood: report.deltaMs <= 20 && report.p > 0.01 };
  },
  kiosktime: async (_, times = 5) => {
    const report = await kioskTime(times, counting(times));
    return { report, isGood: Math.max(report.byNameMedian, report.bySlipMedian) <= 45 };
  },
  kioskguessing: async (_, times) => {
    const report = await kioskGuessing(times);
    return { report, isGood: report.foundWithKey === report.envelopes && report.foundWithoutKey === 0 };
  },
  boardscript: async () => {
    const report = await boardScript();
    const { ageAfterS, safeAfterS, safeAfterSetBackS, reloadedEarly, reloadedLate } = report;
    const isTold = ageAfterS >= 4 && ageAfterS <= 11 && reloadedEarly === 'age';
    const isSafe = Math.max(safeAfterS, safeAfterSetBackS) <= 62 && safeAfterS >= 54 && reloadedLate === 'safe';
    return { report, isGood: isTold && isSafe && report.ticketsWhenSafe + report.toldAgain === 0 };
  },
  serverloss: async () => {
    const report = await serverLoss();
    return {
      report,
      isGood:
        report.lost + report.twice + report.differing === 0 &&
        report.boardAtFirst === 'age' &&
        report.boardWhenGone === 'safe'
    };
  },
  // `--times N`: N days of an invented practice instead of the public log.
  replayflow: async (dataDir, times) => {
    const folder = times === undefined ? testData('patient-flow') : undefined;
    if (times === undefined && !folder) return { report: { skipped: 'no test data' }, isGood: false };
    const log = folder ? await publicLog(folder) : clinicLog(1, times ?? 0);
    const report = await replayFlow(dataDir, log, counting(3 * log.length));
    const isWhole = report.lost + report.wrongLooks + report.wronglyTold === 0;
    return { report, isGood: isWhole && report.underestimated <= 0.2 && report.better >= 0.25 };
  },
  restart: async (dataDir, times = 100) => {
    const report = await restartLoop(dataDir, { restarts: times, clients: 50 }, counting(times));
    return { report, isGood: report.slowestReconnectMs <= 5_000 && report.doubled === 0 && report.lost === 0 };
  }
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { times: { type: 'string' }, from: { type: 'string', default: '0' } },
    allowPositionals: true
  });
  const rig = RIGS[positionals[0] ?? ''];
  if (!rig) {
    console.error(`Usage: npm run rig:<${Object.keys(RIGS).join('|')}> [-- --times N --from N]`);
    return 2;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-rig-'));
  const started = performance.now();
  try {
    const times = values.times === undefined ? undefined : Number(values.times);
    const { report, isGood } = await rig(dataDir, times, Number(values.from));
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(
      JSON.stringify({
        rig: positionals[0],
        from: Number(values.from),
        node: process.version,
        seconds,
        isGood,
        ...report
      })
    );
    return isGood ? 0 : 1;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** All is there once, nobody was told too early, and what took time took no longer than is promised (P8, P9, F2). */
function isCalm({ lost, doubled, saidTooEarly, diverged, refused, ...took }: ChaosReport): boolean {
  return (
    lost + doubled + saidTooEarly + diverged + refused === 0 &&
    took.slowestDrainMs <= 10_000 &&
    took.slowestHalfOpenMs <= 15_000
  );
}

function counting(times: number): (done: number) => void {
  const step = Math.max(1, Math.round(times / 20));
  return (done) => {
    if (done % step === 0) console.error(`${done} of ${times}`);
  };
}

process.exitCode = await main(process.argv.slice(2));
