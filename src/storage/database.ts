import { Dexie, type DexieOptions, type Table } from 'dexie';
import type { DocId } from '#domain/documents.ts';
import type { BlobChunkRow, BlobRow } from './blobs.ts';
import { DiskFault, faultOf, isDeadConnection } from './faults.ts';
import { CLEAR, type Place, type Sealing } from './sealing.ts';
import {
  STORES,
  type AppointmentRow,
  type CaseRow,
  type DirectoryRow,
  type DocRow,
  type DraftRow,
  type FoldedRow,
  type HandledRow,
  type MetaRow,
  type OfferRow,
  type PatientRow,
  type RefusedRow,
  type RoomRow,
  type SegmentRow,
  type StrangeRow,
  type SubmissionRow,
  type UpdateRow,
  type VisitRow
} from './schema.ts';

/** One surface's database on this device. */
export class Database extends Dexie {
  declare readonly meta: Table<MetaRow, string>;
  declare readonly docs: Table<DocRow, string>;
  declare readonly updates: Table<UpdateRow, [string, number]>;
  declare readonly segments: Table<SegmentRow, string>;
  declare readonly directory: Table<DirectoryRow, string>;
  declare readonly refused: Table<RefusedRow, [string, number, number]>;
  declare readonly strange: Table<StrangeRow, number>;
  declare readonly drafts: Table<DraftRow, [string, string]>;
  declare readonly appointments: Table<AppointmentRow, [string, string, string]>;
  declare readonly visits: Table<VisitRow, [string, string, string]>;
  declare readonly rooms: Table<RoomRow, [string, string, string]>;
  declare readonly handled: Table<HandledRow, [string, string, string]>;
  declare readonly offers: Table<OfferRow, [string, string, string]>;
  declare readonly cases: Table<CaseRow, string>;
  declare readonly submissions: Table<SubmissionRow, string>;
  declare readonly patients: Table<PatientRow, string>;
  declare readonly folded: Table<FoldedRow, string>;
  declare readonly blobs: Table<BlobRow, string>;
  declare readonly blobChunks: Table<BlobChunkRow, [string, number]>;
  /** Somebody deleted it while it was in use: what is there now is another, empty one, in which every counter would begin anew. */
  isLost = false;
  /** What is written is sealed by, and what is read opened. Replaced when somebody unlocks this device. */
  sealing: Sealing;
  /** Told of blocks that cannot be read. They are passed over meanwhile. */
  damaged: (place: Place) => void = () => undefined;
  /** Told once when it is. */
  lost: () => void = () => undefined;
  #wasOpen = false;

  constructor(name: string, options: DexieOptions = {}, sealing: Sealing = CLEAR, version = 1) {
    super(name, {
      // Chromium's default loses acknowledged rows at a power cut (RELIABILITY §2.1).
      chromeTransactionDurability: 'strict',
      // Dexie's cache shows rows before their transaction is on disk; ours are shown when they are.
      cache: 'disabled',
      ...options
    });
    this.sealing = sealing;
    this.version(version).stores(STORES);
    // Another tab has a newer build that must change the tables: let it, and say so at the next use.
    this.on('versionchange', ({ newVersion }) => {
      this.close({ disableAutoOpen: true });
      if (newVersion === null) this.#lose();
    });
    this.on('populate', () => {
      if (this.#wasOpen) this.#lose();
    });
    // The browser closed it by itself: opened again at once, it is there, or it is gone and somebody must know.
    this.on('close', () => void onDisk(this, () => this.meta.count()).catch(() => undefined));
    this.on(
      'ready',
      () => {
        this.#wasOpen = true;
      },
      true
    );
  }

  /**
   * The segment that would hold a document, read past Dexie: a live query that read it by Dexie would be woken by every segment a
   * first sync writes before that document, and one that reads a day's patients then does little else [STO-34].
   */
  unwatchedSegmentFor(doc: DocId): Promise<SegmentRow | undefined> {
    const connection = this.backendDB() as ReturnType<Dexie['backendDB']> | null; // null while it is closed
    if (!connection) return Promise.reject(new Dexie.DatabaseClosedError());
    return new Promise((resolve, reject) => {
      const segments = connection.transaction('segments', 'readonly').objectStore('segments');
      const asking = segments.openCursor(Dexie.dependencies.IDBKeyRange.upperBound(doc), 'prev');
      asking.onsuccess = () => resolve(asking.result?.value as SegmentRow | undefined); // what that table holds
      asking.onerror = () => reject(asking.error ?? new Dexie.UnknownError());
    });
  }

  #lose(): void {
    if (this.isLost) return;
    this.isLost = true;
    this.lost();
  }
}

/** Opens the database of a surface; desk and kiosk may share an origin in development. @throws {DiskFault} */
export async function openDatabase(
  name: string,
  sealing?: Sealing,
  options: DexieOptions = {},
  version?: number
): Promise<Database> {
  const database = new Database(name, options, sealing, version);
  const blocked = new Promise<never>((_resolve, reject) => {
    database.on('blocked', () => reject(new DiskFault('database-blocked')));
  });
  try {
    await Promise.race([database.open(), blocked]);
    return database;
  } catch (error) {
    database.close(); // else it would open by itself when the tab that blocks it is closed, and block in its turn
    throw faultOf(error) ?? error;
  }
}

/** Closes a database and deletes it with all that is in it. Work that is still under way does not open it again. */
export async function deleteDatabase(database: Database): Promise<void> {
  database.isLost = true;
  database.close();
  await Dexie.delete(database.name);
}

/**
 * Does work on the database, once more after reopening when its connection died. `work` must bear to be run twice.
 * @throws {DiskFault}
 */
export async function onDisk<T>(database: Database, work: () => Promise<T>): Promise<T> {
  if (database.isLost) throw new DiskFault('database-lost');
  try {
    return await work();
  } catch (error) {
    if (!isDeadConnection(error) || faultOf(error)?.code === 'disk-full') throw faultOf(error) ?? error;
  }
  try {
    database.close({ disableAutoOpen: false });
    await database.open();
    if (database.isLost) throw new DiskFault('database-lost');
    return await work();
  } catch (error) {
    throw faultOf(error) ?? error;
  }
}
