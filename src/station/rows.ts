import type { AuditEntry } from '#domain/audit/chain.ts';
import type { Board } from '#domain/board/board.ts';
import type { Case, CaseKind } from '#domain/casework/case.ts';
import type { Scan } from '#domain/document/scan.ts';
import type { DocId } from '#domain/documents.ts';
import type { Fact, FactId } from '#domain/fact.ts';
import type { Form } from '#domain/forms/form.ts';
import type { Packet } from '#domain/forms/packet.ts';
import type {
  AreaId,
  CaseId,
  DeviceNo,
  PatientId,
  RoomId,
  SiteId,
  SubmissionId,
  TicketCode,
  UserId
} from '#domain/ids.ts';
import type { Envelope } from '#domain/intake/intake-facts.ts';
import type { Handling } from '#domain/intake/submissions.ts';
import type { JoinedPatient } from '#domain/patient/joined.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { PrintedSheet } from '#domain/scheduling/day-sheet.ts';
import type { DowntimePacket } from '#domain/scheduling/downtime.ts';
import type { CallBatch } from '#domain/scheduling/calls.ts';
import type { SilentKiosk } from '#domain/scheduling/late-arrivals.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import type { SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { RoomSaid } from '#domain/visit/room.ts';
import type { Visit } from '#domain/visit/visit.ts';

/** What was said of a room today; who is in it, `roomStanding` says. */
export interface RoomUse extends RoomSaid {
  readonly room: RoomId;
}

/** A kiosk's submission, still sealed; `handled` once a desk has dealt with it. */
export interface SealedSubmission {
  readonly submission: SubmissionId;
  readonly device: DeviceNo;
  readonly date: LocalDate;
  readonly ticket: TicketCode;
  readonly at: Instant;
  readonly keyId: string;
  readonly sealed: Uint8Array;
}

export interface HandledSubmission {
  readonly submission: SubmissionId;
  readonly outcome: 'arrived' | 'walk-in' | 'dismissed';
  readonly last: FactId;
  /** What became of the changes it told, by field; absent while none is settled. */
  readonly settled?: Handling['settled'];
}

/** What is shown of a found patient: enough to tell two people apart. */
export interface PatientHit {
  readonly patient: PatientId;
  readonly family: string;
  readonly given: string;
  readonly preferred: string;
  readonly birthDate: LocalDate | null;
  readonly sex: Patient['sex'];
  /** E.164 or as given; the first phone. */
  readonly phone: string;
  /** Medical record number or other id, when there is one. */
  readonly identifier: string;
  readonly deceased: boolean;
  /** It took part in a merge. */
  readonly linked?: true;
}

/** A half-filled form of this person, kept on this device (encrypted, never sent) until it is finished or thrown away. */
export interface Draft {
  /** Which form, and which of several: `register-patient/8f2k…`. */
  readonly key: string;
  /** For the tray of parked work: `New patient “Okaf…”`. */
  readonly title: string;
  /** Where it is taken up again. No patient data in it. */
  readonly path: string;
  readonly savedAt: Instant;
  /** What the form put in, given back as it was; plain values that structured cloning can copy. */
  readonly content: unknown;
}

/** What a kiosk holds of a day's arrivals. */
export interface Arrivals {
  readonly siteName: string;
  readonly keyId: string;
  readonly key: Uint8Array;
  /** With what typed secrets are stretched; absent where no code can be looked up. */
  readonly salt?: Uint8Array;
  readonly envelopes: ReadonlyMap<string, Uint8Array>;
  /** Forms in the practice's own words; absent while there are none. */
  readonly forms?: readonly Form[];
}

/** A change of this device that the server would not take, kept for a person. */
export interface RefusedChange {
  readonly id: string;
  readonly doc: DocId;
  /** What it said, each fact as it was written; null when this build cannot read it. */
  readonly facts: readonly Fact[] | null;
  readonly code: string;
  /** The server's words. */
  readonly say: string;
  /** When it was refused. */
  readonly at: Instant;
  /** It holds to this build's own rules: the server may take it now. */
  readonly canApply: boolean;
  /** What a person made of it; null while nobody has looked at it. */
  readonly settled: { readonly how: 'applied' | 'discarded'; readonly by: UserId; readonly at: Instant } | null;
}

export type { Envelope };

/** Everything views and commands read. Inside `live()` each call is a live query: it runs again when its rows change, in any tab. */
export interface Rows {
  practice(): Promise<Practice>;
  /** In order of start, then column. */
  appointments(site: SiteId, date: LocalDate): Promise<readonly Appointment[]>;
  appointment(site: SiteId, date: LocalDate, id: string): Promise<Appointment | undefined>;
  /** Which desk may promise which time of the day while it is alone. */
  leases(site: SiteId, date: LocalDate): Promise<readonly Lease[]>;
  /** Which desk calls whom today, as the server dealt it. */
  callBatches(site: SiteId, date: LocalDate): Promise<readonly CallBatch[]>;
  /** Kiosks of the office that the server does not hear, as it last said. */
  silentKiosks(site: SiteId, date: LocalDate): Promise<readonly SilentKiosk[]>;
  /** The last print of each page of the day's sheets. */
  printedSheets(site: SiteId, date: LocalDate): Promise<readonly PrintedSheet[]>;
  /** Free time of the day that was offered to somebody on the waitlist, whether it still holds or not. */
  offers(site: SiteId, date: LocalDate): Promise<readonly SlotOffer[]>;
  visits(site: SiteId, date: LocalDate): Promise<readonly Visit[]>;
  visit(site: SiteId, date: LocalDate, id: string): Promise<Visit | undefined>;
  rooms(site: SiteId, date: LocalDate): Promise<readonly RoomUse[]>;
  submissions(date: LocalDate): Promise<readonly SealedSubmission[]>;
  handled(site: SiteId, date: LocalDate): Promise<readonly HandledSubmission[]>;
  /** The person a record is of: where records were merged, all of them read as one, whichever was asked for. */
  patient(id: PatientId): Promise<JoinedPatient | undefined>;
  /** A record as its own document says it is, merged or not: for merging and for undoing it. */
  ownRecord(id: PatientId): Promise<Patient | undefined>;
  /** Best first. Runs off the main thread; an empty query gives nothing. */
  findPatients(query: string, limit: number): Promise<readonly PatientHit[]>;
  /** A patient's appointments of any day, earliest first. */
  appointmentsOf(
    patient: PatientId
  ): Promise<readonly { readonly date: LocalDate; readonly appointment: Appointment }[]>;
  /** What is still to be worked, of every office, the longest waiting first. */
  cases(kind: CaseKind): Promise<readonly Case[]>;
  case(id: CaseId): Promise<Case | undefined>;
  /** Papers that nobody has filed, or nobody has looked at who is to; those that came first are first. */
  scans(): Promise<readonly Scan[]>;
  scan(id: CaseId): Promise<Scan | undefined>;
  /** Papers of any stage in which one of these contents lies, the first that came first [DOC-17]. */
  scansLike(sums: readonly string[]): Promise<readonly Scan[]>;
  /** Forms that are with a patient, or that staff have to look at; those given first are first. */
  packets(): Promise<readonly Packet[]>;
  packet(id: CaseId): Promise<Packet | undefined>;
  /** All that were ever given to a patient. */
  packetsOf(patient: PatientId): Promise<readonly Packet[]>;
  /** Open and closed, the oldest first. */
  casesOf(patient: PatientId): Promise<readonly Case[]>;
  /** Cancelled, missed and rescheduled appointments of an office's days, earliest first. */
  gone(site: SiteId, from: LocalDate, to: LocalDate): Promise<readonly DatedAppointment[]>;
  /** The drafts of the person at this station, newest first. */
  drafts(): Promise<readonly Draft[]>;
  draft(key: string): Promise<Draft | undefined>;
  /** What the server would not take: what nobody has dealt with first, then the latest. */
  refused(): Promise<readonly RefusedChange[]>;
  /** What this device itself wrote to the access log on these days and all between, in no order. */
  auditHere(from: LocalDate, to: LocalDate): Promise<readonly AuditEntry[]>;
  /** What this desk works from on paper when nothing else does; undefined until it was first made. */
  downtimePacket(): Promise<DowntimePacket | undefined>;
  board(site: SiteId, area: AreaId, date: LocalDate): Promise<Board>;
  arrivals(site: SiteId, date: LocalDate): Promise<Arrivals | null>;
}
