import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import type { DocId } from '#domain/documents.ts';
import type { NewFact, Recorded } from '#domain/fact.ts';
import type { DeviceNo, SiteId, UserId } from '#domain/ids.ts';
import type { Envelope, Submission } from '#domain/intake/intake-facts.ts';
import type { LikelyPairs } from '#domain/patient/likely-pairs.ts';
import type { StaffRole } from '#domain/practice/practice-facts.ts';
import type { Instant, LocalDate, ZoneId } from '#domain/time.ts';
import type { AuditLog } from './audit-log.ts';
import type { Blobs } from './blobs.ts';
import type { BoardAreas } from './board-areas.ts';
import type { KioskDay } from './kiosk-day.ts';
import type { DeviceSigning } from './signing.ts';
import type { Arrivals, Draft, Rows, SealedSubmission } from './rows.ts';
import type { StorageKeyHere } from './storage-key.ts';

/** Which screen a device is. Fixed at enrolment. */
export type Surface = 'desk' | 'kiosk' | 'board' | 'room';

/** How this device stands to the server. "Sent" is said only of what the server has acknowledged from its disk. */
export interface SyncStatus {
  readonly link: 'connecting' | 'live' | 'offline';
  /** When the link was lost; null while it is live. */
  readonly offlineSince: Instant | null;
  /** Facts on this device's disk that the server has not acknowledged. */
  readonly unsent: number;
  /** Since when the oldest of them waits. */
  readonly unsentSince: Instant | null;
  /** When the longest waiting last changed: sent, or begun to wait, or the link came back. Null while nothing waits. */
  readonly movedAt?: Instant | null;
  /** Why the server does not take now what waits, in its words; null while it takes it, or where nobody knows. */
  readonly heldUp?: string | null;
  /** Scans and pictures on this device's disk that no server has on its own; absent for none. */
  readonly scansToSend?: number;
  /** Where they wait, the longest waiting document first; at most 50. Absent where a station cannot tell. */
  readonly waiting?: readonly { readonly doc: DocId; readonly facts: number }[];
  /** What the server would not take, each kept on this device for a person to look at. */
  readonly refused: readonly RefusedUpdate[];
  /** The last fault of this device, in words, while it lasts: a full disk, a lost database. */
  readonly fault: string | null;
  /** That fault is a full disk: room can be made. */
  readonly isFull?: boolean;
  /** This device's store is four fifths full. */
  readonly isAlmostFull?: boolean;
  /** The browser threw this device's store away while it was in use; with it went so many facts that had not been sent. */
  readonly lost?: { readonly unsent: number } | null;
  /** Whether the browser promises to keep the store when space gets short; absent before it was asked. */
  readonly lasting?: boolean;
  /** 0 to 1 while the first sync runs; null otherwise. */
  readonly firstSync: number | null;
  /** Somebody stopped the first sync; it goes on from where it is when somebody says so. */
  readonly firstSyncHeld?: boolean;
  /** The patients' records were taken off this device to make room. */
  readonly recordsDropped?: boolean;
  /** Server clock minus this device's, milliseconds; null before first contact. */
  readonly clockOffsetMs: number | null;
  /** Server time of the last sign of life, by this device's clock. */
  readonly lastHeard: Instant | null;
  /** `needed`: this build is too old for the server; `server`: the server is older than this build. Absent where neither. */
  readonly update?: 'needed' | 'server' | null;
}

export interface RefusedUpdate {
  readonly doc: DocId;
  readonly code: string;
  readonly say: string;
}

/** The disk or its database failed, or nothing may be written. The words are for the person at the screen; nothing typed is cleared. */
export class StorageFault extends Error {
  override readonly name = 'StorageFault';
  readonly code: 'disk-full' | 'database-lost' | 'database-blocked' | 'read-only';

  constructor(code: StorageFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What a printed slip lets a kiosk do: find one envelope and open it (SECURITY.md §4, L1). */
export interface Slip {
  readonly envelope: string;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/** What is printed on a slip for people whose camera does not read it. */
export interface SlipText {
  /** Eight characters. */
  readonly text: string;
  readonly stretched: Uint8Array<ArrayBuffer>;
}

/** What a person may do about this device's store and its first sync. Each throws StorageFault where the disk fails. */
export interface StoreCare {
  /** Makes room without taking away what anybody could miss. Answers the bytes, or null where the browser does not tell. */
  freeSpace(): Promise<number | null>;
  /** Takes the quiet patients' records off this device: the server has them. */
  dropRecords(): Promise<void>;
  /** Gets them again. */
  fetchRecords(): Promise<void>;
  /** Stops the first sync, or lets it go on from where it is; for all tabs, also after a reload. */
  holdFirstSync(isHeld: boolean): Promise<void>;
}

/** What commands and views may touch. Boot builds one for each tab; tests build one over memory. */
export interface Station {
  readonly device: { readonly no: DeviceNo; readonly label: string; readonly site: SiteId; readonly surface: Surface };
  readonly user: { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole };
  /** Emergency access: to read, until then. Absent for everybody who signed in. */
  readonly glass?: { readonly until: Instant };
  /** The site's zone: every time on screen is shown in it. */
  readonly zone: ZoneId;
  now(): Instant;
  today(): LocalDate;
  newId(): string;
  /** Cryptographic random bytes. */
  randomBytes(count: number): Uint8Array<ArrayBuffer>;
  /** The next ticket of this device today; never given twice, also after a crash. */
  newTicket(): Promise<string>;
  /** True while the server answers. */
  online(): boolean;
  /** Dates, signs and stores facts. Resolves when they are on this device's disk ("Saved"). @throws {StorageFault} */
  record(command: string, doc: DocId, facts: readonly NewFact[]): Promise<readonly Recorded[]>;
  /**
   * Facts of several documents in one commit: all of them are on this device's disk, or none (a reschedule, DESIGN.md §3).
   * @returns the facts in the order given @throws {StorageFault}
   */
  recordTogether(
    command: string,
    parts: readonly { readonly doc: DocId; readonly facts: readonly NewFact[] }[]
  ): Promise<readonly Recorded[]>;
  /**
   * Deals with a refused change: writes it again as new facts (`applied`), gives it up (`discarded`), or takes that back (null).
   * The change and the note of it are one commit. Says whether it was done: another tab may have been first. @throws {StorageFault}
   */
  settleRefused(command: string, id: string, how: 'applied' | 'discarded' | null): Promise<boolean>;
  readonly care: StoreCare;
  readonly storageKey: StorageKeyHere;
  /** Asks the server anew, on a new connection, to take everything of this device that waits. */
  sendAgain(): void;
  /** Keeps a half-filled form; a draft with the same key is replaced. Resolves when it is on disk. @throws {StorageFault} */
  keepDraft(draft: Omit<Draft, 'savedAt'>): Promise<void>;
  dropDraft(key: string): Promise<void>;
  /** A new slip code. `envelope` and `key` follow from it and go into a fact; `text`, for the QR, is printed and forgotten. */
  newSlip(): Promise<Slip>;
  /**
   * Eight characters for a slip, good with the birth date on that day (L2), and what they come to: `stretched` goes into a fact, `text` is
   * printed and forgotten. Null where this desk does not have the clinic's key yet. Takes a third of a second of another thread.
   */
  newCode(birthDate: LocalDate, date: LocalDate): Promise<SlipText | null>;
  /** Who saw and did what here, beside the facts. */
  readonly audit: AuditLog;
  /** What the server has signed of everybody’s access logs, as this device was shown it; the newest last. */
  witnessed(): Promise<readonly Checkpoint[]>;
  readonly rows: Rows;
  /** Compares all records of this device with each other: takes seconds of another thread. Not live. @param most so many are named */
  likelyPairs(most: number): Promise<LikelyPairs>;
  readonly blobs: Blobs;
  readonly signing: DeviceSigning;
  /** Runs `query` now and again whenever rows it read have changed, in any tab. Returns the way to stop. */
  watch<T>(query: (rows: Rows) => Promise<T>, next: (value: T) => void): () => void;
  /** Calls with the present status and each change of it. Returns the way to stop. */
  watchStatus(next: (status: SyncStatus) => void): () => void;
  /** Keeps a document live (pushed within milliseconds) while a screen shows it. Returns the way to let go. */
  open(doc: DocId): () => void;
  /** The key that opens kiosk submissions; null at surfaces that may not have it, or before first contact. */
  arrivalsKey(): Promise<{ readonly keyId: string; readonly privateKey: CryptoKey } | null>;
  /** Seals what a patient told this kiosk to the clinic's key. This device cannot open it again (SECURITY.md §4, L0). */
  sealSubmission(submission: Submission, to: Pick<Arrivals, 'keyId' | 'key'>): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens a kiosk's submission with `arrivalsKey`; null where that key is not here, or the bytes are none sealed to it. */
  openSubmission(submission: SealedSubmission): Promise<Submission | null>;
  /**
   * What a kiosk may know of the visit that a scanned slip stands for (L1). Null for every other text, whatever is wrong
   * with it: no slip, another day's, another clinic's, an address, 10 KB.
   */
  openSlip(text: string, arrivals: Arrivals): Promise<Envelope | null>;
  /** By what name the envelope of a slip lies, whichever day it is for; null for a text that is no slip of ours. It opens nothing. */
  slipName(text: string): Promise<string | null>;
  /** What this kiosk may look up today by typed words (L2, L3). */
  readonly kioskDay: KioskDay;
  /** Which waiting areas this board shows. */
  readonly boardAreas: BoardAreas;
}
