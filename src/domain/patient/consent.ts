import type { Fact } from '../fact.ts';
import type { CaseId, PatientId, UserId } from '../ids.ts';
import { instantOf, type Instant } from '../time.ts';
import type { CheckLine } from '../visit/check-in-rules.ts';
import type { Evidence } from './evidence.ts';

/** What a patient agreed to, or would not, on which words and by whose hand; FHIR R4 Consent. */
export interface ConsentSaid {
  /** Which form's words, and in which version and language. */
  readonly form: string;
  readonly version: string;
  readonly language: string;
  /** LOINC: 64292-6 or 59284-0. */
  readonly code: string;
  readonly decision: 'given' | 'refused';
  /** The state whose law the words are for, two letters; absent where they are for any. */
  readonly state?: string;
  readonly signer: string;
  /** How they stand to the patient. */
  readonly relationship: string;
  readonly witness?: string;
  /** Why they would not: for a notice of privacy practices the good-faith effort of 45 CFR 164.520(c)(2)(ii). */
  readonly reason?: string;
  readonly signedAt: Instant;
  /** The packet in which the words and the signature lie; absent of one that another system took. */
  readonly packet?: CaseId;
  /** The line of check-in it is evidence for. */
  readonly line?: CheckLine;
}

/** A fact of a `patient/<id>` document, written when staff have looked at what was signed [FORM-10]. */
export type ConsentFact = Fact<'consent/recorded', { readonly patient: PatientId } & ConsentSaid>;

/** A consent of a record. */
export interface Consent extends ConsentSaid {
  readonly recordedAt: Instant;
  readonly recordedBy: UserId;
}

export function consentIn({ at, by, of: { patient: _, ...said } }: ConsentFact): Consent {
  return { ...said, recordedAt: instantOf(at), recordedBy: by };
}

/** A signature makes sure of its line of check-in from the moment it was made; so does a refusal, with its reason [CHK-7]. */
export function evidenceOfConsent({ by, of: { decision, signedAt, reason } }: ConsentFact): Evidence {
  const note = reason === undefined ? {} : { note: reason };
  return { how: decision === 'given' ? 'signed' : 'declined', at: signedAt, by, ...note };
}
