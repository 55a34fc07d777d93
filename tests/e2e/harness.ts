import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  test as base,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page
} from '@playwright/test';
import { layCable } from './cable.ts';
import { demoData } from './demo-data.ts';
import { startServer, type Server } from './server.ts';

const SHOTS = fileURLToPath(new URL('../../test-results/shots/', import.meta.url));

/** One screen of the clinic: a browser profile of its own (store, service worker, sign-in) behind a cable of its own. */
export interface Surface {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  /**
   * Pulls the cable: this screen reaches nothing any more, and its browser says it is offline. Waits until the app is installed, as after any visit
   * of some seconds, if not asked to pull in the middle of it.
   */
  readonly goOffline: (how?: { readonly midInstall?: boolean }) => Promise<void>;
  readonly goOnline: () => Promise<void>;
  /** What this screen sends stays in the cable until it is released; the connection seems whole. */
  readonly hold: () => void;
  readonly release: () => void;
  readonly slowDown: (bytesASecond: number | null) => void;
  /** A picture in test-results/shots/, for eyes and for the README. */
  readonly shot: (name: string) => Promise<void>;
  /** What went wrong in its pages: uncaught errors, refused content (CSP), failed loads while it was online. */
  readonly troubles: () => readonly string[];
}

export interface SurfaceOptions extends BrowserContextOptions {
  /** Where to go at once; '/' if not given, null to stay on an empty page. */
  readonly path?: string | null;
}

interface Fixtures {
  /** Arguments of the server's command line; change them by `test.use({ serverArgs: ['--demo'] })`. */
  readonly serverArgs: readonly string[];
  readonly server: Server;
  /** Opens one more screen on `server`. All are closed when the test ends. */
  readonly open: (options?: SurfaceOptions) => Promise<Surface>;
}

/** Playwright's `test` with the real server and as many screens as the test opens. */
export const test = base.extend<Fixtures>({
  serverArgs: [[], { option: true }],
  server: async ({ serverArgs }, use, info) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-e2e-'));
    if (serverArgs.includes('--demo')) cpSync(demoData(), dataDir, { recursive: true });
    const server = await startServer({ args: serverArgs, dataDir });
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach('server', { body: server.printed() });
    await server.dispose();
    rmSync(dataDir, { recursive: true, force: true });
  },
  open: async ({ browser, server }, use) => {
    const closing: (() => Promise<void>)[] = [];
    await use(async (options) => {
      const { surface, close } = await openSurface(browser, server.port, options);
      closing.push(close);
      return surface;
    });
    await Promise.all(closing.map((close) => close()));
  }
});

/** Opens a screen on the server at `port`; `test` does this for its own server, benchmarks for theirs. */
export async function openSurface(
  browser: Browser,
  port: number,
  { path: start = '/', ...contextOptions }: SurfaceOptions = {}
): Promise<{ surface: Surface; close: () => Promise<void> }> {
  const cable = await layCable(port);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    ...contextOptions,
    baseURL: cable.url
  });
  let isOffline = false;
  const troubles: string[] = [];
  context.on('weberror', (error) => troubles.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    const text = message.text();
    // Chromium reports each request that finds no network, and each word to a socket that is just closing; that is what being offline is.
    const isOnlyOffline =
      /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|NETWORK_CHANGED|SOCKET)|already in CLOSING/.test(
        text
      );
    if (message.type() === 'error' && !(isOffline && isOnlyOffline)) troubles.push(`console: ${text}`);
  });
  const page = await context.newPage();
  const surface: Surface = {
    page,
    context,
    url: cable.url,
    goOffline: async ({ midInstall = false } = {}) => {
      if (!midInstall) await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      isOffline = true;
      cable.pull();
      await context.setOffline(true);
    },
    goOnline: async () => {
      cable.plugIn();
      await context.setOffline(false);
      isOffline = false;
    },
    hold: cable.hold,
    release: cable.release,
    slowDown: cable.slowDown,
    shot: async (name) => {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SHOTS, `${name}.png`), animations: 'disabled' });
    },
    troubles: () => troubles
  };
  if (start !== null) await page.goto(start);
  const close = async (): Promise<void> => {
    await context.close();
    await cable.dispose();
  };
  return { surface, close };
}
