import './engine/virtual-globals.ts';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string' },
    log: { type: 'boolean', default: false }
  }
});
const { planOf } = await import('./plan.ts');
const { runPlan } = await import('./run.ts');
const first = Number(values.seed);
const began = performance.now();
let failed = 0;
const counters = new Map<string, number>();
let events = 0, facts = 0;
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const plan = planOf(seed, { steps: values.steps === undefined ? undefined : Number(values.steps) });
  const outcome = await runPlan(plan, { isLogged: values.log });
  events += outcome.events; facts += outcome.facts;
  for (const [k, v] of outcome.counters) counters.set(k, (counters.get(k) ?? 0) + v);
  if (values.log) console.log(outcome.log?.join('\n'));
  if (Number(values.seeds) === 1) console.log(outcome.hash, outcome.events, outcome.facts, outcome.realMs);
  if (outcome.failures.length) { failed++; console.log(`seed ${seed}:`, outcome.failures.slice(0, 2).join('\n  ')); }
}
console.log(counters);
console.log({ failed, events, facts, ms: performance.now() - began });
