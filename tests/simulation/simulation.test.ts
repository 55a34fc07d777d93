import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { PLANTS } from './plants.ts';
import { runSeeds, type Batch } from './pool.ts';
import { percentile, RARE, SOMETIMES } from './report.ts';
import { timelinePage } from './timeline.ts';
import type { Outcome } from './run.ts';

/**
 * What fits into the tests of every change, and as many as a planted bug must be found in (SIM-4); `npm run test:simulation` asks for
 * 2,000, `npm run sim -- --seeds 100000` goes further. The same seeds each time, so that a run that fails says something about the
 * change at hand. `ANTEROOM_SIM_SEEDS` asks for more or fewer.
 */
const SEEDS = Number(process.env['ANTEROOM_SIM_SEEDS'] ?? 500);
/** From everything being mended until nothing waits to be sent (P9). */
const EMPTY_MS = 10_000;
/** Three quarters of a minute on two cores, 2,000 seeds three minutes; this long where they are busy. */
const TOO_LONG_MS = 1_800_000;
/** Of so many seeds each thing that should come about now and then does. */
const ENOUGH = 500;
/** Of so many those as well that come about in a hundredth of them or less; and only so many have waits enough to ask for the hundredth. */
const ENOUGH_FOR_RARE = 2_000;

test(
  `[SIM-1] [SIM-5] [SIM-6] ${SEEDS} seeds of a clinic with every fault: all agree in the end, nothing is lost, nothing is said too early`,
  async () => {
    const failed: string[] = [];
    const waits: number[] = [];
    const seen = new Set<string>();
    let facts = 0;
    await runSeeds({
      from: 1,
      count: SEEDS,
      threads: Math.min(2, availableParallelism()),
      seen: (outcome) => {
        facts += outcome.facts;
        waits.push(...outcome.emptyAfterMs);
        for (const name of outcome.counters.keys()) seen.add(name);
        if (outcome.failures.length > 0)
          failed.push(`npm run sim -- --seed ${outcome.seed} --log: ${outcome.failures[0]}`);
        return failed.length >= 3;
      }
    });
    expect(failed).toEqual([]);
    expect(facts).toBeGreaterThan(SEEDS * 10);
    expect(percentile(waits, SEEDS >= ENOUGH_FOR_RARE ? 0.99 : 0.95)).toBeLessThanOrEqual(EMPTY_MS);
    const never = SOMETIMES.filter((name) => !seen.has(name));
    if (SEEDS >= ENOUGH) expect(never.filter((name) => !RARE.includes(name))).toEqual([]);
    if (SEEDS >= ENOUGH_FOR_RARE) expect(never).toEqual([]);
  },
  TOO_LONG_MS
);

test(
  '[SIM-2] a seed is the same run every time',
  async () => {
    for (const seed of [7, 4711]) {
      const hashes = [await traceOf(seed), await traceOf(seed)];
      expect(hashes[1]).toBe(hashes[0]);
    }
  },
  TOO_LONG_MS
);

const kept = readdirSync(new URL('./regressions/', import.meta.url)).filter((name) => name.endsWith('.json'));

test.each(kept)(
  '[SIM-3] what once failed holds: %s',
  async (name) => {
    const file = new URL(`./regressions/${name}`, import.meta.url);
    const { plan } = JSON.parse(readFileSync(file, 'utf8')) as { plan: Plan };
    expect((await lived(plan)).failures).toEqual([]);
  },
  TOO_LONG_MS
);

test('[SIM-4] every bug that is planted still finds its line in the product, once', () => {
  const lost = Object.entries(PLANTS).filter(([, { file, from }]) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    return source.split(from).length !== 2;
  });
  expect(lost.map(([id]) => id)).toEqual([]);
});

test('a run is written as a page: a column for each device, nothing of it taken for markup', () => {
  const log = [
    '    1.500 s  desk1.2    saves <b>a & b</b>',
    '    2.000 s  server     no to desk1: client 1 E_GAP, has 0',
    'rest'
  ];
  const of = { events: 1, facts: 1, counters: new Map(), emptyAfterMs: [], realMs: 1 };
  const page = timelinePage({ ...of, seed: 7, hash: 'abc', failures: ['lost <it>'], log });
  expect(page).toContain('<th>s</th><th scope="col">server</th><th scope="col">desk1</th>');
  expect(page).toContain('<td></td><td class="work">desk1.2: saves &lt;b&gt;a &amp; b&lt;/b&gt;</td>');
  expect(page).toContain('<td class="no">no to desk1');
  expect(page).toContain('<pre>lost &lt;it&gt;</pre>');
});

async function traceOf(seed: number): Promise<string> {
  let hash = '';
  await runSeeds({ from: seed, count: 1, seen: (outcome) => ((hash = outcome.hash), true) });
  return hash;
}

/** One plan in a thread of its own: the clock of this one stays as it is. */
function lived(plan: Plan): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: {} satisfies Batch,
      execArgv: []
    });
    worker.on('error', reject);
    worker.on('message', (outcome: Outcome) => void worker.terminate().then(() => resolve(outcome)));
    worker.postMessage(plan);
  });
}
