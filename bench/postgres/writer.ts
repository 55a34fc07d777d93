// Writes as fast as acks allow for some seconds: `writer.ts <database> <writers> <which process>`, and sends what came of it.
import { clientIdOf } from '#domain/ids.ts';
import { encodeRun } from '#protocol/update.ts';
import { openPostgresStore } from '#server/store/postgres-store.ts';
import { fact } from '../../sync-server/tests/rig.ts';

export interface Written {
  readonly rows: number;
  readonly commits: number;
  readonly seconds: number;
  /** From an append to its answer, milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const SECONDS = 5;

const [url = '', writers = '1', which = '0'] = process.argv.slice(2);
let rows = 0;
let commits = 0;
const times: number[] = [];
const store = await openPostgresStore(url, {
  now: Date.now,
  onFatal: (fault) => {
    throw fault;
  },
  onFlush: (count) => {
    rows += count;
    commits++;
  }
});
const started = performance.now();
const seconds = (): number => (performance.now() - started) / 1000;
await Promise.all(Array.from({ length: Number(writers) }, (_, i) => write(10 + Number(which) * 1_000 + i)));
const sorted = times.toSorted((a, b) => a - b);
const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
process.send?.({ rows, commits, seconds: seconds(), p50: at(0.5), p99: at(0.99) } satisfies Written);
await store.close();

async function write(device: number): Promise<void> {
  const client = clientIdOf(device, 0);
  const doc = `day/main/2026-11-${10 + (device % 20)}`;
  for (let clock = 0; seconds() < SECONDS; clock++) {
    const update = encodeRun({ client, clock, facts: [fact(clock)] });
    const asked = performance.now();
    await store.journal.append({ doc, device, client, clock, count: 1, update });
    times.push(performance.now() - asked);
  }
}
