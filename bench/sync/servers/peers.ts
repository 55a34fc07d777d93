import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hocuspocusDialect, yWebsocketDialect } from '../dialects.ts';
import { changedOf, patientDocName, patientUpdate } from '../patients.ts';
import type { ServerUnderTest } from '../server-under-test.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The server that y-websocket users run, with its LevelDB persistence. */
export const yWebsocketServer: ServerUnderTest = {
  name: '@y/websocket-server 0.1.1 + LevelDB',
  durability: 'passed on first, then written to LevelDB without fsync; no acknowledgement',
  prepare: () => Promise.resolve(),
  command: (dataDir, port) => ({
    file: process.execPath,
    args: [here('../peers/node_modules/@y/websocket-server/src/server.js')],
    env: { HOST: '127.0.0.1', PORT: String(port), YPERSISTENCE: join(dataDir, 'leveldb') }
  }),
  dialect: (port) => yWebsocketDialect(`ws://127.0.0.1:${port}`, () => []),
  seed: (dataDir, documents, clock) => seedPeer('leveldb', dataDir, documents, clock)
};

/** The same without persistence: its default, and its fastest. */
export const yWebsocketInMemory: ServerUnderTest = {
  prepare: yWebsocketServer.prepare,
  dialect: yWebsocketServer.dialect,
  name: '@y/websocket-server 0.1.1, memory only',
  durability: 'none: nothing is written to disk',
  command: (dataDir, port) => {
    const { file, args } = yWebsocketServer.command(dataDir, port);
    return { file, args, env: { HOST: '127.0.0.1', PORT: String(port) } };
  }
};

export const hocuspocus: ServerUnderTest = {
  name: '@hocuspocus/server 4.7.0 + SQLite hook',
  durability: 'passed on and acknowledged first, stored after 2 to 10 s',
  prepare: () => Promise.resolve(),
  command: (dataDir, port) => ({
    file: process.execPath,
    args: [here('../peers/hocuspocus-server.mjs')],
    env: { DATA_DIR: dataDir, PORT: String(port) }
  }),
  dialect: (port) => hocuspocusDialect(`ws://127.0.0.1:${port}`),
  seed: (dataDir, documents, clock) => seedPeer('hocuspocus', dataDir, documents, clock),
  manyDocsASocket: true
};

/** Puts documents into a peer's store in its own format, as it would have kept them. */
function seedPeer(kind: 'leveldb' | 'hocuspocus', dataDir: string, documents: number, clock: 0 | 1): Promise<void> {
  const indexes = clock === 0 ? Array.from({ length: documents }, (_, i) => i) : changedOf(documents);
  const line = (i: number): string =>
    `${patientDocName(i)} ${Buffer.from(patientUpdate(i, clock)).toString('base64')}\n`;
  const input = indexes.map(line).join('');
  execFileSync(process.execPath, [here('../peers/seed.mjs'), kind, dataDir], { input });
  return Promise.resolve();
}
