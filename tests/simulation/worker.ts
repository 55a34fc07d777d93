import './engine/virtual-globals.ts';
import { parentPort, workerData } from 'node:worker_threads';
import type { Plan } from './plan.ts';
import type { Batch, BatchResult } from './pool.ts';

// After the globals: these import packages that keep the clock they find.
const { planOf } = await import('./plan.ts');
const { runPlan } = await import('./run.ts');
const { plantBug } = await import('./plants.ts');

const { plant, steps, sqlite } = workerData as Batch;
if (plant !== undefined) await plantBug(plant);

parentPort?.on('message', (asked: number | Plan) => {
  const plan = typeof asked === 'number' ? planOf(asked, { steps, sqlite }) : asked;
  void runPlan(plan).then((outcome) => parentPort?.postMessage(outcome satisfies BatchResult));
});
