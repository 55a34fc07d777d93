import type { AuditNote } from '#domain/audit/audit-facts.ts';
import type { Checkpoint } from '#domain/audit/checkpoint.ts';
import type { AuditReport } from '#domain/audit/verify.ts';
import type { DocId } from '#domain/documents.ts';
import type { Fact, Recorded } from '#domain/fact.ts';
import type { DeviceNo, SiteId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import type { LocalDate } from '#domain/time.ts';
import type { BlobStanding } from '#protocol/blobs/blob-http.ts';
import type { BlobId } from '#protocol/blobs/manifest.ts';
import type { DeviceCredentials, SetUpRequest } from '#protocol/http.ts';
import type { OutsideCodes } from '#domain/hl7/outside-codes.ts';
import type { BlobsReport } from '../blobs/blobs.ts';
import type { BackupMade } from '../backup/write-backup.ts';
import type { RefusedFacts, RefusedLine } from './refused.ts';
import type { Hl7Taken } from '../hl7/exchange.ts';
import type { SetAside } from '../hl7/set-aside.ts';
import type { ChainReport, StoredDoc } from '../journal/journal.ts';
import type { EnrolledRole } from '../people/devices.ts';
import type { NewPerson } from '../people/people.ts';

/** Facts of one document, written together: all of them or, when one is refused, none. */
export interface Batch {
  readonly doc: DocId;
  /** Complete facts, dated by whoever makes them: an import by its source, a demonstration by its story. */
  readonly facts: readonly Fact[];
}

export interface AppendOutcome {
  /** How many facts are on disk. */
  readonly appended: number;
  readonly refused: readonly { readonly doc: DocId; readonly code: string; readonly say: string }[];
}

export interface ClinicState {
  readonly isSetUp: boolean;
  readonly isDemo: boolean;
  /** The journal's newest sequence number; 0 on an empty server. */
  readonly head: number;
}

export interface KioskTold {
  /** The kiosk's label, in front of its tickets. */
  readonly label: string;
  readonly date: LocalDate;
  readonly submissions: readonly Submission[];
}

/**
 * A clinic's data for the command line: imports, demonstrations, enrolment. The same whether a server runs on that data (then it goes
 * through the server, over HTTP) or not (then it opens the journal itself): `openClinic(dataDir)`.
 *
 * What is appended here is written by the importer's own device. Nothing makes a repetition harmless but the caller's own choice
 * of ids: ask `existing` for the documents that are there already.
 */
export interface Clinic {
  state(): Promise<ClinicState>;
  /** Many batches in one call are many times faster than one call each; a few thousand at a time are a good measure. */
  append(batches: readonly Batch[]): Promise<AppendOutcome>;
  /** All facts of a document, in no order; empty when there is none. */
  read(doc: DocId): Promise<readonly Recorded[]>;
  /** A page of documents in the order of their ids, for going over all of a kind. @param page.prefix `patient/` */
  documents(page: {
    readonly after: DocId;
    readonly limit: number;
    readonly prefix: string;
  }): Promise<readonly StoredDoc[]>;
  /** Writes into the access log that patients left the clinic in files. */
  noteExport(of: { readonly patients: number; readonly into: string }): Promise<void>;
  /** Writes into the access log what was done at the command line [AUD-22]. Not where this clinic is used by the server itself. */
  noteAct(note: AuditNote): Promise<void>;
  /** Which of these documents have facts. */
  existing(docs: readonly DocId[]): Promise<ReadonlySet<DocId>>;
  /** First use of an empty server; the same as `POST /api/setup`. @throws {ClinicRefusal} when it is set up already */
  setUp(request: SetUpRequest): Promise<void>;
  /** Somebody who may sign in. Does not write `staff/added`: that is a fact of the practice document. */
  putPerson(person: NewPerson): Promise<void>;
  /** Marks an empty clinic, or one that is one already, as a demonstration: people are offered with their passphrases. @throws {ClinicRefusal} on real data */
  setDemo(people: readonly NewPerson[]): Promise<void>;
  /** What people told an enrolled kiosk, sealed and sent as that kiosk would: a demonstration has no one else to come in. @throws {ClinicRefusal} */
  tellKiosk(told: KioskTold): Promise<void>;
  enrol(request: { role: EnrolledRole; site: SiteId; label?: string }): Promise<DeviceCredentials>;
  /** False when there is no such device to revoke. */
  revoke(device: DeviceNo): Promise<boolean>;
  verify(): Promise<ChainReport>;
  /** Begins a sealed content by its manifest, or goes on with it; answers the chunks that lack. @throws {ClinicRefusal} for what the server does not take */
  giveContent(
    of: { readonly manifest: Uint8Array } | { readonly blob: BlobId; readonly first: number; readonly body: Uint8Array }
  ): Promise<BlobStanding>;
  /** A content's manifest, or its chunks from `first` on; null where it is not here whole, or damaged. */
  content(of: { readonly blob: BlobId; readonly first: number | null }): Promise<Uint8Array | null>;
  /** Holds every scan to its sums. */
  verifyBlobs(): Promise<BlobsReport>;
  /** Checks the access log, also against what devices were shown of it. */
  verifyAudit(witnesses: readonly Checkpoint[]): Promise<AuditReport>;
  /** The public half of the recovery key; null until there is one. */
  recoveryKey(): Promise<Uint8Array | null>;
  setRecoveryKey(publicKey: Uint8Array): Promise<void>;
  /**
   * A full backup into a file or, by a name of its own, into a folder; scans go into a folder only, and `scans` says how many that
   * folder did not have. @throws {ClinicRefusal} without a recovery key
   */
  backup(to: string): Promise<BackupMade & { readonly scans: number | null }>;
  /** What was refused for good: at most a thousand a device. */
  listRefused(): Promise<readonly RefusedLine[]>;
  /** @throws {ClinicRefusal} when there is no such number; so do the next two */
  showRefused(id: number): Promise<RefusedFacts>;
  discardRefused(id: number): Promise<void>;
  /** Writes its facts as the importer; answers how many. @throws {ClinicRefusal} also when they are refused again */
  reapplyRefused(id: number): Promise<number>;
  /** What a removed device sealed to the recovery key. @throws {ClinicRefusal} where it is not sealed */
  sealedRefused(id: number): Promise<Uint8Array>;
  /** As `reapplyRefused`, with what the kit opened. */
  reapplyOpened(of: { readonly id: number; readonly update: Uint8Array }): Promise<number>;
  /** Takes a scheduling message of another system (HL7 v2 SIU) into the days; what is wrong with it is said in the answer. */
  takeHl7(message: { readonly bytes: Uint8Array; readonly codes: OutsideCodes }): Promise<Hl7Taken>;
  /** The appointments of one day at one office as such messages, each as it stands. */
  writeHl7(day: { readonly site: SiteId; readonly date: LocalDate }): Promise<readonly string[]>;
  /** Our messages that their receiver would not take. */
  listSetAside(): Promise<readonly SetAside[]>;
  /** Has one sent again, or all where none is named; answers how many. @throws {ClinicRefusal} when there is none of that name */
  resendSetAside(control: string | null): Promise<number>;
  /** @throws {ClinicRefusal} when there is none of that name */
  discardSetAside(control: string): Promise<void>;
  /** The offices there are. */
  sites(): Promise<readonly SiteId[]>;
  close(): Promise<void>;
}

/** The clinic does not do that, for a reason a person can understand. */
export class ClinicRefusal extends Error {
  override readonly name = 'ClinicRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
