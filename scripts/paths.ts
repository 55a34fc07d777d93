import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What scripts fetch or note for themselves; `npm ci` empties it. */
export const CACHE = path.join(ROOT, 'node_modules', '.cache', 'anteroom');

/** The script behind a package's command, to be run with our own Node instead of whichever `node` is on PATH. */
export function binOf(pkg: string, name = pkg): string {
  const folder = path.join(ROOT, 'node_modules', pkg);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    bin: string | Readonly<Record<string, string>>;
  };
  const file = typeof bin === 'string' ? bin : bin[name];
  if (file === undefined) throw new Error(`${pkg} has no command named ${name}.`);
  return path.join(folder, file);
}
