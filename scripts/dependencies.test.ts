import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './paths.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('each dependency has its line in docs/dependencies.md, and no line is left of one that is gone', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as {
    dependencies: Readonly<Record<string, string>>;
    devDependencies: Readonly<Record<string, string>>;
  };
  const [named = ''] = read('docs/dependencies.md').split('## Fetched only');
  const lines = [...named.matchAll(/^\| `([^`]+)`\s*\|/gm)].map(([, name]) => name);

  expect(lines.toSorted()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].toSorted());
});

test('the lock file names no registry and no package with an install script', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Readonly<Record<string, { resolved?: string; hasInstallScript?: boolean; optional?: boolean }>>;
  };
  const odd = Object.entries(lock.packages).filter(([, { resolved, hasInstallScript, optional }]) =>
    Boolean(resolved || (hasInstallScript && !optional))
  );
  expect(odd.map(([name]) => name)).toEqual([]);
});
