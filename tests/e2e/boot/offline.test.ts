import { expect } from '@playwright/test';
import { test, type Surface } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

async function enrolled(surface: Surface): Promise<void> {
  await surface.page.getByRole('button', { name: /Use this screen as/ }).click();
}

test('[BOOT-11] a screen works offline after one visit, by any address, and never asks the cache for the server', async ({
  open
}) => {
  const kiosk = await open({ path: '/kiosk' });
  const { page } = kiosk;
  await enrolled(kiosk);
  await expect(page.getByRole('button', { name: /English/ })).toBeVisible();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

  await kiosk.goOffline();
  await page.reload();
  await expect(page.getByRole('button', { name: /English/ })).toBeVisible();
  expect(
    await page.evaluate(async () =>
      fetch('/api/clinic').then(
        () => 'answered',
        () => 'no answer'
      )
    )
  ).toBe('no answer');
  // Another surface of this origin has not been anybody yet: its page opens, and says in words that it needs the server.
  await page.goto('/room');
  await expect(page.getByText(/server cannot be reached/)).toBeVisible();

  await kiosk.goOnline();
  expect(kiosk.troubles()).toEqual([]);
});

test('[BOOT-19] a first install that loses its network is begun again, and the screen is fit to be alone', async ({
  open
}) => {
  const kiosk = await open({ path: null });
  const { page } = kiosk;
  // So slow that the page is there long before all that an install fetches.
  kiosk.slowDown(400_000);
  await page.goto('/kiosk');
  const install = (): Promise<string> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      if (!registration) return 'none';
      return registration.installing ? 'under way' : 'done';
    });
  await expect.poll(install, { intervals: [20] }).toBe('under way');
  await kiosk.goOffline({ midInstall: true });
  await expect.poll(install).toBe('none');

  kiosk.slowDown(null);
  await kiosk.goOnline();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
});

test('[BOOT-12] each surface is an app of its own, with icons that are there', async ({ open }) => {
  const { page } = await open({ path: '/board' });
  for (const surface of ['board', 'kiosk', 'room']) {
    await page.goto(`/${surface}`);
    const href = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = (await (await page.request.get(href ?? '')).json()) as {
      start_url: string;
      icons: { src: string }[];
    };
    expect(manifest.start_url).toBe(`/${surface}`);
    for (const { src } of manifest.icons) expect((await page.request.get(src)).ok()).toBe(true);
  }
});
