import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { binOf, ROOT } from '../../scripts/paths.ts';

/**
 * A small tree with the real one's shape in which each file breaks one rule, except for those named good and offer. The
 * guards are run on it with the configuration of the real tree; what they say is compared as a whole, so that a guard
 * that falls silent fails here, and so does one that cries wolf.
 */
const PLANTED = fileURLToPath(new URL('planted/', import.meta.url));

test('the import guard reports each planted import and nothing else', async () => {
  const config = path.join(ROOT, '.dependency-cruiser.cjs');
  const args = [binOf('dependency-cruiser', 'depcruise'), '--config', config, '-T', 'json', 'src', 'sync-server'];
  const run = promisify(execFile)(process.execPath, args, { cwd: PLANTED, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: readonly { rule: { name: string }; from: string }[] };
  };

  expect(summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`).sort()).toEqual(['LIST']);
});

test('the linter reports each planted slip and nothing else', async () => {
  const eslint = new ESLint({ cwd: PLANTED, overrideConfigFile: path.join(ROOT, 'eslint.config.js') });

  const results = await eslint.lintFiles(['src', 'sync-server']);

  const reports = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => {
      const file = path.relative(PLANTED, filePath).replaceAll(path.sep, '/');
      return `${file}:${line}: ${ruleId ?? message}`;
    })
  );
  expect(reports.sort()).toEqual(['LIST']);
});
