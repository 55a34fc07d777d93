import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { test } from '../harness.ts';
import { answers, freePort, untilReady } from '../server.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

for (const [signal, whom] of [
  ['SIGTERM', 'npm'],
  ['SIGKILL', 'npm'],
  // Ctrl-C reaches everyone on the terminal at once.
  ['SIGINT', 'the whole group']
] as const) {
  test(`npm start serves, and ${signal} to ${whom} stops the server within 5 s and frees the port`, async () => {
    const port = await freePort();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'anteroom-start-'));
    const started: ChildProcess[] = [];
    const npmStart = (): ChildProcess => {
      const npm = spawnNpmStart(port, dataDir);
      started.push(npm);
      return npm;
    };
    const npm = npmStart();
    const url = `http://localhost:${port}`;
    try {
      await untilReady(url, () => expect(npm.exitCode, 'npm start ended early').toBeNull());

      process.kill(whom === 'npm' ? npm.pid! : -npm.pid!, signal);

      await expect.poll(() => answers(url), { timeout: 5000, intervals: [50] }).toBe(false);
      // The port is free when another server can have it.
      const next = npmStart();
      await untilReady(url, () => expect(next.exitCode, 'the next server did not get the port').toBeNull());
      next.kill('SIGTERM');
      await expect.poll(() => answers(url), { timeout: 5000, intervals: [50] }).toBe(false);
    } finally {
      started.forEach(killGroup);
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
}

test('the server stops on SIGTERM with exit code 0, and comes back on the same port and data', async ({ server }) => {
  expect(await server.stop()).toBe(0);
  expect(await answers(server.url)).toBe(false);
  await server.start();
  await server.kill9();
  await server.start();
  expect(await answers(server.url)).toBe(true);
});

function spawnNpmStart(port: number, dataDir: string): ChildProcess {
  return spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: 'ignore',
    detached: true
  });
}

/** Whatever a failed test has left running. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing left.
  }
}
