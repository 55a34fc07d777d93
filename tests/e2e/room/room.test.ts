import { expect } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { enrolHere } from '../devices.ts';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

test('[ROOM-1] [ROOM-3] [ROOM-5] [ROOM-8] [ROOM-9] a tablet keeps its room and works with the network gone', async ({
  open
}) => {
  const tablet = await open({ path: '/room', viewport: { width: 1180, height: 820 } });
  const { page } = tablet;
  await enrolHere(tablet);
  const rooms = page.locator('.rooms button');
  const free = page.getByRole('button', { name: 'Room free' });
  const done = page.getByRole('button', { name: 'Done', exact: true });

  // A room with somebody in it: the demonstration has several at any hour.
  for (let index = 0; ; index++) {
    await rooms.nth(index).click(); // waits: the list is asked for anew each time it is shown
    await expect(page.locator('section[aria-label="In this room"]')).toBeVisible();
    if (await done.isEnabled()) break;
    await page.getByRole('button', { name: 'Change room' }).click();
  }
  await expect(done).toBeEnabled();
  expect(await accessibilityFaults(page)).toEqual([]);
  await tablet.shot('room');

  await tablet.goOffline();
  await done.click();
  await expect(page.getByRole('heading', { name: 'To be made ready' })).toBeVisible();
  await expect(page.locator('header')).toContainText('to send');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(done).toBeEnabled();
  await done.click();
  await free.click();
  await expect(page.getByRole('heading', { name: 'Free', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Free', exact: true })).toBeVisible();
  await tablet.shot('room-offline');

  await tablet.goOnline();
  await expect(page.locator('header')).toContainText('Sent', { timeout: 30_000 });
});
