import { expect, type Page } from '@playwright/test';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

/**
 * Makes every write to IndexedDB fail as a full disk makes it fail: with an error whose message is empty. (Chromium's own override of
 * the quota lets small writes through.)
 */
async function fillDisk(page: Page, isFull: boolean): Promise<void> {
  await page.evaluate((full) => {
    const store = IDBObjectStore.prototype as IDBObjectStore & { isFull?: boolean; isTapped?: boolean };
    store.isFull = full;
    if (store.isTapped) return;
    store.isTapped = true;
    for (const method of ['add', 'put'] as const) {
      // The method is given its own store again below.
      const write = store[method];
      store[method] = function (this: typeof store, ...args: [unknown, IDBValidKey?]) {
        if (this.isFull) throw new DOMException('', 'QuotaExceededError');
        return write.apply(this, args);
      };
    }
  }, isFull);
}

test('[REP-5] a full device says so in words, shows nothing as done, and goes on when there is room', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  const { page } = desk;
  await page.getByRole('button', { name: /Nell/ }).click();
  await expect(page.getByText('Saved · Sent')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  const arrive = page.getByRole('main').getByRole('button', { name: /Arrive/ });
  const expected = page.getByRole('tab', { name: /^Expected \d+$/ });
  const before = Number((await expected.innerText()).match(/\d+/)?.[0]);

  await fillDisk(page, true);
  await arrive.first().click();
  await expect(page.getByText(/This device is full/).first()).toBeVisible();
  await expect(page.getByText('Not saved')).toBeVisible();
  await expect(expected).toHaveText(new RegExp(`${before}$`));

  await fillDisk(page, false);
  await arrive.first().click();
  await expect(expected).toHaveText(new RegExp(`${before - 1}$`));
  await expect(page.getByText('Not saved')).toHaveCount(0);
});
