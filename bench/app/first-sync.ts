import type { Page } from '@playwright/test';
import { CLERK } from './make-clinic.ts';
import type { BenchDesk } from './desk.ts';
import { lastToCome } from './queries.ts';
import { atMost, GOALS, ms, type Figure } from './report.ts';
import { sleep } from '../sync/figures.ts';

type Part = Omit<Figure, 'patients' | 'throttle'>;

/** From the click that signs in to the moment the last patient to come is found; the main thread meanwhile. */
export async function measureFirstSync(desk: BenchDesk, patients: number): Promise<Part[]> {
  const page = await desk.newPage();
  await page.goto('/');
  const button = page.getByRole('button', { name: CLERK?.name ?? '' });
  await button.waitFor();
  await untilOfflineReady(page);

  const bytesBefore = desk.cable.carried();
  const from = await page.evaluate(() => performance.now());
  await button.click();
  await page.locator('[role=grid][aria-label=Today] [data-row]').first().waitFor();
  const today = (await page.evaluate(() => window.benchProbe.rowsAt)) ?? Number.NaN;
  await untilFollowing(page);
  const synced = await page.evaluate(() => performance.now());
  const bytes = desk.cable.carried() - bytesBefore;
  const identifier = lastToCome(patients).demographics.identifiers[0]?.value ?? '';
  const found = await page.evaluate((query) => window.benchTimers.findOnce(query), identifier);
  const { longTasks, sawProgress } = await page.evaluate(() => {
    const { longTasks, sawProgress } = window.benchProbe;
    return { longTasks: longTasks.map((task) => task), sawProgress };
  });
  const tasks = longTasks.filter(({ at }) => at >= from).map(({ ms }) => ms);
  const longest = Math.max(0, ...tasks);
  // Stays open: the tabs that are measured later get the key from it, as beside any open tab.
  return [
    { what: 'first sync: Today’s lines after sign-in', value: ms(today - from) },
    { what: 'first sync: all of the clinic on disk', value: ms(synced - from) },
    { what: 'first sync: every patient found', value: ms(found - from) },
    { what: 'first sync: bytes received', value: `${(bytes / 1e6).toFixed(2)} MB` },
    { what: 'first sync: a progress bar was shown', value: sawProgress ? 'yes' : 'no' },
    {
      what: 'first sync: long tasks of the main thread (longest)',
      value: `${tasks.length} (${ms(longest)})`,
      ...atMost(longest, GOALS.longestTaskMs, ms(GOALS.longestTaskMs))
    }
  ];
}

/** Until the app itself is in the browser's cache: what is counted afterwards is the clinic's data. */
async function untilOfflineReady(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  while (!(await page.evaluate(() => navigator.serviceWorker.controller !== null))) await sleep(50);
  await sleep(500);
}

/** Until the first sync is over, as the disk has it: the page need not say so when it was quick. */
async function untilFollowing(page: Page): Promise<void> {
  const isFollowing = () =>
    new Promise<boolean>((resolve) => {
      const opening = indexedDB.open('anteroom-desk-sealed');
      opening.onsuccess = () => {
        const asking = opening.result.transaction('meta').objectStore('meta').get('feed');
        asking.onsuccess = () => {
          opening.result.close();
          const row = asking.result as { value: { cursor: number | null } } | undefined;
          resolve(typeof row?.value.cursor === 'number');
        };
      };
    });
  while (!(await page.evaluate(isFollowing))) await sleep(100);
}
