import './engine/virtual-globals.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { plantBug } from './plants.ts';
import type { Plan } from './plan.ts';
import type { Batch, BatchResult } from './pool.ts';

const { plant, steps, sqlite } = workerData as Batch;
if (plant !== undefined) plantBug(plant);

// After the globals and the bug: these import packages that keep the clock they find, and the product.
const { planOf } = await import('./plan.ts');
const { runPlan } = await import('./run.ts');

parentPort?.on('message', (asked: number | Plan) => {
  const plan = typeof asked === 'number' ? planOf(asked, { steps, sqlite }) : asked;
  void runPlan(plan).then((outcome) => parentPort?.postMessage(outcome satisfies BatchResult));
});
