import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideBuild } from './build.ts';
import { provideChromium } from './chromium.ts';
import { isStopping, runFollowed } from './follow.mjs';
import {
  outcomeOf,
  playwrightOutcome,
  sum,
  totalWords,
  vitestOutcome,
  withCode,
  wordsFor,
  type Outcome
} from './outcome.ts';
import { binOf, ROOT } from './paths.ts';
import { providePostgres } from './postgres.ts';

export interface Gate {
  readonly name: string;
  /** @param print where its output goes; to the terminal as it comes, if not given */
  readonly run: (print?: Print) => Promise<Outcome>;
}

type Print = (text: Buffer) => void;

interface Done {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}

const REPORTS = path.join(ROOT, 'test-results', 'reports');

/** Tools that keep one core busy run two at a time, what takes longest first; ESLint has two threads of its own. */
export const CHECKS: readonly (Gate | readonly Gate[])[] = [
  { name: 'prepare', run: prepare },
  [
    gate('types: app', 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human']),
    gate('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
    { name: 'imports', run: runCruiser },
    ...['src/domain', 'src/service-worker', 'sync-server', 'scripts', 'bench']
      .filter((folder) => existsSync(path.join(ROOT, folder, 'tsconfig.json')))
      .map((folder) => gate(`types: ${folder}`, 'typescript', ['-p', folder], 'tsc'))
  ],
  gate('lint', 'eslint', ['--concurrency', '2', '--max-warnings', '0', '.'])
];

export const TESTS: readonly Gate[] = [
  { name: 'vitest', run: runVitest },
  { name: 'vite build', run: async () => outcomeOf(await provideBuild({ always: true })) },
  { name: 'e2e', run: runPlaywright }
];

/**
 * Runs gates in order, those in a list of their own two at a time, and prints the total as the last line. A gate that fails does not keep the
 * next ones from running, so that one run tells all there is to mend; only the browser tests need what was built. Answers the exit code.
 */
export async function runGates(gates: readonly (Gate | readonly Gate[])[]): Promise<number> {
  const done: Done[] = [];
  for (const one of gates) {
    if (isStopping()) break;
    if ('run' in one) done.push(await runAlone(one));
    else done.push(...(await runPaired(one)));
  }
  console.log('');
  for (const { name, outcome, seconds } of done) {
    console.log(`${name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s   ${wordsFor(outcome)}`);
  }
  const total = sum(done.map(({ outcome }) => outcome));
  console.log(`\n${totalWords(total)}`);
  return total.failed === 0 && !isStopping() ? 0 : 1;
}

async function runAlone(gate: Gate): Promise<Done> {
  console.log(`\n── ${gate.name}`);
  const done = await timed(gate);
  console.log(endWords(done));
  return done;
}

/** Two at a time, in order; what each prints is shown when it ends, in one piece. */
async function runPaired(gates: readonly Gate[]): Promise<readonly Done[]> {
  const waiting = [...gates.entries()];
  const done: Done[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !isStopping(); next = waiting.shift()) {
      const [at, gate] = next;
      const printed: Buffer[] = [];
      const one = await timed(gate, (text) => void printed.push(text));
      console.log(`\n── ${gate.name}`);
      if (printed.length > 0) console.log(Buffer.concat(printed).toString().trimEnd());
      console.log(endWords(one));
      done[at] = one;
    }
  };
  await Promise.all([lane(), lane()]);
  return done.filter(() => true); // those that ran: a stop leaves gaps
}

async function timed({ name, run }: Gate, print?: Print): Promise<Done> {
  const started = performance.now();
  const outcome = await run(print).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return outcomeOf(1);
  });
  return { name, outcome, seconds: (performance.now() - started) / 1000 };
}

function endWords({ name, outcome, seconds }: Done): string {
  return `── ${name}: ${outcome.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`;
}

/** A gate that is one tool with an exit code. */
function gate(name: string, pkg: string, args: readonly string[], bin?: string): Gate {
  return { name, run: async (print) => outcomeOf(await runTool(pkg, args, { bin, print })) };
}

/** Has SvelteKit write the types it makes from the routes; every type gate reads them. No gate in itself. */
async function prepare(): Promise<Outcome> {
  const code = await runTool('@sveltejs/kit', ['sync'], { bin: 'svelte-kit' });
  return code === 0 ? { passed: 0, failed: 0, skipped: 0 } : outcomeOf(code);
}

async function runCruiser(print?: Print): Promise<Outcome> {
  const folders = ['src', 'sync-server'].filter((folder) => existsSync(path.join(ROOT, folder)));
  const args = ['--config', '.dependency-cruiser.cjs', ...folders];
  return outcomeOf(await runTool('dependency-cruiser', args, { bin: 'depcruise', print }));
}

async function runVitest(): Promise<Outcome> {
  const report = freshReport('vitest.json');
  const env = {
    ...process.env,
    ANTEROOM_CHROMIUM: await provideChromium(),
    ANTEROOM_POSTGRES: providePostgres() ?? ''
  };
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest', args, { env });
  return withCode(code, vitestOutcome(report));
}

async function runPlaywright(): Promise<Outcome> {
  const report = freshReport('playwright.json');
  const env = {
    ...process.env,
    ANTEROOM_CHROMIUM: await provideChromium(),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report
  };
  const code = await runTool('@playwright/test', ['test', '--reporter=list,json'], { bin: 'playwright', env });
  return withCode(code, playwrightOutcome(report));
}

interface ToolOptions {
  /** The name of its command, where that is not the package's. */
  readonly bin?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly print?: Print | undefined;
}

async function runTool(pkg: string, args: readonly string[], { bin, env, print }: ToolOptions = {}): Promise<number> {
  const options = { cwd: ROOT, env: env ?? process.env, ownGroup: true, ...(print ? { onOutput: print } : {}) };
  return await runFollowed(process.execPath, [binOf(pkg, bin), ...args], options);
}

function freshReport(name: string): string {
  const report = path.join(REPORTS, name);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  return report;
}
