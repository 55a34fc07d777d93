import type { Channel } from '../casework/attempts.ts';
import type { Fact, FactId } from '../fact.ts';
import type { ConsentFact } from './consent.ts';
import { DETAIL_FIELDS, type Details } from './details.ts';
import type { EvidenceFact } from './evidence.ts';
import type { RelatedFact } from './related.ts';
import type { FlagFact } from './flags.ts';
import type { PatientId } from '../ids.ts';
import type { Instant, LocalDate } from '../time.ts';

/** FHIR R4 HumanName, as people have them: diacritics kept, one name allowed, former names kept for search. */
export interface PersonName {
  readonly family: string;
  /** First and middle names, in order; may be empty. */
  readonly given: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  /** What the person wants to be called. */
  readonly preferred?: string;
  /** Maiden and other earlier family names. */
  readonly former?: readonly string[];
}

/** FHIR R4 AdministrativeGender. */
export type Sex = 'female' | 'male' | 'other' | 'unknown';

export interface Phone {
  /** E.164 when it could be read as a US number (`+12065550101`), otherwise as it was given. */
  readonly number: string;
  readonly use: 'mobile' | 'home' | 'work' | 'other';
  /** Whether texts, and messages on it, are welcome there; absent: what is said of all phones (`Details.contact`). */
  readonly text?: boolean;
  readonly voicemail?: boolean;
  /** When they are best called there, in their words. */
  readonly bestTime?: string;
  /** Called first. */
  readonly preferred?: true;
}

/** FHIR R4 Address. The postal code is text: it has leading zeros. */
export interface Address {
  readonly line: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country?: string;
}

/**
 * An address beside the main one. FHIR R4 Address: its `use` (`temp`: where they are for a while, a winter in the south; `billing`: for bills alone) and its
 * `type` as `kind`; absent: it is lived in and written to.
 */
export interface OtherAddress extends Address {
  readonly use: 'home' | 'temp' | 'work' | 'billing' | 'old';
  readonly kind?: 'postal' | 'physical';
  /** Days it is good, both included; null where nobody knows, or it has no end. */
  readonly period?: { readonly start: LocalDate | null; readonly end: LocalDate | null };
  /** Letters are to go here while it is good. */
  readonly letters?: true;
}

/** FHIR R4 Identifier; `type` is a v2-0203 code (`MR`, `SS`, `DL`, `PPN`). */
export interface Identifier {
  readonly type: string;
  readonly system: string;
  readonly value: string;
}

/** Everything that can be said at registration. */
export interface Demographics extends Details {
  readonly name: PersonName;
  /** Null when not known yet. */
  readonly birthDate: LocalDate | null;
  readonly sex: Sex;
  readonly phones: readonly Phone[];
  readonly email?: string;
  /** Where they live unless another one counts: addresses.ts. */
  readonly address?: Address;
  readonly otherAddresses?: readonly OtherAddress[];
  /** BCP 47, `es`. */
  readonly language?: string;
  readonly identifiers: readonly Identifier[];
  readonly deceased?: LocalDate | true;
}

export type DemographicField = keyof Demographics;

/** Each of them, in the order a person reads them. */
export const DEMOGRAPHIC_FIELDS = [
  'name',
  'birthDate',
  'sex',
  'phones',
  'email',
  'address',
  'otherAddresses',
  'language',
  'identifiers',
  'deceased',
  ...DETAIL_FIELDS
] as const satisfies readonly DemographicField[];

/** A visit that took place before this system, from an import. FHIR R4 Encounter. */
export interface PastEncounter {
  /** The source's id: importing twice adds nothing. */
  readonly encounter: string;
  /** v3-ActCode as the source has it: `AMB`, `EMER`, `IMP`, `wellness`. */
  readonly class: string;
  readonly start: Instant;
  readonly end: Instant | null;
  readonly what: string;
  readonly practitioner?: string;
}

/** What a patient said about being reached. All ways: do not contact. */
export interface ContactWishes {
  readonly never: readonly Channel[];
  readonly note?: string;
}

/** One field set to a new value, naming the value it replaced: two such facts from the same `from` are a fork, not an overwrite. */
export type PatientChange = {
  readonly [F in DemographicField]: {
    readonly patient: PatientId;
    readonly field: F;
    readonly from: Demographics[F] | null;
    readonly to: Demographics[F] | null;
    /** The merge it was chosen in: it is taken back with it. */
    readonly merge?: MergeId;
  };
}[DemographicField];

/** Joins the facts of one merge, which lie in two documents. */
export type MergeId = string;

/** What a merging desk knew of a record: the last fact of each writer, beside its registration and its past visits. */
export interface SeenOfRecord {
  readonly patient: PatientId;
  readonly last: readonly FactId[];
}

/** Facts of a `patient/<id>` document. */
export type PatientFact =
  | Fact<'patient/registered', { readonly patient: PatientId; readonly source: 'desk' | 'import' } & Demographics>
  | Fact<'patient/changed', PatientChange>
  /** By which ways the patient is never to be reached; said again it replaces what was said. */
  | Fact<'patient/contact-wished', { readonly patient: PatientId; readonly merge?: MergeId } & ContactWishes>
  | EvidenceFact
  | RelatedFact
  | FlagFact
  | ConsentFact
  | Fact<'encounter/recorded', { readonly patient: PatientId } & PastEncounter>
  /** In the document of the record that gives way: it is the same person as `into`. */
  | Fact<'patient/merged', { readonly patient: PatientId; readonly into: PatientId; readonly merge: MergeId }>
  /** In the survivor's document, with the values chosen before it. What `seen` does not cover was written elsewhere and still counts. */
  | Fact<
      'patient/absorbed',
      {
        readonly patient: PatientId;
        readonly from: PatientId;
        readonly merge: MergeId;
        readonly seen: readonly SeenOfRecord[];
      }
    >
  /** Somebody looked at both: they are two people. */
  | Fact<'patient/told-apart', { readonly patient: PatientId; readonly other: PatientId }>;
