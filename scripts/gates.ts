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
  readonly run: () => Promise<Outcome>;
}

const REPORTS = path.join(ROOT, 'test-results', 'reports');

/** Fast first, so that a slip is told in seconds. */
export const CHECKS: readonly Gate[] = [
  { name: 'prepare', run: prepare },
  gate('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  { name: 'imports', run: runCruiser },
  gate('lint', 'eslint', ['--concurrency', '2', '--max-warnings', '0', '.']),
  gate('types: app', 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human']),
  ...['src/domain', 'src/service-worker', 'sync-server', 'scripts', 'bench']
    .filter((folder) => existsSync(path.join(ROOT, folder, 'tsconfig.json')))
    .map((folder) => gate(`types: ${folder}`, 'typescript', ['-p', folder], 'tsc'))
];

export const TESTS: readonly Gate[] = [
  { name: 'vitest', run: runVitest },
  { name: 'vite build', run: async () => outcomeOf(await provideBuild({ always: true })) },
  { name: 'e2e', run: runPlaywright }
];

/**
 * Runs gates in order and prints the total as the last line. A gate that fails does not keep the next ones from
 * running, so that one run tells all there is to mend; only the browser tests need what was built. Answers the exit code.
 */
export async function runGates(gates: readonly Gate[]): Promise<number> {
  const outcomes: { name: string; outcome: Outcome; seconds: number }[] = [];
  for (const { name, run } of gates) {
    if (isStopping()) break;
    console.log(`\n── ${name}`);
    const started = performance.now();
    const outcome = await run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return outcomeOf(1);
    });
    const seconds = (performance.now() - started) / 1000;
    console.log(`── ${name}: ${outcome.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s`);
    outcomes.push({ name, outcome, seconds });
  }
  console.log('');
  for (const { name, outcome, seconds } of outcomes) {
    console.log(`${name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s   ${wordsFor(outcome)}`);
  }
  const total = sum(outcomes.map(({ outcome }) => outcome));
  console.log(`\n${totalWords(total)}`);
  return total.failed === 0 && !isStopping() ? 0 : 1;
}

/** A gate that is one tool with an exit code. */
function gate(name: string, pkg: string, args: readonly string[], bin?: string): Gate {
  return { name, run: async () => outcomeOf(await runTool(pkg, args, bin)) };
}

/** Has SvelteKit write the types it makes from the routes; every type gate reads them. No gate in itself. */
async function prepare(): Promise<Outcome> {
  const code = await runTool('@sveltejs/kit', ['sync'], 'svelte-kit');
  return code === 0 ? { passed: 0, failed: 0, skipped: 0 } : outcomeOf(code);
}

async function runCruiser(): Promise<Outcome> {
  const folders = ['src', 'sync-server'].filter((folder) => existsSync(path.join(ROOT, folder)));
  const args = ['--config', '.dependency-cruiser.cjs', ...folders];
  return outcomeOf(await runTool('dependency-cruiser', args, 'depcruise'));
}

async function runVitest(): Promise<Outcome> {
  const report = freshReport('vitest.json');
  const env = {
    ...process.env,
    ANTEROOM_CHROMIUM: await provideChromium(),
    ANTEROOM_POSTGRES: providePostgres() ?? ''
  };
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest', args, 'vitest', env);
  return withCode(code, vitestOutcome(report));
}

async function runPlaywright(): Promise<Outcome> {
  const report = freshReport('playwright.json');
  const env = {
    ...process.env,
    ANTEROOM_CHROMIUM: await provideChromium(),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report
  };
  const code = await runTool('@playwright/test', ['test', '--reporter=list,json'], 'playwright', env);
  return withCode(code, playwrightOutcome(report));
}

async function runTool(pkg: string, args: readonly string[], bin?: string, env = process.env): Promise<number> {
  return await runFollowed(process.execPath, [binOf(pkg, bin), ...args], { cwd: ROOT, env, ownGroup: true });
}

function freshReport(name: string): string {
  const report = path.join(REPORTS, name);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  return report;
}
