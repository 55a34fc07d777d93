import { expect } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { enrolHere } from '../devices.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

test('[BRD-1] [BRD-2] [BRD-3] a board shows tickets, says when it is not up to date, and is back by itself', async ({
  open
}) => {
  const board = await open({ path: '/board', viewport: { width: 1920, height: 1080 } });
  const { page } = board;
  await enrolHere(board);
  await expect(page.locator('main h1')).toBeVisible();
  await expect(page.locator('main')).toContainText(/[A-Z]{1,2}\d*-\d{3}/);
  expect(await accessibilityFaults(page)).toEqual([]);
  const heights = await page
    .locator('.ticket, .code, main ul li')
    .evaluateAll((all) =>
      all.map((one) => parseFloat(getComputedStyle(one.querySelector('.code') ?? one).fontSize) / innerHeight)
    );
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(0.08);
  await board.shot('board');

  await page.clock.install();
  await board.goOffline();
  await page.clock.runFor(12_000);
  await expect(page.locator('.age')).toBeVisible();
  await board.shot('board-ageing');
  await page.clock.runFor(55_000);
  await expect(page.getByRole('heading', { name: 'Please see reception' })).toBeVisible();
  await expect(page.locator('main')).not.toContainText(/-\d{3}/);
  await board.shot('board-stale');

  await board.goOnline();
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(page.locator('.clock')).toBeVisible({ timeout: 500 });
  }).toPass();
});
