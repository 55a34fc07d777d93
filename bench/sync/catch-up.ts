import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byDocument, byFeed, bytesOfChanges } from './asking.ts';
import { CLIENTS, type Scenario } from './scenario.ts';
import { start } from './server-under-test.ts';

const DOCUMENTS = 100_000;
const PEERS_PART = 20;

/**
 * A device's first sync of 100,000 documents, and its catch-up after a night in which 1,000 of them changed. Of the peers a
 * twentieth of that is asked for and the time multiplied: each document is a question of its own there, and its own work.
 */
export const catchUp: Scenario = {
  name: 'first sync and catch-up of 100,000 documents, 1,000 of them changed (peers: 5,000 and 50, times 20)',
  better: { 'first sync s': 'less', 'catch-up s': 'less', 'catch-up bytes/change bytes': 'less' },
  async run(server) {
    const { seed, feed } = server;
    if (!seed) return {};
    const documents = feed ? DOCUMENTS : DOCUMENTS / PEERS_PART;
    const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-bench-'));
    try {
      await server.prepare(dataDir, CLIENTS);
      await seed(dataDir, documents, 0);
      const before = await start(server, dataDir);
      const all = feed
        ? await byFeed(before, feed(dataDir), null)
        : await byDocument(server, server.dialect(before.port, dataDir), documents, 0);
      await before.stop('SIGTERM');
      await seed(dataDir, documents, 1);
      const after = await start(server, dataDir);
      const news = feed
        ? await byFeed(after, feed(dataDir), all.head ?? 0)
        : await byDocument(server, server.dialect(after.port, dataDir), documents, 1);
      await after.stop('SIGKILL');
      const times = DOCUMENTS / documents;
      return {
        'first sync s': all.seconds * times,
        'first sync MB': (all.bytes * times) / 1e6,
        'catch-up s': news.seconds * times,
        'catch-up bytes/change bytes': news.bytes / bytesOfChanges(documents),
        ...(news.bytesUnzipped !== undefined && {
          'without gzip': news.bytesUnzipped / bytesOfChanges(documents)
        }),
        'documents missed': documents - all.documents + documents / 100 - news.documents
      };
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
};
