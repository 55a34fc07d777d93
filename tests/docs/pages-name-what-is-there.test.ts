import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', 'ARCHITECTURE.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
/** A link of ours, or a path in backticks that begins at a folder of the top level. */
const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g;
const CODE_PATH = /`((?:src|sync-server|tests|bench|docs|scripts|static)\/[\w./*()[\]-]+)`/g;

test.each(PAGES)('%s names only what is there', (page) => {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const links = [...text.matchAll(LINK)].map(([, to = '']) => path.join(path.dirname(page), to));
  const paths = [...text.matchAll(CODE_PATH)].map(([, to = '']) => to);
  const missing = [...links, ...paths].filter((to) => !isThere(to));
  expect(missing).toEqual([]);
});

function isThere(to: string): boolean {
  if (to.includes('*')) return globSync(to, { cwd: ROOT }).length > 0;
  return existsSync(path.join(ROOT, to));
}
