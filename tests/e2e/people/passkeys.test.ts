import { expect } from '@playwright/test';
import { accessibilityFaults } from '../axe.ts';
import { MANAGER, setUpPractice } from '../day/clinic.ts';
import { test, type Surface } from '../harness.ts';

/** An authenticator of Chromium's own, as WebAuthn's automation has it (Level 3, §11). */
async function authenticator({ context, page }: Surface, hasPrf: boolean) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2' as const,
    ctap2Version: 'ctap2_1' as const,
    transport: 'usb' as const,
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
    hasPrf
  };
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    takeAway: () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  };
}

test('[KEY-5] [KEY-7] a passkey is added, signs in, opens the desk with the cable out and the lock, and is removed', async ({
  open
}) => {
  const desk = await open();
  const { page } = desk;
  await setUpPractice(desk);
  const usePasskey = page.getByRole('button', { name: 'Use a passkey' });
  const today = page.getByRole('navigation').getByRole('link', { name: /Today/ });
  const mySignIn = async (): Promise<void> => {
    await page.getByRole('button', { name: /Ivy Thimbleby/ }).click();
    await page.getByRole('menuitem', { name: /My sign-in/ }).click();
    await expect(page.getByRole('dialog', { name: 'My sign-in' })).toBeVisible();
  };
  const add = async (name: string): Promise<void> => {
    await page.getByLabel('Name of the new passkey').fill(name);
    await page.getByLabel('Your passphrase').fill(MANAGER.passphrase);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
  };

  // A key without a secret is turned away in words, and is not left behind as one that is good for something.
  const plain = await authenticator(desk, false);
  await mySignIn();
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();
  await add('Old key');
  await expect(page.getByRole('alert').filter({ hasText: /keeps no secret that opens this desk/ })).toBeVisible();
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();
  await plain.takeAway();

  const key = await authenticator(desk, true);
  await add('Blue key');
  await expect(page.getByRole('list', { name: 'Your passkeys' }).getByText('Blue key')).toBeVisible();
  expect(await accessibilityFaults(page, 'dialog')).toEqual([]);
  await desk.shot('my-sign-in');
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await key.credentials()).toBe(1);

  await page.keyboard.press('Alt+l');
  await expect(page.getByRole('heading', { name: 'This desk is locked' })).toBeVisible();
  await usePasskey.click();
  await expect(today).toBeVisible();

  await page.reload();
  // Now and then a first press after a load leads back to this page: it is pressed again, as anybody would.
  await expect(async () => {
    if (await usePasskey.isVisible()) await usePasskey.click();
    await expect(today).toBeVisible({ timeout: 4_000 });
  }).toPass();

  await desk.goOffline();
  await page.reload();
  await expect(page.getByText(/The server cannot be reached. If you have signed in/)).toBeVisible();
  await desk.shot('sign-in-passkey-offline');
  await usePasskey.click();
  await expect(today).toBeVisible();
  await desk.goOnline();

  // Signed in anew, because there was no session without the server.
  await page.reload();
  await usePasskey.click();
  await mySignIn();
  await page.getByRole('button', { name: 'Remove Blue key…' }).click();
  await page.getByRole('button', { name: 'Remove Blue key', exact: true }).click();
  await expect(page.getByText('You have no passkey yet.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+l');
  // The authenticator was told, and has forgotten it as well.
  expect(await key.credentials()).toBe(0);
  await usePasskey.click();
  await expect(page.getByRole('alert')).toContainText('Nothing came from a passkey');
  await desk.shot('locked-passkey');
  await desk.goOffline();
  await page.reload();
  await usePasskey.click();
  await expect(page.getByRole('alert')).toContainText('no passkey has been used at this desk before');
  // A socket that is just opening when its page is loaded anew says so in the console.
  expect(desk.troubles().filter((one) => !one.includes('before receiving a handshake response'))).toEqual([]);
});
