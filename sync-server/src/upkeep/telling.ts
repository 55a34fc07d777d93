import type { Metrics } from '../http/metrics.ts';
import type { DiskState } from './disk-watch.ts';

/** In words, for whoever reads the server's log. */
export function tellDisk(state: DiskState): void {
  const words = {
    enough: 'The disk has room again.',
    low: 'The disk is more than 85 % full.',
    full: 'The disk is full: nothing new is taken until there is room. What was acknowledged is safe; devices keep the rest.'
  };
  console.error(words[state]);
}

/** Counts what should not happen, and says so in the log: by where it was and what kind of error, never what was in it. */
export function faultCounter(metrics: Metrics): (where: string) => (error: unknown) => void {
  return (where) => (error) => {
    metrics.count('anteroom_faults_total', { where });
    console.error(`fault in ${where}:`, error instanceof Error ? `${error.name}: ${error.message}` : typeof error);
  };
}
