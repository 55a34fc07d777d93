import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DocId } from '#domain/documents.ts';
import { loadArrivalsKey } from '../agent/arrivals-key.ts';
import { RESTORING } from '../backup/restore.ts';
import { BLOBS_DATABASE, openBlobsDatabase } from '../blobs/schema.ts';
import { ClinicRefusal } from '../clinic/clinic.ts';
import type { BadRow } from '../journal/damage.ts';
import { openDatabase } from '../journal/schema.ts';
import { SqliteJournal, type SqliteJournalOptions } from '../journal/sqlite-journal.ts';
import { createPeopleTables } from '../people/schema.ts';
import { sqliteRecords } from '../records/sqlite-records.ts';
import {
  breakSeal,
  DATABASE,
  examine,
  noteDamage,
  orDamaged,
  registersOf,
  sealFile,
  stateOfFile,
  type FileState
} from './soundness.ts';
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
  const file = path.join(dataDir, DATABASE);
  const state = stateOfFile(dataDir);
  const { db, damaged } = openExamined(dataDir, file, state);
  chmodSync(file, 0o600);
  const blobsFile = path.join(dataDir, BLOBS_DATABASE);
  const blobsDb = orDamaged(() => openBlobsDatabase(blobsFile));
  chmodSync(blobsFile, 0o600);
  const onMended = new Set<(doc: DocId) => void>();
  const tellMended = (doc: DocId): void => onMended.forEach((listener) => listener(doc));
  const journal = new SqliteJournal(db, { ...options, damaged, onMended: tellMended });
  const onRevoked = new Set<(device: number) => void>();
  const onPeople = new Set<() => void>();
  return {
    journal,
    records: sqliteRecords(db),
    blobRecords: sqliteRecords(blobsDb),
    arrivalsKey: () => loadArrivalsKey(dataDir),
    alone: inTurn(),
    seekDuty(seekers) {
      for (const seeker of seekers) seeker.begin();
      return Promise.resolve();
    },
    tellRevoked(device) {
      for (const listener of onRevoked) listener(device);
      return Promise.resolve();
    },
    onRevoked: (listener) => void onRevoked.add(listener),
    tellPeopleChanged() {
      for (const listener of onPeople) listener();
      return Promise.resolve();
    },
    onPeopleChanged: (listener) => void onPeople.add(listener),
    onMended: (listener) => void onMended.add(listener),
    async close() {
      await journal.close();
      const told = { head: journal.head(), registers: registersOf(db) };
      blobsDb.close();
      db.close();
      sealFile(dataDir, told);
    }
  };
}

/** Nothing of the file is used before it was looked at. @throws {DataDamaged} */
function openExamined(
  dataDir: string,
  file: string,
  state: FileState
): { readonly db: DatabaseSync; readonly damaged: readonly BadRow[] } {
  const db = orDamaged(() => openDatabase(file));
  try {
    orDamaged(() => createPeopleTables(db));
    const damaged = examine(dataDir, db, state);
    breakSeal(dataDir);
    noteDamage(db, damaged);
    return { db, damaged };
  } catch (error) {
    db.close();
    throw error;
  }
}
