import { existsSync } from 'node:fs';
import path from 'node:path';
import { provideBuild } from './build.ts';
import { provideChromium } from './chromium.ts';
import { dev, devTwo } from './dev.ts';
import { runFollowed } from './follow.mjs';
import { CHECKS, runGates, TESTS } from './gates.ts';
import { binOf, ROOT } from './paths.ts';
import { SERVER, SERVER_FLAGS } from './server.ts';

interface Command {
  /** One line for `node scripts/run.mjs help`. */
  readonly about: string;
  /** Answers the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Every command of the launcher. A new npm script is one line here and one in package.json. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: { about: 'build if needed, then serve app and sync', run: start },
  dev: { about: 'the app from its sources, with a server beside it', run: dev },
  'dev:two': { about: 'the same, with two stations open', run: devTwo },
  build: { about: 'build the app into build/', run: () => provideBuild({ always: true }) },
  check: { about: 'the gates that need no test run: format, imports, lint, types', run: () => runGates(CHECKS) },
  test: { about: 'every gate, unit, component and browser test', run: () => runGates([...CHECKS, ...TESTS]) },
  'test:unit': { about: 'vitest in Node', run: (args) => vitest(['--project', 'unit', ...args]) },
  'test:component': { about: 'vitest in a browser', run: (args) => vitest(['--project', 'component', ...args]) },
  'test:postgres': { about: 'vitest on a real PostgreSQL', run: (args) => vitest(['--project', 'postgres', ...args]) },
  'test:simulation': {
    about: 'the seeded simulation’s tests with 2,000 seeds instead of 500, three minutes',
    run: (args) => vitest(['tests/simulation', ...args], { ANTEROOM_SIM_SEEDS: '2000' })
  },
  'test:e2e': { about: 'the built app in a real browser', run: (args) => e2e(args) },
  'test:canaries': {
    about: 'what a kiosk and a board keep of 500 planted texts after a day of use',
    run: (args) => e2e(['tests/e2e/kiosk/canaries.test.ts', ...args], { ...process.env, ANTEROOM_LONG: '1' })
  },
  format: { about: 'prettier --write', run: (args) => tool('prettier', ['--write', ...(args.length ? args : ['.'])]) },
  anteroom: {
    about: 'the server’s command line: import, enroll …',
    run: (args) => node('sync-server/src/cli.ts', args)
  },
  sim: { about: 'the seeded simulation', run: (args) => node('tests/simulation/main.ts', args) },
  'rig:kill9': { about: 'kill -9 of the server while it writes, 1,000 times', run: (args) => rig('kill9', args) },
  'rig:powercut': {
    about: 'power cuts of the server’s disk, 300 and the control',
    run: (args) => rig('powercut', args)
  },
  'rig:frames': { about: '2.1 million bad frames beside an honest desk', run: (args) => rig('frames', args) },
  'rig:decode': { about: 'how long the worst frames take to read', run: (args) => rig('decode', args) },
  'rig:browserpowercut': {
    about: 'power cuts of a real browser’s disk, 200 and the control',
    run: async (args) =>
      await rig('browserpowercut', args, { ...process.env, ANTEROOM_CHROMIUM: await provideChromium() })
  },
  'rig:damage': {
    about: 'turned bits in database, backup and a device’s store, 1,000 each',
    run: (args) => rig('damage', args)
  },
  'rig:chaos': {
    about: 'four devices in 20 storms: resets, half-open lines, turned bits …',
    run: (args) => rig('chaos', args)
  },
  'rig:kiosktiming': {
    about: '2,000 look-ups at a kiosk: found and not found take the same time',
    run: (args) => rig('kiosktiming', args)
  },
  'rig:kiosktime': {
    about: 'how long returning patients take at a kiosk, at the speed of a hand',
    run: (args) => inBrowser('kiosktime', args)
  },
  'rig:boardscript': {
    about: 'what a board says while its link is cut, its server restarts and its clock jumps',
    run: (args) => inBrowser('boardscript', args)
  },
  'rig:serverloss': {
    about: 'ten minutes without a server: desks, kiosk, room tablet and board, and what is there afterwards',
    run: (args) => inBrowser('serverloss', args)
  },
  'rig:kioskguessing': {
    about: 'guessing names against a stolen kiosk, a thousand times smaller',
    run: (args) => rig('kioskguessing', args)
  },
  'rig:replayflow': {
    about: 'a clinic’s log through a server and its board: order, waits, nothing lost',
    run: (args) => rig('replayflow', args)
  },
  'rig:restart': { about: '100 restarts under 50 devices', run: (args) => rig('restart', args) },
  'rig:reading': {
    about: 'twenty-four invented cards and twelve letters, askew and grainy: what is read right, and how long it takes',
    run: () => vitest(['--project', 'component', 'tests/component/reading-figures.test.ts'], { VITE_READINGS: '24' })
  },
  'bench:audit': {
    about: 'checking a million entries of the access log',
    run: (args) => node('bench/audit/main.ts', args)
  },
  'bench:officer': {
    about: 'asking a million entries of the access log',
    run: (args) => node('bench/audit/officer.ts', args)
  },
  'bench:app': { about: 'the client at 1,000 to 100,000 patients', run: benchApp },
  'bench:sync': { about: 'the sync server beside others', run: (args) => node('bench/sync/main.ts', args) },
  'bench:flow': { about: 'from a desk’s call to 200 boards', run: (args) => node('bench/flow/main.ts', args) },
  'bench:postgres': { about: 'the journal in PostgreSQL', run: (args) => node('bench/postgres/main.ts', args) },
  chromium: { about: 'print the path of the browser that tests use', run: printChromium }
};

/** Runs one command of the table; answers the exit code. Without a name it prints the table. */
export async function runCommand(name: string | undefined, args: readonly string[]): Promise<number> {
  process.chdir(ROOT);
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (command) return await command.run(args);

  const width = Math.max(...Object.keys(COMMANDS).map((key) => key.length));
  const rows = Object.entries(COMMANDS).map(([key, { about }]) => `  ${key.padEnd(width)}  ${about}`);
  console.error(['Usage: npm run <command> [-- arguments]', ...rows].join('\n'));
  return name === undefined || name === 'help' ? 0 : 2;
}

async function start(args: readonly string[]): Promise<number> {
  const built = await provideBuild();
  return built === 0 ? await node(SERVER, args, process.env, SERVER_FLAGS) : built;
}

async function rig(name: string, args: readonly string[], env = process.env): Promise<number> {
  return await node('tests/rigs/main.ts', [name, ...args], env);
}

/** A rig that plays the built app in a real browser. */
async function inBrowser(name: string, args: readonly string[]): Promise<number> {
  const built = await provideBuild();
  return built === 0 ? await rig(name, args, { ...process.env, ANTEROOM_CHROMIUM: await provideChromium() }) : built;
}

async function benchApp(args: readonly string[]): Promise<number> {
  const built = await provideBuild();
  if (built !== 0) return built;
  const env = { ...process.env, ANTEROOM_CHROMIUM: await provideChromium() };
  return await node('bench/app/main.ts', args, env);
}

/** Builds first what is not built, by its global set-up. */
async function e2e(args: readonly string[], from = process.env): Promise<number> {
  const env = { ...from, ANTEROOM_CHROMIUM: await provideChromium() };
  return await tool('@playwright/test', ['test', ...args], env, 'playwright');
}

async function vitest(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<number> {
  const needsBrowser = args.includes('component');
  const env = needsBrowser ? { ...process.env, ANTEROOM_CHROMIUM: await provideChromium() } : process.env;
  return await tool('vitest', ['run', ...args], { ...env, ...more });
}

async function printChromium(): Promise<number> {
  console.log(await provideChromium());
  return 0;
}

/** Runs one of our own TypeScript files. */
async function node(
  file: string,
  args: readonly string[],
  env = process.env,
  flags: readonly string[] = []
): Promise<number> {
  if (existsSync(path.join(ROOT, file))) return await runFollowed(process.execPath, [...flags, file, ...args], { env });
  console.error(`anteroom: ${file} is not part of this checkout.`);
  return 2;
}

/** Runs a tool of a package in node_modules. */
async function tool(pkg: string, args: readonly string[], env = process.env, bin?: string): Promise<number> {
  return await runFollowed(process.execPath, [binOf(pkg, bin), ...args], { env });
}
