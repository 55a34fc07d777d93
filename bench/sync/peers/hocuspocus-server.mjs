// Hocuspocus with its defaults, keeping documents in SQLite through its own store hook (debounced 2 s, at most 10 s).
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';

const database = new DatabaseSync(join(process.env.DATA_DIR, 'hocuspocus.db'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB)');
const read = database.prepare('SELECT state FROM documents WHERE name = ?');
const write = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?)');

const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  async onLoadDocument({ documentName, document }) {
    const row = read.get(documentName);
    if (row) Y.applyUpdate(document, row.state);
    return document;
  },
  async onStoreDocument({ documentName, document }) {
    write.run(documentName, Y.encodeStateAsUpdate(document));
  }
});
await server.listen();
