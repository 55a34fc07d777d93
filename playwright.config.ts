import { defineConfig } from '@playwright/test';
import { knownChromium } from './scripts/chromium.ts';

const chromium = knownChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  // A day of kiosk and board with heap snapshots, up to minutes: `npm run test:canaries`.
  testIgnore: process.env['ANTEROOM_LONG'] ? [] : ['**/kiosk/canaries.test.ts'],
  outputDir: 'test-results/e2e',
  // A test with its browser and its server keeps more than one core busy while it does not wait: a third would gain nothing on two cores.
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
    // What each page loaded, showed and said is kept of the second try of a test that failed: keeping it of all was a sixth of what they computed.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: ['--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
    }
  }
});
