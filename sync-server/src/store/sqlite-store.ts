import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { loadArrivalsKey } from '../agent/arrivals-key.ts';
import { RESTORING } from '../backup/restore.ts';
import { ClinicRefusal } from '../clinic/clinic.ts';
import { openDatabase } from '../journal/schema.ts';
import { SqliteJournal, type SqliteJournalOptions } from '../journal/sqlite-journal.ts';
import { createPeopleTables } from '../people/schema.ts';
import { sqliteRecords } from '../records/sqlite-records.ts';
import { inTurn } from './in-turn.ts';
import type { Store } from './store.ts';

/** Everything in one folder, and one process at it (lock.ts): who is here has the duty, and hears of every change by itself. */
export function openSqliteStore(dataDir: string, options: SqliteJournalOptions): Store {
  mkdirSync(dataDir, { recursive: true });
  if (existsSync(path.join(dataDir, RESTORING)))
    throw new ClinicRefusal(
      'restore/unfinished',
      'A restore of this clinic did not end. Run it again before anything else.'
    );
  const file = path.join(dataDir, 'anteroom.sqlite');
  const db = openDatabase(file);
  chmodSync(file, 0o600);
  createPeopleTables(db);
  const journal = new SqliteJournal(db, options);
  const onRevoked = new Set<(device: number) => void>();
  return {
    journal,
    records: sqliteRecords(db),
    arrivalsKey: () => loadArrivalsKey(dataDir),
    alone: inTurn(),
    seekDuty(onDuty) {
      onDuty.begin();
      return Promise.resolve();
    },
    tellRevoked(device) {
      for (const listener of onRevoked) listener(device);
      return Promise.resolve();
    },
    onRevoked: (listener) => void onRevoked.add(listener),
    async close() {
      await journal.close();
      db.close();
    }
  };
}
