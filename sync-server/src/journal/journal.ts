import type { DocId } from '#domain/documents.ts';
import type { ClientId, DeviceNo } from '#domain/ids.ts';
import type { Instant } from '#domain/time.ts';
import type { NoCode } from '#protocol/codes.ts';
import type { Have } from '#protocol/run-bytes.ts';

/** One run of facts, checked and ready to be kept. */
export interface Entry {
  readonly doc: DocId;
  /** Who sent it. */
  readonly device: DeviceNo;
  readonly client: ClientId;
  /** The clock of its first fact. */
  readonly clock: number;
  /** How many facts it has. */
  readonly count: number;
  /** The run as an update of one writer and one struct (`encodeRun`). */
  readonly update: Uint8Array;
  /** By which connection it came, so that it is not sent back there. Not stored. */
  readonly origin?: object;
}

/** An entry that is on disk. `seq` grows by one a row, over all documents. */
export interface Row extends Entry {
  readonly seq: number;
  /** Server time of the commit. */
  readonly at: Instant;
}

/** A row with its place in the chain (chain.ts). */
export interface ChainedRow extends Row {
  readonly hash: Uint8Array;
}

export type Appended =
  | { readonly written: true; readonly seq: number }
  /** Its clock is not the next one of this writer in this document; `have` is. Nothing was written. */
  | { readonly written: false; readonly have: number };

export interface Change {
  readonly seq: number;
  readonly doc: DocId;
  readonly update: Uint8Array;
}

/** A page of the journal. `upTo`: every row up to here was looked at, whether it was asked for or not. */
export interface ChangePage {
  readonly changes: readonly Change[];
  readonly upTo: number;
  readonly more: boolean;
}

export interface StoredDoc {
  readonly doc: DocId;
  readonly update: Uint8Array;
}

export interface Quarantined {
  readonly device: DeviceNo;
  readonly doc: DocId;
  readonly code: NoCode;
  readonly bytes: Uint8Array;
}

/** What a full check of the journal found. `firstBad` is the first row that does not continue the chain. */
export interface ChainReport {
  readonly rows: number;
  readonly head: number;
  readonly firstBad: number | null;
}

/** What is kept of one device's refused bytes. */
export const MAX_QUARANTINED = 1_000;

/**
 * The clinic's daybook on disk: rows in one order, never changed. One contract suite (tests/contracts/journal-contract.ts) says what
 * every implementation does. A promise of `append` resolves when its row is safe on disk, not before [JRN-1].
 */
export interface Journal {
  /** One life of the server's data: another after a restore or a loss. */
  readonly epoch: string;
  /** The newest sequence number on disk; 0 when empty. */
  head(): number;
  /** Keeps an entry whose clock is the next of its writer in its document [JRN-2]. @throws {JournalFault} */
  append(entry: Entry): Promise<Appended>;
  /** Calls with rows as they are committed, in order. Returns the way to stop. */
  onCommit(listener: (rows: readonly Row[]) => void): () => void;
  nextClock(doc: DocId, client: ClientId): Promise<number>;
  /** The state vector of a document; empty when there is no such document. */
  clocks(doc: DocId): Promise<Have>;
  /** Rows of one writer in one document that touch the clocks from `from` up to (not including) `to`. */
  written(doc: DocId, client: ClientId, from: number, to: number): Promise<readonly Row[]>;
  /** What of a document someone lacks, as one update; null when nothing. */
  read(doc: DocId, have: Have): Promise<Uint8Array | null>;
  /** A document's rows after `seq`, in journal order. */
  readSince(doc: DocId, seq: number): Promise<readonly Row[]>;
  /** A page of rows after `since`, at most `limit` looked at. @param prefixes of document ids; null for every document */
  changes(since: number, limit: number, prefixes: readonly string[] | null): Promise<ChangePage>;
  /** A page of merged documents in the order of their ids. @param prefixes as above */
  documents(after: DocId, limit: number, prefixes: readonly string[] | null): Promise<readonly StoredDoc[]>;
  /** Which of these have rows. */
  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>>;
  /** The last sequence number that was committed before a moment; found without reading the rows between. */
  seqBefore(at: Instant): Promise<number>;
  /** Keeps what was refused for good, at most 1,000 a device. False when that device's quarantine is full. */
  quarantine(refused: Quarantined): Promise<boolean>;
  /** Rows after `since` as they lie there, in order, some of them at a time: at least one when there is one, not much over a megabyte. */
  rows(since: number): Promise<readonly ChainedRow[]>;
  /** The first clock of each damaged row of a document, where its writer can mend it; none when it is sound. */
  damaged(doc: DocId): readonly { readonly client: ClientId; readonly clock: number }[];
  /** Follows the hash chain over every row, a page at a time. */
  verify(progress?: (rows: number) => void): Promise<ChainReport>;
  /** Really writes, and throws when that fails. @throws {JournalFault} */
  probe(): Promise<void>;
  /** Writes what waits, and lets go of the disk. */
  close(): Promise<void>;
}

/**
 * The disk did not take it. `disk-full`: nothing was written and it may be tried again. `away`: the database does not answer; what
 * was asked may have been done or not, and may be asked again. `io`: nothing can be said of what was written, so the process
 * must end (an fsync that failed once is never asked again: https://wiki.postgresql.org/wiki/Fsync_Errors). `damaged`: the document
 * is not what was written, and is neither read nor written until it is mended.
 */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
  readonly code: 'disk-full' | 'away' | 'io' | 'closed' | 'damaged';

  constructor(code: JournalFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
