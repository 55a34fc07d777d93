// Our sync server beside its peers: the same clients, the same work, one run. `npm run bench:sync -- [--only TEXT] [--runs N]`
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { anteroom } from './servers/anteroom.ts';
import { hocuspocus, yWebsocketInMemory, yWebsocketServer } from './servers/peers.ts';
import { median, quantile } from './figures.ts';
import type { Figures, Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import type { ServerUnderTest } from './server-under-test.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, runs: { type: 'string', default: '3' }, server: { type: 'string' } }
});
const servers = [anteroom, yWebsocketServer, yWebsocketInMemory, hocuspocus].filter(({ name }) =>
  name.includes(values.server ?? '')
);

const peers = fileURLToPath(new URL('peers', import.meta.url));
if (!existsSync(`${peers}/node_modules`))
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: peers, stdio: 'inherit' });

console.log(`# Sync servers side by side\n`);
console.log(`Node ${process.version}, Linux ${release()}, ${cpus().length} cores; medians of ${values.runs} runs.\n`);
for (const { name, durability } of servers) console.log(`- **${name}**: ${durability}`);

console.log(`\n${syncTime(tmpdir())}`);

for (const scenario of SCENARIOS.filter(({ name }) => name.includes(values.only ?? ''))) {
  console.log(`\n## ${scenario.name}\n`);
  const runs = new Map<ServerUnderTest, Figures[]>(servers.map((server) => [server, []]));
  // Round by round, so that what else the machine does is shared by all.
  for (let round = 0; round < Number(values.runs); round++) {
    for (const [server, own] of runs) own.push(...(await attempt(scenario, server)));
  }
  print(scenario, runs);
}
process.exit(0);

async function attempt(scenario: Scenario, server: ServerUnderTest): Promise<Figures[]> {
  try {
    return [await scenario.run(server)];
  } catch (error) {
    console.error(`${server.name}: ${String(error)}`);
    return [];
  }
}

/** What one fsync takes on the disk the servers write to: no acknowledgement that waits for it can be faster. */
function syncTime(folder: string): string {
  const file = `${folder}/anteroom-bench-${process.pid}`;
  const handle = openSync(file, 'w');
  const times = Array.from({ length: 200 }, () => {
    writeSync(handle, Buffer.alloc(16_384));
    const from = performance.now();
    fdatasyncSync(handle);
    return performance.now() - from;
  });
  closeSync(handle);
  rmSync(file);
  return `The disk in ${folder}: fdatasync p50 ${median(times).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms.`;
}

/** A row a server; behind each figure how many times better (>1) or worse (<1) ours is. */
function print(scenario: Scenario, runs: ReadonlyMap<ServerUnderTest, readonly Figures[]>): void {
  const results = new Map([...runs].map(([server, own]) => [server, mediansOf(own)]));
  const ours = results.get(anteroom) ?? {};
  const keys = [...new Set([...results.values()].flatMap((figures) => Object.keys(figures)))];
  console.log(`| server | ${keys.join(' | ')} |\n| --- |${keys.map(() => ' --- |').join('')}`);
  for (const [server, figures] of results) {
    const cells = keys.map((key) => {
      const [mine, theirs] = [ours[key] ?? Number.NaN, figures[key]];
      if (theirs === undefined) return runs.get(server)?.length === 0 ? 'failed' : '';
      const ratio = scenario.better[key] === 'more' ? mine / theirs : theirs / mine;
      const shown = theirs.toLocaleString('en-US', { maximumSignificantDigits: 4 });
      return server === anteroom || !scenario.better[key] || !Number.isFinite(ratio)
        ? shown
        : `${shown} (${ratio.toFixed(2)}×)`;
    });
    console.log(`| ${server.name} | ${cells.join(' | ')} |`);
  }
}

function mediansOf(runs: readonly Figures[]): Figures {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(keys.map((key) => [key, median(runs.flatMap((run) => run[key] ?? []))]));
}
