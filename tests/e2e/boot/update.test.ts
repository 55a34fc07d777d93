import { readFileSync, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test as base, type Page } from '@playwright/test';

const BUILD = fileURLToPath(new URL('../../../build/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json'
};

interface Site {
  readonly url: string;
  /** From now on the site has a newer build: the browser sees that by the worker's bytes. */
  release(): void;
}

/** The built app from a server that can release another build of it; nothing else answers. */
const test = base.extend<{ site: Site }>({
  // Playwright wants the pattern: this fixture depends on no other.
  site: async ({}, use) => {
    let release = 1;
    const server: Server = createServer(({ url = '/' }, response) => {
      const asked = path.join(BUILD, decodeURIComponent(url.split('?')[0] ?? ''));
      if (url.startsWith('/api')) return void response.writeHead(503).end();
      const file = existsSync(asked) && statSync(asked).isFile() ? asked : path.join(BUILD, 'index.html');
      response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
      response.setHeader('cache-control', 'no-cache');
      response.end(
        file.endsWith('service-worker.js') ? `${readFileSync(file, 'utf8')}\n// release ${release}` : readFileSync(file)
      );
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    await use({ url: `http://localhost:${port}`, release: () => void release++ });
    server.closeAllConnections();
    server.close();
  }
});

async function opened(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await page.evaluate(() => void ((window as { stays?: boolean }).stays = true));
}

/** Whether this is still the page that was opened: loading it anew forgets the mark. */
const stays = (page: Page): Promise<boolean> =>
  page.evaluate(() => (window as { stays?: boolean }).stays === true).catch(() => false);

async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
}

test('[BOOT-10] a screen with nobody to ask takes an update by itself; its other tabs follow', async ({
  page,
  site,
  context
}) => {
  await opened(page, `${site.url}/board`);
  const other = await context.newPage();
  await opened(other, `${site.url}/board`);

  site.release();
  await lookForUpdate(page);

  await expect.poll(() => stays(page), { timeout: 20_000 }).toBe(false);
  await expect.poll(() => stays(other), { timeout: 20_000 }).toBe(false);
});

test('[BOOT-10] no tab is loaded anew while one of them holds updates back', async ({ page, site, context }) => {
  await opened(page, `${site.url}/board`);
  const form = await context.newPage();
  await opened(form, `${site.url}/board`);
  // What `holdUpdates` does in a tab with a half-filled form.
  await form.evaluate(() => {
    const held = new Promise<void>((resolve) => ((window as { finish?: () => void }).finish = resolve));
    void navigator.locks.request('anteroom-update', { mode: 'shared' }, () => held);
  });

  site.release();
  await lookForUpdate(page);
  const isWaiting = async (): Promise<boolean> =>
    await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
  await expect.poll(isWaiting, { timeout: 20_000 }).toBe(true);
  await page.waitForTimeout(6_000); // longer than it waits between tries
  expect([await stays(page), await stays(form), await isWaiting()]).toEqual([true, true, true]);

  await form.evaluate(() => (window as { finish?: () => void }).finish?.());
  await expect.poll(() => stays(form), { timeout: 20_000 }).toBe(false);
  await expect.poll(() => stays(page), { timeout: 20_000 }).toBe(false);
});
