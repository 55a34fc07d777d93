import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { layCable, type Cable } from '../../tests/e2e/cable.ts';
import { installProbe, installTimers } from './page-probe.ts';

/** A desk to measure at: a browser with a profile on disk of its own, behind a cable that can be pulled. */
export interface BenchDesk {
  readonly cable: Cable;
  readonly version: string;
  /** A new tab that is on no page yet, its main thread slowed down as asked. */
  newPage(): Promise<Page>;
  goOffline(): Promise<void>;
  /** Closes every page: with the last one the key is gone from memory. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export interface BenchDeskOptions {
  readonly port: number;
  /** How many times slower the main thread is made. Workers are not slowed: Chromium cannot. */
  readonly throttle: number;
}

const ARGS = ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Playwright's ordinary contexts keep their stores in memory: only a profile on disk tells what strict durability costs. */
export async function openBenchDesk({ port, throttle }: BenchDeskOptions): Promise<BenchDesk> {
  const cable = await layCable(port);
  const profile = mkdtempSync(path.join(tmpdir(), 'anteroom-bench-profile-'));
  const executablePath = process.env['ANTEROOM_CHROMIUM'];
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: ARGS,
    viewport: { width: 1366, height: 768 },
    locale: 'en-US',
    baseURL: cable.url
  });
  await context.addInitScript(installProbe);
  await context.addInitScript(installTimers);
  return {
    cable,
    version: context.browser()?.version() ?? 'unknown',
    newPage: async () => {
      const page = await context.newPage();
      if (throttle !== 1) {
        const devtools = await context.newCDPSession(page);
        await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle });
      }
      return page;
    },
    goOffline: async () => {
      cable.pull();
      await context.setOffline(true);
    },
    closePages: async () => {
      await Promise.all(context.pages().map((page) => page.close()));
    },
    close: async () => {
      await context.close();
      await cable.dispose();
      rmSync(profile, { recursive: true, force: true });
    }
  };
}
