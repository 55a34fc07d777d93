import type { Case, CaseKind } from '#domain/casework/case.ts';
import type { Scan } from '#domain/document/scan.ts';
import type { Packet } from '#domain/forms/packet.ts';
import type { DocId } from '#domain/documents.ts';
import type {
  CaseId,
  ClientId,
  DeviceNo,
  OfferId,
  PatientId,
  RoomId,
  SiteId,
  SubmissionId,
  UserId,
  VisitId
} from '#domain/ids.ts';
import type { Handling, SealedEntry } from '#domain/intake/submissions.ts';
import type { DirectoryEntry } from '#domain/patient/directory.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { RoomSaid } from '#domain/visit/room.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Kept } from './sealing.ts';

/**
 * What lies in the database. `updates`, `docs` and `segments` are the truth; `refused`, `strange`, `drafts` and `meta` are kept
 * beside it, contents (blobs.ts) for themselves; all other tables are rows that can be dropped and folded again. Keys and indexed columns hold ids, dates and states
 * only; what says something about a person is `Kept` or in `bytes`, and both are sealed (sealing.ts) [STO-30].
 */
export const STORES = {
  meta: 'key',
  docs: 'doc, own',
  updates: '[doc+n], unsent, [doc+unsent]',
  segments: 'first',
  directory: 'first',
  refused: '[doc+client+clock]',
  strange: '++id',
  drafts: '[user+key]',
  appointments: '[site+date+id], patient, [site+status+date]',
  visits: '[site+date+id]',
  rooms: '[site+date+id]',
  handled: '[site+date+id]',
  offers: '[site+date+id]',
  cases: 'id, [kind+open], patient, *marks',
  submissions: 'id, date',
  patients: 'id, rev',
  folded: 'doc',
  blobs: 'id, sentTo',
  blobChunks: '[blob+n]'
} as const;

/** Tables that `rebuild` drops and fills again. */
export const ROW_TABLES = [
  'appointments',
  'visits',
  'rooms',
  'handled',
  'offers',
  'cases',
  'submissions',
  'patients',
  'folded'
] as const;
export type RowTable = (typeof ROW_TABLES)[number];

/** Raise it when a fold or a row changes its shape: at the next start every row is folded anew. */
export const ROWS_VERSION = 26;

/** A stretch of one writer's log, as a Yjs update of its own. */
export interface StoredRun {
  readonly client: ClientId;
  readonly clock: number;
  readonly length: number;
  /** Sealed on disk. */
  readonly bytes: Uint8Array;
  /** Places of facts that nobody folds; absent for none. */
  readonly bad?: readonly number[];
  /** The schema of facts that looked. */
  readonly checkedBy: number;
}

/** One append to a document: the `n`-th. */
export interface UpdateRow {
  readonly doc: DocId;
  readonly n: number;
  readonly runs: readonly StoredRun[];
  /** Since when it waits to be sent; there (and indexed) until the server has acknowledged it. */
  readonly unsent?: Instant;
}

export interface DocRow {
  readonly doc: DocId;
  /** How many appends it has seen; the last one's `n`. */
  readonly version: number;
  /** Each writer's next clock. */
  readonly heads: readonly (readonly [ClientId, number])[];
  /** What appends 1 to `through` said, one run a writer. Rows of them that are still unsent stay beside it. */
  readonly snapshot: readonly StoredRun[];
  readonly through: number;
  /** The snapshot has all that a segment says of this document. */
  readonly whole: boolean;
  /** Grows when facts were replaced (a refusal): what was cached of it before is void. */
  readonly rewritten: number;
  /** This device has written to it. */
  readonly own?: 1;
}

/** Some quiet documents in the order of their ids, as the first sync brought them. */
export interface SegmentRow {
  readonly first: DocId;
  readonly docs: readonly DocId[];
  /** Where in `bytes` each document's update ends. */
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
}

/** What the directory knows of the patients of one segment: folded once, because folding 100,000 takes seconds at every start. */
export interface DirectoryRow {
  readonly first: DocId;
  /** The `ROWS_VERSION` that folded it: another one folds it again. */
  readonly made: number;
  readonly body: Kept<readonly DirectoryEntry[]>;
}

/** What the server would not take, kept for a person. Its place in the log holds a placeholder. */
export interface RefusedRow {
  readonly doc: DocId;
  readonly client: ClientId;
  readonly clock: number;
  readonly bytes: Uint8Array;
  readonly code: string;
  /** The server's words may repeat what was written. */
  readonly body: Kept<{ readonly say: string }>;
  readonly at: Instant;
  /** A person has dealt with it. The row stays: it says what a placeholder in the log stands for. */
  readonly settled?: Settlement;
}

/** What a person made of a refused change: written again as new facts, or given up. */
export interface Settlement {
  readonly how: 'applied' | 'discarded';
  readonly by: UserId;
  readonly at: Instant;
}

/** Bytes from the server that this build cannot read: kept for one that can. */
export interface StrangeRow {
  readonly id?: number;
  readonly doc: DocId;
  /** Sealed on disk. */
  readonly bytes: Uint8Array;
}

export interface DraftBody {
  readonly title: string;
  readonly path: string;
  readonly content: unknown;
}

export interface DraftRow {
  readonly user: UserId;
  readonly key: string;
  readonly savedAt: Instant;
  readonly body: Kept<DraftBody>;
}

interface DayKey {
  readonly site: SiteId;
  readonly date: LocalDate;
}
export interface AppointmentRow extends DayKey {
  readonly id: string;
  readonly patient: PatientId;
  readonly status: Appointment['status'];
  readonly body: Kept<Appointment>;
}
export interface VisitRow extends DayKey {
  readonly id: VisitId;
  readonly state: Visit['state'];
  readonly body: Kept<Visit>;
}
export interface RoomRow extends DayKey, RoomSaid {
  readonly id: RoomId;
}
export interface HandledRow extends DayKey {
  readonly id: SubmissionId;
  readonly body: Kept<Handling>;
}
/** Free time of a day offered to somebody who waits. */
export interface OfferRow extends DayKey {
  readonly id: OfferId;
  readonly body: Kept<SlotOffer>;
}
export interface CaseRow {
  readonly id: CaseId;
  readonly kind: CaseKind | Scan['kind'] | Packet['kind'];
  /** 1 while it is to be worked: IndexedDB has no index of truths. */
  readonly open: 0 | 1;
  /** Empty while nobody has said whose a paper is. */
  readonly patient: PatientId;
  /** Of a paper: the first digits of its contents' sums (scan.ts). */
  readonly marks?: readonly string[];
  readonly body: Kept<Case | Scan | Packet>;
}
export interface SubmissionRow {
  readonly id: SubmissionId;
  readonly date: LocalDate;
  readonly device: DeviceNo;
  readonly body: Kept<SealedEntry>;
}
/** A patient whose document changed since it was packed. */
export interface PatientRow {
  readonly id: PatientId;
  /** Grows with every change of any patient: the directory follows it. */
  readonly rev: number;
  readonly body: Kept<Patient | null>;
}
/** A document that is folded as a whole: practice, board, arrivals. */
export interface FoldedRow {
  readonly doc: DocId;
  readonly body: Kept<unknown>;
}

export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}
