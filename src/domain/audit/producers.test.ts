import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AUDIT_ACTIONS } from './audit-facts.ts';

/** Kinds whose screens are not there yet: nobody can do what they stand for. */
const NOT_YET: readonly string[] = [];

const SOURCES = globSync(['src/**/*.{ts,svelte}', 'sync-server/src/**/*.ts'])
  .filter((file) => !file.includes('.test.'))
  .map((file) => readFileSync(file, 'utf8'));

test('[AUD-12] every kind of entry there is has somebody who writes it', () => {
  const without = AUDIT_ACTIONS.filter((action) => !SOURCES.some((text) => text.includes(`action: '${action}'`)));
  expect(without.filter((action) => !NOT_YET.includes(action))).toEqual([]);
});
