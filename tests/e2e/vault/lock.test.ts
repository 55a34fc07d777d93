import { expect } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

test('[VAU-8] [VAU-9] [LOCK-1] a desk veils and locks by itself; nothing of a patient is left in the page; people come back by PIN', async ({
  open
}) => {
  const desk = await open({ path: null, viewport: { width: 1366, height: 768 } });
  const { page } = desk;
  await page.clock.install();
  await page.goto('/today');
  await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
  const rows = page.locator('[role=grid][aria-label=Today] [data-row]');
  await expect(rows.first()).toBeVisible({ timeout: 30_000 });
  const person = await rows.first().locator('.name').innerText();
  expect(person).not.toBe('');

  await page.getByRole('button', { name: /Who is at this desk|Nell Ashgrove/ }).click();
  await page.getByRole('menuitem', { name: /PIN to come back/ }).click();
  await page.getByLabel('PIN', { exact: true }).fill('482915');
  await page.getByLabel('The same again').fill('482915');
  await page.getByRole('button', { name: 'Keep this PIN' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.clock.runFor(61_000);
  await expect(page.getByText('Move the mouse or press a key to go on.')).toBeVisible();
  await desk.shot('desk-veiled');
  await page.mouse.move(200, 300);
  await expect(page.getByText('Move the mouse or press a key to go on.')).toBeHidden();

  await page.clock.runFor(5 * 60_000 + 1_000);
  await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(person);
  expect(await accessibilityFaults(page)).toEqual([]);
  await desk.shot('desk-locked');
  await page.getByLabel('PIN').fill('111111');
  await expect(page.getByText('That is not your PIN.')).toBeVisible();
  await page.getByLabel('PIN').pressSequentially('482915');
  await expect(rows.first()).toBeVisible();

  await page.keyboard.press('Alt+l');
  await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
  // Somebody else takes over, and begins at Today.
  await page.getByRole('button', { name: 'Somebody else' }).click();
  await page.getByLabel('Name').fill('Ivy Thimbleby');
  await page.getByLabel('Passphrase').fill('orchard ladder');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: /Ivy Thimbleby/ })).toBeVisible();

  // A manager says that desks lock sooner, and this one does.
  await page.keyboard.press('F8');
  const desks = page.getByRole('form', { name: /^Desks/ });
  await desks.getByLabel('Blurs after').fill('20');
  await desks.getByLabel('Locks after').fill('1');
  await desk.shot('devices-lock-times');
  await desks.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/goes by it as soon as it hears/)).toBeVisible();
  await page.clock.runFor(61_000);
  await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
  expect(desk.troubles()).toEqual([]);
});
