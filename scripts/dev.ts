import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFollowed } from './follow.mjs';
import { binOf, ROOT } from './paths.ts';
import { SERVER, SERVER_FLAGS } from './server.ts';

/** The app from its sources on port 5173, and the sync server on PORT (8080) behind it, on data of its own. */
export async function dev(args: readonly string[]): Promise<number> {
  const port = process.env['PORT'] ?? '8080';
  const env = {
    ...process.env,
    PORT: port,
    DATA_DIR: process.env['DATA_DIR'] ?? path.join(ROOT, 'data', 'dev'),
    ANTEROOM_SERVER: `http://localhost:${port}`
  };
  const server = existsSync(path.join(ROOT, SERVER))
    ? runFollowed(process.execPath, [...SERVER_FLAGS, '--watch', SERVER, '--demo'], { env })
    : undefined;
  const app = runFollowed(process.execPath, [binOf('vite'), 'dev', ...args], { env });
  const code = await Promise.race([app, ...(server ? [server] : [])]);
  process.kill(process.pid, 'SIGTERM');
  return code;
}

/** The same for two desks: each address is an origin, and so a device, of its own. */
export async function devTwo(args: readonly string[]): Promise<number> {
  console.error(
    'Two stations: open the address below once as localhost and once as 127.0.0.1; they keep separate stores.'
  );
  return await dev(['--host', '127.0.0.1', ...args]);
}
