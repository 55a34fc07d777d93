import { realpathSync } from 'node:fs';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { knownChromium } from './scripts/chromium.ts';
import { firstRouteBudget } from './scripts/first-route.ts';
import { verifierPlugin } from './scripts/verifier/build-verifier.ts';

/** The sync server that `npm run dev` started beside this one. */
const server = process.env['ANTEROOM_SERVER'];
const chromium = knownChromium();

/** What every surface begins with. */
const EVERY_SURFACE =
  /src\/(routes\/\+layout\.svelte|boot\/use-surface\.svelte\.ts|station\/(context|live\.svelte)\.ts|ui\/(Button|EmptyState|Spinner)\.svelte|ui\/format\.ts)$|@lucide\/svelte\/dist\/Icon\.svelte$/;

export default defineConfig({
  plugins: [sveltekit(), verifierPlugin(), firstRouteBudget()],
  // Of this checkout alone, even where node_modules is borrowed.
  cacheDir: '.svelte-kit/node_modules/.vite',
  resolve: {
    // The package does not name the file it comes with among what it exports.
    alias: { 'tesseract-wasm/dist': realpathSync('node_modules/tesseract-wasm/dist') }
  },
  // One plain module, met in a worker alone: found late, it would have the page loaded again.
  optimizeDeps: { exclude: ['tesseract-wasm'] },
  server: {
    // A checkout may borrow its node_modules by a symbolic link.
    fs: { allow: [realpathSync('node_modules')] },
    ...(server ? { proxy: proxyTo(server) } : {})
  },
  build: {
    rolldownOptions: {
      // Which plugin took how long is nothing to warn of in every build.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          // With all it stands on: fifty small files compress worse than one, and are as many requests.
          groups: [{ name: 'begin', test: EVERY_SURFACE }]
        }
      }
    }
  },
  test: {
    // Nothing in a test waits for real time, so a test that takes this long hangs.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: true,
    expect: { requireAssertions: true },
    // As many as a small machine has cores: one file that computes for minutes keeps no other from running.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'src/**/*.test.ts',
            'sync-server/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'tests/{contracts,simulation,boundaries,docs,rigs}/**/*.test.ts'
          ],
          exclude: ['**/*.svelte.test.ts', 'tests/boundaries/planted/**'],
          setupFiles: ['tests/setup/unit.ts']
        }
      },
      {
        extends: true,
        test: {
          // On a real PostgreSQL server, one for the whole run.
          name: 'postgres',
          environment: 'node',
          include: ['tests/postgres/**/*.test.ts'],
          globalSetup: ['tests/postgres/global-setup.ts'],
          setupFiles: ['tests/setup/unit.ts']
        }
      },
      {
        extends: true,
        test: {
          name: 'component',
          include: ['src/**/*.svelte.test.ts', 'tests/component/**/*.test.ts'],
          setupFiles: ['tests/setup/component.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium ? { executablePath: chromium } : {} }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }]
          }
        }
      }
    ]
  }
});

/** What the sync server answers; all else is the app. */
function proxyTo(target: string): Record<string, { target: string; ws: boolean; changeOrigin: boolean }> {
  const paths = ['/sync', '/api', '/healthz', '/readyz', '/metrics'];
  return Object.fromEntries(paths.map((path) => [path, { target, ws: path === '/sync', changeOrigin: false }]));
}
