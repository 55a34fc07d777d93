import { expect } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { test } from '../harness.ts';
import { confirmKit } from '../recovery-kit.ts';

test('[SET-1] [SET-2] [SET-3] an empty server is set up on one page, and nothing typed is lost', async ({ open }) => {
  const desk = await open();
  const { page } = desk;
  await expect(page.getByRole('heading', { name: 'Set up your practice' })).toBeVisible();
  await page.getByRole('button', { name: 'Open the practice' }).click();
  await expect(page.getByText('4 things to mend above.')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByLabel('Practice', { exact: true }).fill('Harbor Street Family Practice');
  await page.getByLabel('Time zone').selectOption('America/New_York');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Dot Willow');
  await page.getByRole('button', { name: 'Make one of five words' }).click();
  await page.reload();
  await expect(page.getByLabel('Practice', { exact: true })).toHaveValue('Harbor Street Family Practice');
  // The one thing that is not kept.
  await expect(page.getByLabel('Passphrase')).toHaveValue('');

  await page.getByRole('button', { name: 'Make one of five words' }).click();
  const passphrase = await page.getByLabel('Passphrase').inputValue();
  await page.getByLabel('Given name').fill('Jae');
  await page.getByLabel('Family name').fill('Kimball');
  await desk.shot('set-up');
  await page.getByRole('button', { name: 'Open the practice' }).click();
  await expect(page.getByLabel('The words of the kit').getByRole('listitem')).toHaveCount(24);
  await desk.shot('recovery-kit');
  await confirmKit(page);
  await expect(page.getByText('Nobody is booked today')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('Main office');
  await desk.shot('today-empty');

  // Another browser becomes another desk by signing in; a wrong passphrase is refused in words.
  const second = await open();
  await expect(second.page.getByRole('heading', { name: 'Harbor Street Family Practice' })).toBeVisible();
  await second.page.getByLabel('Name').fill('dot willow');
  await second.page.getByLabel('Passphrase').fill('not the one');
  await second.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(second.page.getByRole('alert')).toContainText(/\w/);
  await expect(second.page.getByLabel('Name')).toHaveValue('dot willow');
  await second.page.getByLabel('Passphrase').fill(passphrase);
  await second.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(second.page.getByText('Nobody is booked today')).toBeVisible();
});

test.describe('in a demonstration clinic', () => {
  test.use({ serverArgs: ['--demo'] });

  test('[SIGN-1] [SIGN-2] [SHELL-1] one press signs in; the desk is handed over with the network gone', async ({
    open
  }) => {
    const desk = await open({ viewport: { width: 1366, height: 768 } });
    const { page } = desk;
    await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
    await expect(page.getByRole('tab', { name: /^Waiting/ })).toBeVisible();
    await expect(page.getByRole('row').nth(5)).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
    await desk.shot('today');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await desk.shot('today-dark');

    await desk.goOffline();
    await page.getByRole('button', { name: /Nell Ashgrove/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByText(/If you have signed in on this desk before/)).toBeVisible();
    await page.getByLabel('Name').fill('Nell Ashgrove');
    await page.getByLabel('Passphrase').fill('harbor lantern');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('row').nth(5)).toBeVisible();
  });

  test('[SHELL-2] [SHELL-3] the find box finds patients; a code for a kiosk is made at the desk', async ({ open }) => {
    const desk = await open({ viewport: { width: 1366, height: 768 } });
    const { page } = desk;
    await page.getByRole('button', { name: /Ivy Thimbleby/ }).click();
    await expect(page.getByRole('button', { name: /Saved · Sent/ })).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press('/');
    await page.keyboard.type('villa');
    await expect(page.getByRole('option').first()).toContainText(/\d\d\/\d\d\/\d{4}/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('F8');
    await page.getByRole('button', { name: 'Add a kiosk' }).click();
    await expect(page.getByText(/Good for 10 minutes, for one kiosk/)).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
    await desk.shot('devices');
  });
});
