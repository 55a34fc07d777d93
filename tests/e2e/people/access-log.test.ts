import { expect, type Page } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

async function signInAs(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible({ timeout: 30_000 });
}

async function signOut(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Sign out');
  await page.keyboard.press('Enter');
}

test('[AUD-7] [AUD-16] [AUD-17] a clerk’s walk through the screens is one entry a look; the privacy officer reads it and explains it, without the server too', async ({
  open
}) => {
  const desk = await open({ path: '/today', viewport: { width: 1366, height: 768 } });
  const { page } = desk;
  await signInAs(page, /Nell Ashgrove/);
  const rows = page.locator('[role=grid][aria-label=Today] [data-row]');
  await expect(rows.first()).toBeVisible({ timeout: 30_000 });
  await rows.first().click();
  const inHand = page.getByRole('complementary', { name: 'In hand' });
  const name = await inHand.getByRole('heading').first().innerText();
  await expect(inHand.getByText(/555-01/).first()).toBeVisible();
  await page.getByRole('link', { name: /Patients/ }).click();
  await page.getByRole('searchbox', { name: 'Find a patient' }).fill(name);
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole('group', { name })).toBeVisible();
  await signOut(page);

  await signInAs(page, /Pim Vandersloot/);
  await page.keyboard.press('F10');
  await expect(page.getByRole('heading', { name: 'Access log' })).toBeVisible();
  const lines = page.getByRole('group', { name: 'Entries' });
  await page.getByRole('tab', { name: 'What a person did' }).click();
  await page.getByLabel('Person', { exact: true }).selectOption('Nell Ashgrove');
  // What she wrote last is sent by whoever comes after her.
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(lines.getByText('Signed out')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByLabel('Kind of entry').selectOption('Seen');
  await expect(lines.getByText('Signed out')).toBeHidden();
  await expect(lines.getByRole('button').first()).toBeVisible();
  // In hand, and on their own page: each once. Names come a moment after the entries.
  await expect(lines.getByRole('button', { name: `Looked at ${name}` })).toHaveCount(2, { timeout: 15_000 });
  await expect(lines.getByRole('button', { name: 'Looked at the day' })).toHaveCount(1);

  await lines
    .getByRole('button', { name: new RegExp(`Looked at.*${name}`) })
    .first()
    .click();
  const entry = page.getByRole('complementary', { name: 'Entry in hand' });
  await entry.getByLabel('Why it was right').fill('At the desk for a visit.');
  await entry.getByRole('button', { name: 'Looked at, explained' }).click();
  await expect(entry.getByText('At the desk for a visit.')).toBeVisible();
  await desk.shot('access-log-person-1366');
  await entry.getByRole('button', { name: new RegExp(name) }).click();
  await expect(page.getByText('Another patient')).toBeVisible();
  await expect(lines.getByText('Explained').first()).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await desk.shot('access-log-patient-1920');
  await page.emulateMedia({ colorScheme: 'dark' });
  await desk.shot('access-log-patient-dark');

  await page.getByRole('tab', { name: 'Exceptions' }).click();
  await expect(lines).toHaveAttribute('aria-busy', 'false');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1366, height: 768 });
  await desk.shot('access-log-exceptions-1366');

  await desk.goOffline();
  await page.getByRole('tab', { name: 'What a person did' }).click();
  await expect(page.getByText('The server cannot be reached. Shown is what this desk itself has written')).toBeVisible({
    timeout: 20_000
  });
  await expect(lines.getByText('Looked at').first()).toBeVisible();
  await desk.shot('access-log-offline-1366');
  expect(desk.troubles()).toEqual([]);
});
