import type { Fact } from '../fact.ts';
import type { CaseId, PatientId, PractitionerId, SiteId } from '../ids.ts';
import type { LocalDate } from '../time.ts';
import type { BlobRef } from './blob-ref.ts';
import type { Channel, IndexMore, Reindexable } from './document-index.ts';
import type { FormPages } from './form-pages.ts';
import type { FileType } from './file-kind.ts';
import type { Straightening } from './page-outline.ts';

/** What kind of paper it is. */
export const DOCUMENT_CLASSES = [
  'lab',
  'imaging',
  'consult-note',
  'discharge',
  'operative-report',
  'records-in',
  'insurance',
  'identification',
  'consent',
  'legal',
  'correspondence',
  'form'
] as const;
export type DocumentClass = (typeof DOCUMENT_CLASSES)[number];

/** One page, or one file of several. */
export interface DocumentPart extends BlobRef {
  readonly type: FileType;
  /** A small picture of it; absent where none could be made. */
  readonly thumb?: BlobRef;
  /** SHA-256 of its bytes as they came, 64 hexadecimal digits: whoever may read this may read them [DOC-17]. Absent in what was taken in before it was told. */
  readonly sum?: string;
  /** The picture it was cut out of; absent where it is as it was taken, and in a patient's record. */
  readonly cutFrom?: CutFrom;
}

/** A picture as it was taken, and how a page was made of it: it can be put back until the paper is filed [DOC-11]. */
export interface CutFrom extends BlobRef, Straightening {
  readonly type: FileType;
}

/** What was seen on the paper itself that says whose it is. */
export const IDENTIFIERS = ['name', 'birth-date', 'record-number', 'phone', 'address'] as const;
/** `source-system`: nobody here looked; the system that it was imported from says whose it is. */
export type Identifier = (typeof IDENTIFIERS)[number] | 'source-system';

export type DiscardReason = 'duplicate' | 'unreadable' | 'not-ours' | 'blank';
export type UnreadableReason = 'too-dark' | 'blurred' | 'cut-off' | 'pages-missing' | 'locked';
export type RecallReason = 'wrong-patient' | 'wrong-document' | 'not-ours';

/** How a document is indexed; FHIR R4 DocumentReference: type, date, author's reviewer. */
export interface Indexed {
  readonly class: DocumentClass;
  readonly title: string;
  /** The paper's own; null where it has none. */
  readonly date: LocalDate | null;
  /** Who is to look at it; null: nobody needs to. */
  readonly reviewer: PractitionerId | null;
  readonly urgent: boolean;
  /** At least two [DOC-2]. */
  readonly shown: readonly Identifier[];
}

/** A cover sheet's words of the paper behind it [DOC-8], and how many pages lay there. */
export interface CoverSaid {
  readonly patient: PatientId;
  readonly class: DocumentClass;
  readonly reviewer: PractitionerId | null;
  /** How many pages there should be; null: nobody counted. */
  readonly pages: number | null;
  readonly have: number;
  readonly until: LocalDate;
}

/** Facts of a paper's own case: from when it came in to when somebody has looked at it. */
export type ScanFact =
  | Fact<
      'scan/captured',
      {
        readonly case: CaseId;
        readonly site: SiteId;
        readonly title: string;
        readonly source: 'upload' | 'camera';
        /** How it came to us; absent: as `source` says. */
        readonly channel?: Channel;
        readonly received: LocalDate;
        readonly parts: readonly DocumentPart[];
        /** What the cover sheet before it says; absent without one. */
        readonly cover?: CoverSaid;
        /** Its pages are those of a form that we printed, by their codes; absent for every other paper [FORM-17]. */
        readonly form?: FormPages;
      }
    >
  /** A page was cut out of its picture, or put back; `page` is the address of the picture as it was taken. */
  | Fact<'scan/page-changed', { readonly case: CaseId; readonly page: string; readonly to: DocumentPart }>
  | Fact<'scan/filed', { readonly case: CaseId; readonly patient: PatientId; readonly reviewer: PractitionerId | null }>
  | Fact<'scan/reviewed', { readonly case: CaseId }>
  /** Filed in error: it waits again, and its patient's document keeps a mark. */
  | Fact<'scan/returned', { readonly case: CaseId; readonly reason: RecallReason }>
  /** It cannot be read, and is to be scanned again [DOC-18]. */
  | Fact<'scan/unreadable', { readonly case: CaseId; readonly reason: UnreadableReason }>
  /** It can be read after all: it waits in the inbox. */
  | Fact<'scan/readable', { readonly case: CaseId }>
  /** `sameAs`: the paper that it is the same as, or that was scanned in its place. */
  | Fact<'scan/discarded', { readonly case: CaseId; readonly reason: DiscardReason; readonly sameAs?: CaseId }>;

/** The same as its patient's record has it. A document is named as its case. */
export type DocumentFact =
  | Fact<
      'document/filed',
      {
        readonly patient: PatientId;
        readonly document: CaseId;
        readonly received: LocalDate;
        readonly parts: readonly DocumentPart[];
      } & Indexed &
        IndexMore
    >
  /** Some of its index said anew, and what that replaces [DOC-16]. The keys of both are the same. */
  | Fact<
      'document/reindexed',
      {
        readonly patient: PatientId;
        readonly document: CaseId;
        readonly from: Partial<Reindexable>;
        readonly to: Partial<Reindexable>;
      }
    >
  | Fact<'document/reviewed', { readonly patient: PatientId; readonly document: CaseId }>
  | Fact<
      'document/recalled',
      { readonly patient: PatientId; readonly document: CaseId; readonly reason: RecallReason }
    >;
