import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from './server.ts';

/** How the processes that run tests are told of the folder. */
const NAMED = 'ANTEROOM_E2E_DEMO';

/**
 * Makes the demonstration clinic once for a whole run, as a server leaves it when it is stopped; tests start on copies. That first
 * server also leaves behind what Node compiled, for the ones that follow. Answers what takes the folder away.
 */
export async function makeDemoData(): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-e2e-demo-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await startServer({ args: ['--demo'], dataDir: folder });
    await server.stop();
  } catch (error) {
    remove();
    throw error;
  }
  process.env[NAMED] = folder;
  return remove;
}

/** The folder to copy. */
export function demoData(): string {
  const folder = process.env[NAMED];
  if (!folder) throw new Error('No demonstration clinic was made before the tests.');
  return folder;
}
