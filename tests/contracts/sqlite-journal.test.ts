import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '#server/journal/schema.ts';
import { SqliteJournal } from '#server/journal/sqlite-journal.ts';
import { journalContract, type JournalRig } from './journal-contract.ts';

journalContract('SQLite', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'anteroom-journal-'));
  const file = path.join(folder, 'anteroom.sqlite');
  const opened: DatabaseSync[] = [];
  const rig: JournalRig = {
    open(now = Date.now) {
      const db = openDatabase(file);
      opened.push(db);
      const onFatal = (fault: Error): never => {
        throw fault;
      };
      return Promise.resolve(new SqliteJournal(db, { now, onFatal }));
    },
    damage(seq) {
      const db = openDatabase(file);
      db.prepare("UPDATE journal SET bytes = CAST(bytes || x'00' AS BLOB) WHERE seq = ?").run(seq);
      db.close();
      return Promise.resolve();
    },
    dispose() {
      for (const db of opened) db.close();
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    }
  };
  return Promise.resolve(rig);
});
