import { existsSync, readFileSync } from 'node:fs';

/** What a gate says at its end. A gate that is not a test runner counts as one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** How many of those that passed did so only when tried again: each is a fault of the test or of the product, to be looked for. */
  readonly triedAgain?: number;
}

/** Vitest's JSON report has Jest's shape. A file that could not be loaded has no tests to count and is one failure. */
export function vitestOutcome(report: string): Outcome {
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

export function playwrightOutcome(report: string): Outcome {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped, ...(flaky > 0 ? { triedAgain: flaky } : {}) };
}

/** A runner that fails without a failed test (an unhandled error, no tests at all) still fails. */
export function withCode(code: number, outcome: Outcome): Outcome {
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
}

export function outcomeOf(code: number): Outcome {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

export function sum(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped
    }),
    { passed: 0, failed: 0, skipped: 0 }
  );
}

/** The plain total, for the last line. */
export function totalWords({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

export function wordsFor(outcome: Outcome): string {
  const { triedAgain = 0 } = outcome;
  return `${totalWords(outcome)}${triedAgain > 0 ? ` (${triedAgain} only when tried again)` : ''}`;
}
