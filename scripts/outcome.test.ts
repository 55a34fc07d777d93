import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { runGates, type Gate } from './gates.ts';
import { playwrightOutcome, vitestOutcome, withCode, wordsFor, type Outcome } from './outcome.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'outcome-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const gate = (name: string, outcome: Outcome): { name: string; run: () => Promise<Outcome> } => ({
  name,
  run: () => Promise.resolve(outcome)
});

test('the last line is the plain total, a gate that throws counts as failed, and the ones after it still run', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);

  const code = await runGates([
    gate('one', { passed: 1, failed: 0, skipped: 0 }),
    { name: 'breaks', run: () => Promise.reject(new Error('no such tool')) },
    gate('many', { passed: 40, failed: 0, skipped: 2 })
  ]);
  vi.restoreAllMocks();

  expect(lines.join('\n').split('\n').at(-1)).toBe('41 passed, 1 failed, 2 skipped');
  expect(code).toBe(1);
});

test('gates in a list run two at a time; each tells all it printed in one piece when it ends, and one that fails stops none', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  let atOnce = 0;
  let most = 0;
  const talking = (name: string, failed: number): Gate => ({
    name,
    run: async (print) => {
      most = Math.max(most, ++atOnce);
      for (const word of ['says ', name, '\n']) {
        print?.(Buffer.from(word));
        await new Promise((resolve) => setImmediate(resolve));
      }
      atOnce--;
      return { passed: 1 - failed, failed, skipped: 0 };
    }
  });

  const code = await runGates([[talking('one', 0), talking('two', 1), talking('three', 0)]]);
  vi.restoreAllMocks();

  expect(most).toBe(2);
  expect(lines.filter((line) => line.startsWith('says')).sort()).toEqual(['says one', 'says three', 'says two']);
  expect(lines.join('\n').split('\n').at(-1)).toBe('2 passed, 1 failed');
  expect(code).toBe(1);
});

test('without skipped tests the total has two numbers, and the exit code is 0', async () => {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const code = await runGates([gate('one', { passed: 3, failed: 0, skipped: 0 })]);
  vi.restoreAllMocks();

  expect(lines.join('\n').split('\n').at(-1)).toBe('3 passed, 0 failed');
  expect(code).toBe(0);
});

test('of vitest: a test file that could not be loaded is a failure', () => {
  const report = path.join(folder, 'vitest.json');
  const testResults = [
    { status: 'passed', assertionResults: [{}, {}] },
    { status: 'failed', assertionResults: [] }
  ];
  const counts = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
  writeFileSync(report, JSON.stringify({ ...counts, testResults }));

  expect(vitestOutcome(report)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test('of playwright: a test that passed only when it was tried again has passed, and it is said', () => {
  const report = path.join(folder, 'playwright.json');
  writeFileSync(report, JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 } }));

  const outcome = playwrightOutcome(report);
  expect(outcome).toEqual({ passed: 6, failed: 1, skipped: 3, triedAgain: 1 });
  expect(wordsFor(outcome)).toBe('6 passed, 1 failed, 3 skipped (1 only when tried again)');
});

test('a runner that wrote no report, or failed without a failed test, has failed', () => {
  expect(vitestOutcome(path.join(folder, 'none.json'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(withCode(1, { passed: 7, failed: 0, skipped: 0 })).toEqual({ passed: 7, failed: 1, skipped: 0 });
});
