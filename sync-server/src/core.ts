import { practiceDoc } from '#domain/documents.ts';
import { practiceOf, type Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import type { NoCode } from '#protocol/codes.ts';
import { Gate } from './gate/gate.ts';
import { recordedIn } from './gate/writer.ts';
import type { JournalFault } from './journal/journal.ts';
import { EnrolmentCodes } from './people/codes.ts';
import { Devices } from './people/devices.ts';
import { People } from './people/people.ts';
import { Notes } from './records/notes.ts';
import { openPostgresStore } from './store/postgres-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface CoreOptions {
  readonly now?: () => Instant;
  readonly onFatal?: (fault: JournalFault) => void;
  readonly onRefused?: (code: NoCode) => void;
  readonly onListenerFault?: (error: unknown) => void;
  /** Rows and milliseconds of a commit. */
  readonly onFlush?: (rows: number, ms: number) => void;
  readonly isReadOnly?: () => boolean;
  /** `postgres://…`: the data rest there instead of in the folder, and other processes may work on them too. */
  readonly databaseUrl?: string;
  /** In words: why that database may lose what it acknowledges. */
  readonly onDanger?: (words: string) => void;
}

/** A clinic's data, opened: what the server and the command line both stand on. */
export interface Core extends Store {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly gate: Gate;
  readonly devices: Devices;
  readonly people: People;
  readonly codes: EnrolmentCodes;
  readonly notes: Notes;
  /** The practice as it stands. */
  practice(): Promise<Practice>;
}

/**
 * Opens the clinic in a folder (one process at a time: lock.ts) or in a PostgreSQL database (any number).
 * @throws {JournalFault} when the database does not answer
 * @throws {UnfitDatabase}
 */
export async function openCore(dataDir: string, options: CoreOptions = {}): Promise<Core> {
  const { now = Date.now, onFatal = rethrow, onRefused, onFlush, onListenerFault, isReadOnly } = options;
  const { databaseUrl, onDanger } = options;
  const kept = { now, onFatal, ...(onFlush && { onFlush }), ...(onListenerFault && { onListenerFault }) };
  const store =
    databaseUrl === undefined
      ? openSqliteStore(dataDir, kept)
      : await openPostgresStore(databaseUrl, { ...kept, ...(onDanger && { onDanger }) });
  const { journal, records } = store;
  const devices = new Devices(records, now);
  await devices.begin();
  return {
    ...store,
    dataDir,
    now,
    gate: new Gate({ journal, ...(onRefused && { onRefused }), ...(isReadOnly && { isReadOnly }) }),
    devices,
    people: new People(records, now),
    codes: new EnrolmentCodes(records, now),
    notes: new Notes(records),
    async practice() {
      return practiceOf(recordedIn(await journal.read(practiceDoc, new Map())));
    }
  };
}

function rethrow(fault: JournalFault): never {
  throw fault;
}
