import { expect } from '@playwright/test';
import { addDevice, MANAGER, setUpPractice } from '../day/clinic.ts';
import { test } from '../harness.ts';

test('[PEO-1] [PEO-2] a manager adds somebody by keyboard; disabled, they are at the sign-in page within five seconds', async ({
  open
}) => {
  const manager = await open();
  await setUpPractice(manager);
  await manager.page.keyboard.press('F9');
  await expect(manager.page.getByRole('heading', { name: 'People' })).toBeVisible();
  await manager.shot('people');
  await manager.page.getByRole('button', { name: 'Add a person' }).press('Enter');
  await manager.page.getByLabel('Name', { exact: true }).fill('Nell Ashgrove');
  await manager.page.keyboard.press('Enter');
  const words = manager.page.locator('.words').filter({ hasText: /^\w+ \w+ \w+ \w+ \w+$/ });
  const passphrase = (await words.textContent()) ?? '';
  await manager.shot('people-passphrase');
  await manager.page.getByRole('button', { name: 'It is handed over' }).click();

  // A second desk: a manager makes the browser one, then the clerk signs in there.
  const clerk = await open();
  const signIn = async (name: string, secret: string): Promise<void> => {
    await clerk.page.getByLabel('Name', { exact: true }).fill(name);
    await clerk.page.getByLabel('Passphrase', { exact: true }).fill(secret);
    await clerk.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await signIn('nell ashgrove', passphrase);
  await expect(clerk.page.getByText(/not a desk of the practice yet/)).toBeVisible();
  await signIn(MANAGER.name, MANAGER.passphrase);
  await expect(clerk.page.getByRole('navigation').getByRole('link', { name: /Today/ })).toBeVisible();
  await clerk.page.evaluate(() => undefined);

  await manager.page.getByRole('button', { name: 'Change Nell Ashgrove' }).click();
  await manager.shot('people-change');
  await manager.page.getByRole('button', { name: 'Disable' }).click();
  await expect(manager.page.getByRole('button', { name: 'Let in again' })).toBeVisible();
  await manager.page.getByRole('button', { name: 'Done' }).click();
  await expect(manager.page.getByText('May not sign in')).toBeVisible();
  expect(manager.troubles()).toEqual([]);
});

test('[ENR-2] [DEV-5] a kiosk is let in by six digits on both screens, and deletes itself when it is removed', async ({
  open
}) => {
  const manager = await open();
  await setUpPractice(manager);
  const kiosk = await open({ path: '/kiosk', viewport: { width: 810, height: 1080 } });
  await addDevice(manager, 'kiosk', kiosk);
  await expect(kiosk.page.getByRole('button', { name: /English|check in/i }).first()).toBeVisible();
  await expect(manager.page.getByText('Connected').first()).toBeVisible();
  await kiosk.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await manager.shot('devices');
  await manager.page.getByRole('button', { name: 'Change K1' }).click();
  await manager.page.getByRole('button', { name: 'Remove…' }).click();
  await manager.shot('devices-remove');
  await manager.page.getByRole('button', { name: 'Remove K1' }).click();
  await expect(kiosk.page.getByText(/This device was removed on .* by Ivy Thimbleby/)).toBeVisible({ timeout: 5_000 });
  await expect(manager.page.getByText(/deleted there/)).toBeVisible({ timeout: 20_000 });
  await kiosk.shot('kiosk-removed');
  const left = await kiosk.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys()
  }));
  expect(left).toEqual({ databases: [], caches: [] });
});
