import { practiceDoc } from '#domain/documents.ts';
import { practiceOf, type Practice } from '#domain/practice/practice.ts';
import type { Instant } from '#domain/time.ts';
import { Blobs } from './blobs/blobs.ts';
import { Gate, type GateOptions } from './gate/gate.ts';
import { rulingsIn } from './gate/rulings-in.ts';
import { kindIn } from './gate/sent-kinds.ts';
import { recordedIn } from './gate/writer.ts';
import type { JournalFault } from './journal/journal.ts';
import { lateTold, type LateTold } from './audit/late-told.ts';
import { Authors } from './people/authors.ts';
import { Challenges } from './people/challenges.ts';
import { EnrolmentCodes } from './people/codes.ts';
import { Devices } from './people/devices.ts';
import { Enrolments } from './people/enrolments.ts';
import { Passkeys } from './people/passkeys.ts';
import { People } from './people/people.ts';
import { Roles } from './people/roles.ts';
import { serverKey, type ServerKey } from './people/server-key.ts';
import { Sessions } from './people/sessions.ts';
import { Notes } from './records/notes.ts';
import { openPostgresStore } from './store/postgres-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface CoreOptions {
  readonly now?: () => Instant;
  readonly onFatal?: (fault: JournalFault) => void;
  readonly onRefused?: GateOptions['onRefused'];
  readonly onSkewed?: () => void;
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
  readonly passkeys: Passkeys;
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly roles: Roles;
  readonly codes: EnrolmentCodes;
  readonly enrolments: Enrolments;
  readonly serverKey: ServerKey;
  readonly notes: Notes;
  readonly blobs: Blobs;
  /** The disk is too full to write to. */
  isReadOnly(): boolean;
  /** Writes down what the server did, or was told to do, with people and devices. Where no server runs, nothing is. */
  readonly told: LateTold;
  /** The practice as it stands. */
  practice(): Promise<Practice>;
}

/**
 * Opens the clinic in a folder (one process at a time: lock.ts) or in a PostgreSQL database (any number).
 * @throws {JournalFault} when the database does not answer
 * @throws {UnfitDatabase}
 */
export async function openCore(dataDir: string, options: CoreOptions = {}): Promise<Core> {
  const { now = Date.now, onFatal = rethrow, onRefused, onSkewed, onFlush, onListenerFault, isReadOnly } = options;
  const { databaseUrl, onDanger } = options;
  const kept = { now, onFatal, ...(onFlush && { onFlush }), ...(onListenerFault && { onListenerFault }) };
  const store =
    databaseUrl === undefined
      ? openSqliteStore(dataDir, kept)
      : await openPostgresStore(databaseUrl, { ...kept, ...(onDanger && { onDanger }) });
  const { journal, records } = store;
  const devices = new Devices(records, now);
  await devices.begin();
  const people = new People(records, now);
  const sessions = new Sessions(records, now);
  const notes = new Notes(records);
  const roles = new Roles(notes);
  const authors = new Authors({
    people,
    sessions,
    roles,
    now,
    kindOf: (fact) => kindIn(journal, practiceDoc, fact),
    rulings: () => rulingsIn(journal),
    restoredAt: () => restoredAt(notes)
  });
  store.onPeopleChanged(() => authors.forget());
  return {
    ...store,
    dataDir,
    now,
    gate: new Gate({
      journal,
      authors,
      now,
      ...(onRefused && { onRefused }),
      ...(onSkewed && { onSkewed }),
      ...(isReadOnly && { isReadOnly })
    }),
    devices,
    people,
    passkeys: new Passkeys(records, now),
    challenges: new Challenges(records, notes, now),
    sessions,
    roles,
    codes: new EnrolmentCodes(records, now),
    enrolments: new Enrolments(records, now),
    serverKey: await serverKey(notes),
    notes,
    blobs: new Blobs(store.blobRecords, now),
    isReadOnly: isReadOnly ?? (() => false),
    told: lateTold(),
    async practice() {
      return practiceOf(recordedIn(await journal.read(practiceDoc, new Map())));
    }
  };
}

/** When this life of the server began with a restore; null for one that has lost nothing. */
export async function restoredAt(notes: Notes): Promise<Instant | null> {
  const text = await notes.read('restored');
  return text === null ? null : (JSON.parse(text) as { readonly at: Instant }).at; // written by backup/restore.ts
}

function rethrow(fault: JournalFault): never {
  throw fault;
}
