import { newArrivalsKeyPair } from '#protocol/envelope.ts';
import { arrivalsKeyFrom, arrivalsKeyText } from '../agent/arrivals-key.ts';
import { JournalFault } from '../journal/journal.ts';
import { PostgresJournal, type PostgresJournalOptions } from '../journal/postgres-journal.ts';
import { Database } from '../postgres/database.ts';
import { CHANNEL, LOCK } from '../postgres/keys.ts';
import { Pool } from '../postgres/pool.ts';
import { dangerIn, prepareSchema } from '../postgres/schema.ts';
import { Watch } from '../postgres/watch.ts';
import { Notes } from '../records/notes.ts';
import { postgresRecords } from '../records/postgres-records.ts';
import type { Records } from '../records/records.ts';
import { inTurn } from './in-turn.ts';
import type { Alone, Store } from './store.ts';

/** Connections of one process besides the one that writes and the one that listens. */
const READERS = 6;
/** Whoever waits for another process's set-up waits at most this long; it takes a second. */
const ALONE_MS = 120_000;

export interface PostgresStoreOptions extends Omit<PostgresJournalOptions, 'isHeard'> {
  /** In words: why the database may lose what it acknowledges. */
  readonly onDanger?: (words: string) => void;
}

/**
 * Everything in one PostgreSQL database, and any number of processes at it. They hear of each other's rows and removed devices by
 * NOTIFY; one of them has the agent's duty.
 * @throws {JournalFault} when the database does not answer
 * @throws {UnfitDatabase}
 */
export async function openPostgresStore(url: string, options: PostgresStoreOptions): Promise<Store> {
  const reading = new Database(url, { connections: READERS });
  const writing = new Database(url, { connections: 1 });
  const databases = [reading, writing];
  try {
    await prepareSchema(reading);
    const danger = await dangerIn(reading);
    if (danger !== null) options.onDanger?.(danger);
    const watch = new Watch(url);
    const journal = await PostgresJournal.open({ reading, writing }, { ...options, isHeard: () => watch.isConnected });
    return await composed({
      url,
      databases,
      records: postgresRecords(reading),
      journal,
      watch,
      onFatal: options.onFatal
    });
  } catch (error) {
    await Promise.all(databases.map((database) => database.close()));
    throw error;
  }
}

interface Parts {
  readonly url: string;
  readonly databases: readonly Database[];
  readonly records: Records;
  readonly journal: PostgresJournal;
  readonly watch: Watch;
  readonly onFatal: (fault: JournalFault) => void;
}

async function composed({ url, databases, records, journal, watch, onFatal }: Parts): Promise<Store> {
  const notes = new Notes(records);
  const onRevoked = new Set<(device: number) => void>();
  const onPeople = new Set<() => void>();
  const tellPeople = (): void => onPeople.forEach((listener) => listener());
  const tell = (device: number): void => onRevoked.forEach((listener) => listener(device));
  await watch.start({
    epoch: journal.epoch,
    seen: () => journal.head(),
    onHead: (head) => void journal.heard(head),
    onRevoked: tell,
    onPeople: tellPeople,
    onLost: () => databases.forEach((database) => database.suspend()),
    onConnected: () => databases.forEach((database) => database.resume()),
    onReplaced: (what) => onFatal(new JournalFault('io', what))
  });
  const here = inTurn();
  return {
    journal,
    records,
    blobRecords: records,
    async arrivalsKey() {
      const known = await notes.read(ARRIVALS_KEY);
      return arrivalsKeyFrom(known ?? (await notes.claim(ARRIVALS_KEY, arrivalsKeyText(await newArrivalsKeyPair()))));
    },
    // In turn here first, so that those who wait do not hold a connection each.
    alone: (name, work) => here(name, () => aloneInClinic(url, name, work)),
    seekDuty: (seekers) =>
      watch.seekDuty({
        begin: () => seekers.forEach((seeker) => seeker.begin()),
        end: () => seekers.forEach((seeker) => seeker.end())
      }),
    async tellRevoked(device) {
      tell(device);
      await records.ask(`SELECT pg_notify('${CHANNEL.revoked}', ?)`, String(device));
    },
    onRevoked: (listener) => void onRevoked.add(listener),
    async tellPeopleChanged() {
      tellPeople();
      await records.ask(`SELECT pg_notify('${CHANNEL.people}', '0')`);
    },
    onPeopleChanged: (listener) => void onPeople.add(listener),
    // PostgreSQL checks its own pages; a row that does not continue the chain is found by `verify`, and mended from a backup.
    onMended: () => undefined,
    async close() {
      await watch.close();
      await journal.close();
      await Promise.all(databases.map((database) => database.close()));
    }
  };
}

const ARRIVALS_KEY = 'arrivals-key';

/** Works while a session of its own has the lock of that name; it ends with the session. */
async function aloneInClinic<T>(url: string, name: Alone, work: () => Promise<T>): Promise<T> {
  const pool = new Pool(url, { connections: 1, askMs: ALONE_MS });
  try {
    await pool.ask(`SET statement_timeout = ${ALONE_MS}`);
    await pool.ask(`SELECT pg_advisory_lock(${LOCK[name]})`);
    return await work();
  } finally {
    await pool.close();
  }
}
