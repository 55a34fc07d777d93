import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideBuild } from './build.ts';
import { provideChromium } from './chromium.ts';
import { runFollowed } from './follow.mjs';
import { binOf, ROOT } from './paths.ts';

/** What a gate says at its end. A gate that is not a test runner counts as one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Gate {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const REPORTS = path.join(ROOT, 'test-results', 'reports');

/** Fast first, so that a slip is told in seconds. */
export const CHECKS: readonly Gate[] = [
  gate('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  { name: 'imports', run: runCruiser },
  gate('lint', 'eslint', ['--max-warnings', '0', '.']),
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
  // Writes the types that SvelteKit makes from the routes; every type gate reads them.
  const prepared = await runTool('@sveltejs/kit', ['sync'], 'svelte-kit');
  if (prepared !== 0) outcomes.push({ name: 'svelte-kit sync', outcome: outcomeOf(prepared), seconds: 0 });

  for (const { name, run } of gates) {
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
  console.log(`\n${wordsFor(total)}`);
  return total.failed === 0 ? 0 : 1;
}

/** A gate that is one tool with an exit code. */
function gate(name: string, pkg: string, args: readonly string[], bin?: string): Gate {
  return { name, run: async () => outcomeOf(await runTool(pkg, args, bin)) };
}

async function runCruiser(): Promise<Outcome> {
  const folders = ['src', 'sync-server'].filter((folder) => existsSync(path.join(ROOT, folder)));
  const args = ['--config', '.dependency-cruiser.cjs', ...folders];
  return outcomeOf(await runTool('dependency-cruiser', args, 'depcruise'));
}

async function runVitest(): Promise<Outcome> {
  const report = freshReport('vitest.json');
  const env = { ...process.env, ANTEROOM_CHROMIUM: await provideChromium() };
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

/** Vitest's JSON report has Jest's shape. A file that could not be loaded has no tests to count and is one failure. */
function vitestOutcome(report: string): Outcome {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8')
  ) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
  };
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests
  };
}

function playwrightOutcome(report: string): Outcome {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** A runner that fails without a failed test (an unhandled error, no tests at all) still fails. */
function withCode(code: number, outcome: Outcome): Outcome {
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
}

function outcomeOf(code: number): Outcome {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function freshReport(name: string): string {
  const report = path.join(REPORTS, name);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  return report;
}

function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped
    }),
    { passed: 0, failed: 0, skipped: 0 }
  );
}

function wordsFor({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
