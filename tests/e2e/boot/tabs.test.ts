import { expect, type BrowserContext, type Page } from '@playwright/test';
import { test, type Surface } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

async function signedIn({ page }: Surface): Promise<void> {
  await page.getByRole('button', { name: /Nell/ }).click();
  await expect(page.getByRole('button', { name: /Arrive/ }).first()).toBeVisible();
  await expect.poll(async () => (await store(page)).isSynced, { timeout: 20_000 }).toBe(true);
}

/** Beside another tab that is open, it needs no sign-in; by itself it does. */
async function newTab(context: BrowserContext, { isAlone = false } = {}): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/today');
  if (isAlone) {
    await page.getByLabel('Name').fill('Nell Ashgrove');
    await page.getByLabel('Passphrase').fill('harbor lantern');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  await expect(page.getByRole('button', { name: /Arrive/ }).first()).toBeVisible();
  return page;
}

/** How many tabs lead, and how many wait to. */
async function leadership(page: Page): Promise<{ held: number; pending: number }> {
  return await page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const ours = (locks: LockInfo[]): number =>
      locks.filter(({ name }) => name === 'anteroom-desk-sealed-leader').length;
    return { held: ours(held), pending: ours(pending) };
  });
}

/** Reads this device's store past the app: what waits to be sent, and whether the first sync is done. */
async function store(page: Page): Promise<{ unsent: number; isSynced: boolean }> {
  return await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('anteroom-desk-sealed');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction(['updates', 'meta']);
          const unsent = reading.objectStore('updates').index('unsent').count();
          const feed = reading.objectStore('meta').get('feed') as IDBRequest<
            { value: { cursor: unknown } } | undefined
          >;
          reading.oncomplete = () => {
            opening.result.close();
            resolve({ unsent: unsent.result, isSynced: typeof feed.result?.value.cursor === 'number' });
          };
        };
      })
  );
}

test('[SYN-10] one tab leads; when it dies another follows within a second', async ({ open }) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const second = await newTab(desk.context);
  await expect.poll(() => leadership(second)).toEqual({ held: 1, pending: 1 });

  await desk.page.close();

  await expect.poll(() => leadership(second), { timeout: 1_000, intervals: [50] }).toEqual({ held: 1, pending: 0 });
});

test('[SYN-31] a tab that is frozen while it leads loses the lock to the one somebody looks at; woken up, it waits', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const second = await newTab(desk.context);
  await expect.poll(() => leadership(second)).toEqual({ held: 1, pending: 1 });
  const leader = async (): Promise<string | undefined> =>
    await second.evaluate(async () => {
      const { held = [] } = await navigator.locks.query();
      return held.find(({ name }) => name === 'anteroom-desk-sealed-leader')?.clientId;
    });
  const first = await leader();

  // As when a browser freezes a tab to save memory: no timer, no message, and the lock stays held. (Its own lever for that does
  // nothing to a page that counts as seen, and in a headless browser all do.)
  const devtools = await desk.context.newCDPSession(desk.page);
  await devtools.send('Debugger.enable');
  await devtools.send('Debugger.pause');
  await expect.poll(leader, { timeout: 20_000, intervals: [250] }).not.toBe(first);
  expect(await leadership(second)).toMatchObject({ held: 1 });

  await devtools.send('Debugger.resume');
  await devtools.send('Debugger.disable');
  await expect.poll(() => leadership(second)).toEqual({ held: 1, pending: 1 });
  expect(await leader()).not.toBe(first);
});

test('[SYN-11] a tab that dies right after saving loses nothing: the next one sends it', async ({ open }) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  await desk.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await desk.goOffline();
  const arrive = desk.page.getByRole('button', { name: /Arrive/ });
  const before = await arrive.count();
  await arrive.first().click();
  await expect(arrive).toHaveCount(before - 1);
  await desk.page.close();

  const next = await newTab(desk.context, { isAlone: true });
  expect((await store(next)).unsent).toBeGreaterThan(0);
  await expect(next.getByRole('button', { name: /Arrive/ })).toHaveCount(before - 1);

  await desk.goOnline();
  await expect.poll(async () => (await store(next)).unsent, { timeout: 15_000 }).toBe(0);
  const other = await open({ path: '/today' });
  await signedIn(other);
  await expect(other.page.getByRole('button', { name: /Arrive/ })).toHaveCount(before - 1);
});

test('[BOOT-7] who signs out in one tab is signed out in all', async ({ open }) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const second = await newTab(desk.context);
  await second
    .getByRole('button', { name: /Nell|NA/ })
    .first()
    .click();
  await second.getByRole('menuitem', { name: /Sign out/ }).click();

  await expect(desk.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});
