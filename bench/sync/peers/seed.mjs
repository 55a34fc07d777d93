// Fills a peer's store in its own format, from updates on standard input: lines of `<document> <base64>`.
// `seed.mjs hocuspocus|leveldb <data folder>`
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LeveldbPersistence } from 'y-leveldb';
import * as Y from 'yjs';

const [kind, dataDir] = process.argv.slice(2);
const keep = kind === 'leveldb' ? inLeveldb() : inSqlite();
for await (const line of createInterface({ input: process.stdin })) {
  const [doc, update] = line.split(' ');
  await keep.update(doc, Buffer.from(update, 'base64'));
}
await keep.end();

function inLeveldb() {
  const leveldb = new LeveldbPersistence(join(dataDir, 'leveldb'));
  return { update: (doc, bytes) => leveldb.storeUpdate(doc, bytes), end: () => leveldb.destroy() };
}

function inSqlite() {
  const database = new DatabaseSync(join(dataDir, 'hocuspocus.db'));
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB); BEGIN'
  );
  const read = database.prepare('SELECT state FROM documents WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?)');
  return {
    update(doc, bytes) {
      const known = read.get(doc);
      write.run(doc, known ? Y.mergeUpdates([known.state, bytes]) : bytes);
    },
    end() {
      database.exec('COMMIT');
      database.close();
    }
  };
}
