import { expect, type Page } from '@playwright/test';
import { test } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

/** How many patients lie packed on this device, and whether its first sync is done. */
async function packed(page: Page): Promise<{ patients: number; isDone: boolean }> {
  return await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('anteroom-desk-sealed');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction(['segments', 'meta']);
          const segments = reading.objectStore('segments').getAll() as IDBRequest<{ docs: string[] }[]>;
          const feed = reading.objectStore('meta').get('feed') as IDBRequest<
            { value: { cursor: number | null } } | undefined
          >;
          reading.oncomplete = () => {
            opening.result.close();
            const patients = segments.result.reduce((sum, { docs }) => sum + docs.length, 0);
            resolve({ patients, isDone: typeof feed.result?.value.cursor === 'number' });
          };
        };
      })
  );
}

test('[SHELL-13] [SYN-57] a first sync is stopped, stays stopped over a reload, and goes on from there', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  const { page } = desk;
  // So slow that there is time to stop it: the bootstrap comes in pieces over seconds.
  desk.slowDown(60_000);
  await page.getByRole('button', { name: /Nell/ }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click({ timeout: 30_000 });
  await expect(page.getByText(/records is stopped/)).toBeVisible();
  desk.slowDown(null);
  const stopped = await packed(page);
  expect(stopped.isDone).toBe(false);

  await page.reload();
  await page.getByRole('button', { name: /Nell/ }).click();
  await expect(page.getByText(/records is stopped/)).toBeVisible();
  await page.waitForTimeout(3_000);
  const later = await packed(page);
  expect(later.isDone).toBe(false);
  expect(later.patients).toBeLessThanOrEqual(stopped.patients + 1_000);

  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 30_000 });
  const done = await packed(page);
  expect(done).toEqual({ patients: 2_000, isDone: true });
  await page.getByRole('combobox', { name: /Find a patient/ }).fill('a');
  await expect(page.getByRole('option').first()).toBeVisible();
});
