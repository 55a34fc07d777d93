import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFollowed } from './follow.mjs';
import { binOf, ROOT } from './paths.ts';

/** All that the built app is made from. Tests lie beside their sources and do not count. */
const SOURCES = [
  'src',
  'scripts/verifier',
  'static',
  'package-lock.json',
  'package.json',
  'svelte.config.js',
  'tsconfig.json',
  'vite.config.ts'
];
const STAMP = path.join(ROOT, 'build', '.sources');

/**
 * Builds the app into build/ unless what lies there was made from these very sources. Answers the exit code.
 * A checkout without sources (an image that ships build/ only) counts as built.
 */
export async function provideBuild({ always = false } = {}): Promise<number> {
  if (!existsSync(path.join(ROOT, 'src'))) return existsSync(path.join(ROOT, 'build')) ? 0 : 1;
  const sources = hashOf(SOURCES);
  if (!always && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return 0;

  console.error('anteroom: building the app …');
  const code = await runFollowed(process.execPath, [binOf('vite'), 'build', '--logLevel', 'warn'], { cwd: ROOT });
  if (code === 0) writeFileSync(STAMP, sources);
  return code;
}

/** One hash over the names and contents of files and of all files in folders, in a fixed order. */
function hashOf(entries: readonly string[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    const full = path.join(ROOT, entry);
    if (!existsSync(full)) continue;
    for (const file of filesIn(full)) {
      hash.update(path.relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(entry: string): string[] {
  if (statSync(entry).isFile()) return [entry];
  const inside = readdirSync(entry, { withFileTypes: true, recursive: true, encoding: 'utf8' });
  return inside
    .filter((found) => found.isFile() && !/\.test\.ts$/.test(found.name))
    .map((found) => path.join(found.parentPath, found.name))
    .sort();
}
