import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLAIN_PROTOCOL } from '#protocol/mux-frames.ts';
import { SERVER_FLAGS } from '../../../scripts/server.ts';
import { yWebsocketDialect } from '../dialects.ts';
import type { ServerUnderTest } from '../server-under-test.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const TOKENS = 'bench-tokens.json';

/** Ours, as a clinic runs it: every update checked, journaled and fsynced before anyone sees it. */
export const anteroom: ServerUnderTest = {
  name: 'Anteroom',
  durability: 'checked and fsynced (SQLite WAL, synchronous=FULL) before it is passed on or acknowledged',
  prepare: (dataDir, clients) => {
    execFileSync(process.execPath, [here('enrol-bench-devices.ts'), dataDir, String(clients), TOKENS]);
    return Promise.resolve();
  },
  command: (dataDir, port) => ({
    file: process.execPath,
    args: [...SERVER_FLAGS, here('../../../sync-server/src/main.ts'), '--host', '127.0.0.1'],
    env: { DATA_DIR: dataDir, PORT: String(port) }
  }),
  seed: (dataDir, documents, clock) => {
    execFileSync(process.execPath, [here('seed-anteroom.ts'), dataDir, String(documents), String(clock)]);
    return Promise.resolve();
  },
  feed: (dataDir) => ({ token: tokensIn(dataDir)[0] ?? '' }),
  dialect: (port, dataDir) => {
    const tokens = tokensIn(dataDir);
    return yWebsocketDialect(`ws://127.0.0.1:${port}/sync`, (seat) => [PLAIN_PROTOCOL, tokens[seat] ?? '']);
  }
};

/** Written by `prepare`. */
function tokensIn(dataDir: string): readonly string[] {
  return JSON.parse(readFileSync(path.join(dataDir, TOKENS), 'utf8')) as readonly string[];
}
