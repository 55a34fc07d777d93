import './engine/virtual-globals.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Plan } from './plan.ts';
import { PLANTS, plantBug } from './plants.ts';
import type { Outcome } from './run.ts';

const USAGE = `npm run sim -- --seed N [--seeds COUNT] [--steps N] [--plant=ID] [--shrink]

  --seed N        the first seed; with one seed its trace hash is printed, and with --log its timeline
  --seeds COUNT   so many seeds from there, on all cores
  --page FILE     writes the run of one seed as a page, a column for each device
  --steps N       things people do in a run; by the seed when not given
  --sqlite        the server on its real journal, on a real disk, with bits that flip there
  --plant=ID      with a planted bug; --plant=all looks for each and prints the first seed that finds it
  --only A,B      with --plant=all, these alone
  --shrink        cuts a failing seed down and writes it to tests/simulation/regressions
  --threads N     all cores when not given
`;

/** Before a planted bug counts as not found. */
const PLANT_SEEDS = 500;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string' },
    plant: { type: 'string' },
    threads: { type: 'string' },
    only: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    sqlite: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    page: { type: 'string' },
    help: { type: 'boolean', default: false }
  }
});

if (values.plant !== undefined && values.plant !== 'all' && Number(values.seeds) === 1) plantBug(values.plant);
// After the globals and the bug: these import packages that keep the clock they find, and the product.
const { planOf } = await import('./plan.ts');
const { runPlan } = await import('./run.ts');
const { runSeeds } = await import('./pool.ts');
const { sameFailure, shrink } = await import('./shrink.ts');
const { reportOf } = await import('./report.ts');
const { timelinePage } = await import('./timeline.ts');

const seed = Number(values.seed);
const count = Number(values.seeds);
const steps = values.steps === undefined ? undefined : Number(values.steps);
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
const options = { steps, sqlite: values.sqlite };

if (values.help) console.log(USAGE);
else if (values.plant === 'all') process.exitCode = await findPlants();
else if (count > 1) process.exitCode = await many();
else process.exitCode = await one();

/** One seed, twice: the second run must be the first again. */
async function one(): Promise<number> {
  const plan = planOf(seed, options);
  const outcome = await runPlan(plan, { isLogged: values.log || values.page !== undefined });
  if (values.log) console.log(outcome.log?.join('\n'));
  if (values.page !== undefined) writeFileSync(values.page, timelinePage(outcome));
  const again = await runPlan(plan);
  const { hash, events, facts, realMs, failures } = outcome;
  console.log(`seed ${seed}: trace ${hash}, ${events} events, ${facts} facts, ${Math.round(realMs)} ms`);
  for (const failure of failures) console.log(`  ${failure}`);
  if (again.hash !== hash) console.log(`NOT DETERMINISTIC: the second time the trace is ${again.hash}`);
  if (failures.length > 0 && values.shrink) await cutDown(plan, outcome);
  return failures.length > 0 || again.hash !== hash ? 1 : 0;
}

async function many(): Promise<number> {
  const outcomes: Outcome[] = [];
  const began = performance.now();
  await runSeeds({
    ...options,
    ...threads,
    plant: values.plant,
    from: seed,
    count,
    seen: (outcome) => {
      outcomes.push(outcome);
      if (outcome.failures.length > 0) console.log(`seed ${outcome.seed}: ${outcome.failures[0]}`);
      return false;
    }
  });
  console.log(reportOf(outcomes, performance.now() - began));
  return outcomes.some(({ failures }) => failures.length > 0) ? 1 : 0;
}

async function cutDown(plan: Plan, { failures }: Outcome): Promise<void> {
  const [first = ''] = failures;
  const fails = async (next: Plan): Promise<boolean> => sameFailure(first, (await runPlan(next)).failures[0]);
  const small = await shrink(plan, fails, (text) => console.log(`  shrinking: ${text}`));
  const outcome = await runPlan(small, { isLogged: true });
  const folder = new URL('./regressions/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const name = `seed-${seed}${values.plant === undefined ? '' : `-${values.plant}`}`;
  const saved = { failure: outcome.failures[0] ?? first, plan: small };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(saved, null, 2)}\n`);
  console.log(`${outcome.log?.join('\n')}\n\nkept as tests/simulation/regressions/${name}.json`);
}

async function findPlants(): Promise<number> {
  let missed = 0;
  for (const [plant, { about }] of Object.entries(PLANTS)) {
    if (values.only !== undefined && !values.only.split(',').includes(plant)) continue;
    let found: Outcome | null = null;
    let tried = 0;
    await runSeeds({
      ...options,
      ...threads,
      plant,
      from: seed,
      count: count > 1 ? count : PLANT_SEEDS,
      seen: (outcome) => {
        tried++;
        if (outcome.failures.length > 0 && (!found || outcome.seed < found.seed)) found = outcome;
        return found !== null;
      }
    });
    const { seed: at, failures } = (found ?? {}) as Partial<Outcome>; // assigned in the callback, which the type does not see
    if (at === undefined) missed++;
    const what = at === undefined ? `NOT FOUND in ${tried}` : `seed ${at}`.padEnd(9);
    console.log(
      `${plant.padEnd(26)} ${what}  ${about}\n${' '.repeat(38)}${failures?.[0]?.split('\n')[0]?.slice(0, 130) ?? ''}`
    );
  }
  return missed > 0 ? 1 : 0;
}
