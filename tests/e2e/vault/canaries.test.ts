import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect } from '@playwright/test';
import { layCable } from '../cable.ts';
import { CANARIES, canaryFile, foundBelow, foundIn, heapSnapshotOf } from '../canaries.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

test('[STO-30] [VAU-8] P16: of 500 planted texts none is in the copied profile of a locked desk, nor in its memory when the key is gone', async ({
  server
}) => {
  test.setTimeout(300_000);
  expect(new Set(CANARIES.map(({ family }) => family)).size).toBe(125);
  const copy = mkdtempSync(path.join(tmpdir(), 'anteroom-copied-'));
  const file = path.join(copy, 'planted.ndjson');
  writeFileSync(file, canaryFile());
  await server.anteroom('import', 'fhir', file);
  rmSync(file);

  const cable = await layCable(server.port);
  const profile = mkdtempSync(path.join(tmpdir(), 'anteroom-profile-'));
  const executablePath = process.env['ANTEROOM_CHROMIUM'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    baseURL: cable.url,
    viewport: { width: 1366, height: 768 }
  });
  try {
    const page = await context.newPage();
    await page.clock.install();
    await page.goto('/today');
    await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
    await expect(page.locator('[role=grid][aria-label=Today] [data-row]').first()).toBeVisible({ timeout: 30_000 });
    // Looked up, opened, and half typed anew: so that each road to the disk has seen one.
    await page.keyboard.press('/');
    await page.keyboard.type(CANARIES[7]!.family.slice(0, 7));
    await expect(page.getByRole('option').first()).toContainText(CANARIES[7]!.family, { timeout: 60_000 });
    await page.keyboard.press('Enter');
    await expect(page.getByText(CANARIES[7]!.family).first()).toBeVisible();
    // The scanner sees what is there to be seen: the open page has it in memory.
    expect(foundIn(await heapSnapshotOf(page))).toContain(CANARIES[7]!.family);
    await expect(page.getByRole('button', { name: /Saved · Sent/ })).toBeVisible({ timeout: 30_000 });

    await page.keyboard.press('Alt+l');
    await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
    cpSync(profile, copy, { recursive: true, filter: (file) => !/Singleton/.test(file) });
    expect(foundBelow(copy)).toEqual([]);

    await page.clock.runFor(15 * 60_000 + 2_000);
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    expect(foundIn(await heapSnapshotOf(page))).toEqual([]);
  } finally {
    await context.close();
    await cable.dispose();
    expect(foundBelow(profile)).toEqual([]);
    rmSync(profile, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
  }
});
