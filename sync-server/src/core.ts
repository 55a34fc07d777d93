import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { practiceDoc } from '#domain/documents.ts';
import { practiceOf, type Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import type { NoCode } from '#protocol/codes.ts';
import { Gate } from './gate/gate.ts';
import type { JournalFault } from './journal/journal.ts';
import { openDatabase } from './journal/schema.ts';
import { SqliteJournal } from './journal/sqlite-journal.ts';
import { recordedIn } from './gate/writer.ts';
import { EnrolmentCodes } from './people/codes.ts';
import { Devices } from './people/devices.ts';
import { People } from './people/people.ts';
import { createPeopleTables } from './people/schema.ts';

export interface CoreOptions {
  readonly now?: () => Instant;
  readonly onFatal?: (fault: JournalFault) => void;
  readonly onRefused?: (code: NoCode) => void;
  readonly onListenerFault?: (error: unknown) => void;
  /** Rows and milliseconds of a commit. */
  readonly onFlush?: (rows: number, ms: number) => void;
}

/** A clinic's data, opened: what the server and the command line both stand on. One process at a time (lock.ts). */
export interface Core {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly db: DatabaseSync;
  readonly journal: SqliteJournal;
  readonly gate: Gate;
  readonly devices: Devices;
  readonly people: People;
  readonly codes: EnrolmentCodes;
  /** The practice as it stands. */
  practice(): Promise<Practice>;
  close(): Promise<void>;
}

export function openCore(dataDir: string, options: CoreOptions = {}): Core {
  const { now = Date.now, onFatal = rethrow, onRefused, onFlush, onListenerFault } = options;
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'anteroom.sqlite');
  const db = openDatabase(file);
  chmodSync(file, 0o600);
  createPeopleTables(db);
  const journal = new SqliteJournal(db, {
    now,
    onFatal,
    ...(onFlush && { onFlush }),
    ...(onListenerFault && { onListenerFault })
  });
  return {
    dataDir,
    now,
    db,
    journal,
    gate: new Gate({ journal, ...(onRefused && { onRefused }) }),
    devices: new Devices(db, now),
    people: new People(db, now),
    codes: new EnrolmentCodes(db, now),
    async practice() {
      return practiceOf(recordedIn(await journal.read(practiceDoc, new Map())));
    },
    async close() {
      await journal.close();
      db.close();
    }
  };
}

function rethrow(fault: JournalFault): never {
  throw fault;
}
