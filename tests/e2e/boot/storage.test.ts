import { expect, type Page } from '@playwright/test';
import { test, type Surface } from '../harness.ts';

test.use({ serverArgs: ['--demo'] });

const arrivals = (page: Page) => page.getByRole('main').getByRole('button', { name: /Arrive/ });

async function signedIn({ page }: Surface): Promise<void> {
  await page.getByRole('button', { name: /Nell/ }).click();
  await expect(page.getByText('Saved · Sent')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

/** Fills this origin with bytes that cannot be compressed, until the browser takes no more. Answers how many megabytes there are. */
async function fillOrigin(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const opening = indexedDB.open('ballast', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    const database = await new Promise<IDBDatabase>((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    const put = (size: number): Promise<boolean> =>
      new Promise((resolve) => {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
        const writing = database.transaction('bytes', 'readwrite');
        writing.objectStore('bytes').add(bytes);
        writing.oncomplete = () => resolve(true);
        writing.onabort = () => resolve(false);
      });
    let written = 0;
    for (const size of [1_000_000, 200_000, 50_000, 10_000, 2_000, 500])
      for (let tries = 0; tries < 60 && (await put(size)); tries++) written += size;
    database.close();
    return written / 1_000_000;
  });
}

async function emptyBallast(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => (indexedDB.deleteDatabase('ballast').onsuccess = () => resolve(true)))
  );
}

test('[REP-5] [SHELL-11] with the browser’s own quota used up: no tick, the words, room is made, and it goes on', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const { page } = desk;
  const { origin } = new URL(page.url());
  const devtools = await desk.context.newCDPSession(page);
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: used + 4_000_000 });
  expect(await fillOrigin(page)).toBeGreaterThan(1);

  const before = await arrivals(page).count();
  await page.goto('/patients/new/quota');
  await page.getByRole('button', { name: /Nell/ }).click();
  const family = page.getByRole('textbox', { name: 'Last name', exact: true });
  const full = page.getByText(/This device is full/).first();
  // Small writes may find room between blocks for a while; a form is kept as it is typed.
  let typed = '';
  for (let tries = 0; tries < 60 && !(await full.isVisible()); tries++) {
    typed = `Quillfeather ${'abcdefghij'.repeat(tries % 5)}${tries}`;
    await family.fill(typed);
    await page.waitForTimeout(700);
  }
  await expect(full).toBeVisible();
  await expect(page.getByText('Not saved')).toBeVisible();
  await expect(family).toHaveValue(typed);
  await desk.shot('store-full');
  await page.getByRole('button', { name: 'Free space' }).click();
  await expect(page.getByText(/free again|packed closer|This device is full/).last()).toBeVisible();

  await emptyBallast(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('link', { name: /^Today/ }).click();
  await arrivals(page).first().click();
  await expect(arrivals(page)).toHaveCount(before - 1);
  await expect(page.getByText('Not saved')).toHaveCount(0);
});

test('[BOOT-18] [SHELL-11] a store deleted under the running app: the screen stays, the unsent are counted, it starts again whole', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const { page } = desk;
  const before = await arrivals(page).count();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await desk.goOffline();
  await arrivals(page).first().click();
  await expect(arrivals(page)).toHaveCount(before - 1);
  await expect(page.getByText(/1 to send/)).toBeVisible();

  await page.evaluate(
    () => new Promise((resolve) => (indexedDB.deleteDatabase('anteroom-desk-sealed').onsuccess = () => resolve(true)))
  );
  await expect(page.getByText(/threw away what Anteroom kept.*1 change had not been sent/)).toBeVisible();
  await expect(arrivals(page)).toHaveCount(before - 1);
  await desk.shot('store-lost');

  await desk.goOnline();
  await page.getByRole('button', { name: 'Start again' }).click();
  await signedIn(desk);
  await expect(arrivals(page)).toHaveCount(before);
  await arrivals(page).first().click();
  await expect(page.getByText('Saved · Sent')).toBeVisible();
});

test('[BOOT-18] an old tab that keeps the store from being opened: it is said, and the app opens when that tab is closed', async ({
  open
}) => {
  const desk = await open({ path: null });
  const { page, context } = desk;
  const old = await context.newPage();
  await old.goto('/icon.svg');
  // As a tab of an earlier version that lets nobody by: its tables are older, and it does not hear that it should close.
  await old.evaluate(
    () => new Promise((resolve) => (indexedDB.open('anteroom-desk-sealed', 1).onsuccess = () => resolve(true)))
  );
  await page.goto('/today');
  await expect(page.getByRole('alert')).toHaveText(/Another tab has Anteroom open in another version/);
  await old.close();
  await expect(page.getByRole('button', { name: /Nell/ })).toBeVisible({ timeout: 15_000 });
  await signedIn(desk);
});

test('[BOOT-18] a newer tab that must change the store is let by, and this one goes on with what it knows', async ({
  open
}) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const before = await arrivals(desk.page).count();
  const newer = await desk.context.newPage();
  await newer.goto('/icon.svg');
  const opened = await newer.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('anteroom-desk-sealed', 9_000);
        opening.onupgradeneeded = () => opening.result.createObjectStore('what-a-newer-version-has');
        opening.onsuccess = () => resolve('opened');
        opening.onblocked = () => resolve('blocked');
      })
  );
  expect(opened).toBe('opened');
  await arrivals(desk.page).first().click();
  await expect(arrivals(desk.page)).toHaveCount(before - 1);
  await expect(desk.page.getByText('Saved · Sent')).toBeVisible();
});

test('[BOOT-18] a connection that the browser closed is opened again, and nobody notices', async ({ open }) => {
  const desk = await open({ path: '/today' });
  await signedIn(desk);
  const { page } = desk;
  const before = await arrivals(page).count();
  // What Chromium does when its backing store fails: the connection gets a close event and is of no use any more.
  await page.evaluate(() => {
    const { transaction } = IDBDatabase.prototype;
    let isFirst = true;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
      if (isFirst && this.name === 'anteroom-desk-sealed') {
        isFirst = false;
        this.close();
        this.dispatchEvent(new Event('close'));
      }
      return transaction.apply(this, args);
    };
  });
  await arrivals(page).first().click();
  await expect(arrivals(page)).toHaveCount(before - 1);
  await expect(page.getByText('Saved · Sent')).toBeVisible();
  expect(desk.troubles().filter((text) => text.startsWith('uncaught'))).toEqual([]);
});
