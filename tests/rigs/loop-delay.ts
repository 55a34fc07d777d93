import { monitorEventLoopDelay } from 'node:perf_hooks';
import { writeFileSync } from 'node:fs';

// Loaded before a server under test: says at its end how long its event loop was ever blocked, milliseconds, in the named file.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('exit', () => {
  const file = process.env['ANTEROOM_RIG_DELAYS'];
  if (file) writeFileSync(file, JSON.stringify({ maxMs: delay.max / 1e6, p999Ms: delay.percentile(99.9) / 1e6 }));
});
