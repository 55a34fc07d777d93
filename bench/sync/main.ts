// Our sync server beside its peers: the same clients, the same work, one run. `npm run bench:sync -- [--only TEXT] [--runs N]`
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { anteroom } from './servers/anteroom.ts';
import { hocuspocus, yWebsocketInMemory, yWebsocketServer } from './servers/peers.ts';
import { median } from './figures.ts';
import { SCENARIOS, type Figures, type Scenario } from './scenarios.ts';
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

for (const scenario of SCENARIOS.filter(({ name }) => name.includes(values.only ?? ''))) {
  console.log(`\n## ${scenario.name}\n`);
  const results = new Map<ServerUnderTest, Figures>();
  for (const server of servers) results.set(server, await medians(scenario, server));
  print(scenario, results);
}
process.exit(0);

async function medians(scenario: Scenario, server: ServerUnderTest): Promise<Figures> {
  const runs: Figures[] = [];
  for (let i = 0; i < Number(values.runs); i++) {
    try {
      runs.push(await scenario.run(server));
    } catch (error) {
      console.error(`${server.name}: ${String(error)}`);
    }
  }
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key] ?? Number.NaN))]));
}

/** A row a server; behind each figure how many times better (>1) or worse (<1) ours is. */
function print(scenario: Scenario, results: ReadonlyMap<ServerUnderTest, Figures>): void {
  const ours = results.get(anteroom) ?? {};
  const keys = [...new Set([...results.values()].flatMap((figures) => Object.keys(figures)))];
  console.log(`| server | ${keys.join(' | ')} |\n| --- |${keys.map(() => ' --- |').join('')}`);
  for (const [server, figures] of results) {
    const cells = keys.map((key) => {
      const [mine, theirs] = [ours[key] ?? Number.NaN, figures[key] ?? Number.NaN];
      if (Number.isNaN(theirs)) return 'failed';
      const ratio = scenario.better[key] === 'more' ? mine / theirs : theirs / mine;
      const shown = theirs.toLocaleString('en-US', { maximumSignificantDigits: 4 });
      return server === anteroom || !scenario.better[key] || !Number.isFinite(ratio)
        ? shown
        : `${shown} (${ratio.toFixed(2)}×)`;
    });
    console.log(`| ${server.name} | ${cells.join(' | ')} |`);
  }
}
