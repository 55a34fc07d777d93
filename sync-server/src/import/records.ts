import type { CoverageId, CoverageSaid } from '#domain/coverage/coverage-facts.ts';
import type { Form, FormId } from '#domain/forms/form.ts';
import type { CaseId, PatientId } from '#domain/ids.ts';
import type { ConsentSaid } from '#domain/patient/consent.ts';
import type { RelatedId, RelatedSaid } from '#domain/patient/related.ts';
import type { Demographics, PastEncounter } from '#domain/patient/patient-facts.ts';
import type { Contact } from '#domain/practice/practice-facts.ts';
import type { LocalDate, ZoneId } from '#domain/time.ts';
import type { CsvChoices } from './csv/read-patient-csv.ts';
import type { DocumentSaid } from './fhir/document-reference.ts';
import type { ResponseSaid } from './fhir/questionnaire-response.ts';
import type { Identities } from './identity.ts';
import type { ImportRefusal } from './refusals.ts';

/** Where a record stands, so that a person can find it: the line of a text file (from 1), or the entry of a bundle (from 0). */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly entry?: number;
}

/** What a reader makes of one record of a file. `resource` is the kind it is counted under. */
export type ImportRecord = Place & {
  readonly resource: string;
  readonly sourceId: string | null;
  /** The resource itself, where an export is to give it back. */
  readonly asItCame?: AsItCame;
  /** What a person may want to know about how it was kept. */
  readonly remarks?: readonly Remark[];
} & Reading;

/** A resource of another system, whole: its type, what it goes by there, and its JSON in pieces a fact may hold. */
export interface AsItCame {
  readonly type: string;
  readonly id: string;
  readonly json: readonly string[];
}

export type Reading =
  | {
      readonly is: 'patient';
      readonly patient: PatientId;
      readonly demographics: Demographics;
      readonly remarks: readonly Remark[];
    }
  | {
      readonly is: 'encounter';
      readonly patient: PatientId;
      readonly encounter: PastEncounter;
      /** Our id of who saw the patient, when the record itself does not name them. */
      readonly practitioner: string | null;
    }
  | { readonly is: 'contact'; readonly contact: Contact }
  /** About a patient, and kept whole beside them; what was understood of it is read as well. */
  | ({ readonly is: 'kept'; readonly patient: PatientId } & Understood)
  /** A record of a kind that is known and that Anteroom does not keep yet. */
  | { readonly is: 'not-kept' }
  | { readonly is: 'refused'; readonly refusal: ImportRefusal };

/** What was understood of a resource that is kept whole; at most one of them. */
export interface Understood {
  /** Why it was not understood any further. */
  readonly doubt?: Remark;
  readonly coverage?: { readonly coverage: CoverageId; readonly said: CoverageSaid };
  readonly related?: { readonly related: RelatedId; readonly said: RelatedSaid };
  readonly consent?: ConsentSaid;
  readonly document?: { readonly document: CaseId; readonly said: DocumentSaid };
  readonly response?: { readonly packet: CaseId; readonly said: ResponseSaid };
}

/** What a person may want to look at, though the record was taken in. */
export type Remark =
  | 'patient/birth-date-in-part'
  | 'patient/identifier-left-out'
  | 'patient/sex-unread'
  | 'patient/language-unread'
  | 'patient/death-unread'
  | 'patient/detail-unread'
  | 'document/pages-elsewhere'
  | 'document/pages-not-taken'
  | 'record/card-number-left-out'
  | 'record/too-large-to-keep';

/**
 * An import goes over its files twice: first for people and contacts, then for visits, so that a visit may stand before its
 * patient, in whatever file [IMP-4]. A reader gives each record in one of the two passes only.
 */
export type Pass = 'people' | 'visits';

/** What mapping a record needs to know besides the record. */
export interface MapContext {
  readonly ids: Identities;
  /** A date of death is the day it was in the clinic's zone; a visit on a day without a time began at its midnight. */
  readonly zone: ZoneId;
  readonly today: LocalDate;
  /** For a list of patients. */
  readonly csv?: CsvChoices;
  /** The practice's forms: what may be read as one of them. */
  readonly forms?: ReadonlyMap<FormId, Form>;
}
