import { defineConfig } from '@playwright/test';
import { knownChromium } from './scripts/chromium.ts';

const chromium = knownChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  // A day of kiosk and board with heap snapshots, up to minutes: `npm run test:canaries`.
  testIgnore: process.env['ANTEROOM_LONG'] ? [] : ['**/kiosk/canaries.test.ts'],
  outputDir: 'test-results/e2e',
  // Each test has a server and browsers of its own, and half of its time waits for what takes time by its nature.
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  // A test that passes only when tried again is said at the end of the gates; it fails them only when it fails twice.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    // What each page loaded, showed and said is kept of the second try of a test that failed: keeping it of all is a fifth of what they compute.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
    }
  }
});
