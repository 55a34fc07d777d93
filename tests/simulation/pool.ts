import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './run.ts';

/** What every worker of a pool is told once. */
export interface Batch {
  /** A bug to plant in the product, in this worker alone. */
  readonly plant?: string | undefined;
  readonly steps?: number | undefined;
  readonly sqlite?: boolean | undefined;
}

export type BatchResult = Outcome;

export interface PoolOptions extends Batch {
  readonly from: number;
  readonly count: number;
  readonly threads?: number;
  /** Ends the whole when it answers true. */
  readonly seen: (outcome: Outcome) => boolean;
}

/** Runs seeds on all cores, each seed in whichever thread is free. Which thread makes no difference to what a seed does. */
export async function runSeeds({
  from,
  count,
  threads = availableParallelism(),
  seen,
  ...batch
}: PoolOptions): Promise<void> {
  let next = from;
  let isOver = false;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: batch, execArgv: [] });
      const give = (): void => {
        if (isOver || next >= from + count) void worker.terminate().then(() => resolve());
        else worker.postMessage(next++);
      };
      worker.on('online', give);
      worker.on('error', reject);
      worker.on('message', (outcome: BatchResult) => {
        isOver ||= seen(outcome);
        give();
      });
    });
  await Promise.all(Array.from({ length: Math.min(threads, count) }, work));
}
