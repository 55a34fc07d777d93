import type { Fact } from '../fact.ts';
import type { BlobRef } from '../document/blob-ref.ts';
import type { CaseId, DeviceNo, PatientId, SiteId, SubmissionId, UserId, VisitTypeId } from '../ids.ts';
import type { Instant } from '../time.ts';
import type { HarvestWhat } from './harvest-path.ts';
import type { AnswerValue, Form, FormId, FormLanguage, LinkId } from './form.ts';
import type { FormSignature, Relationship, SignedForm } from './signature.ts';
import type { FormRule } from './packet-rules.ts';

/** Who holds the pen: the patient, or whoever of the staff types for them. */
export type Hand = 'patient' | 'staff';
export type PacketChannel = 'tablet' | 'desk' | 'paper' | 'kiosk';

/** One form of a packet, and the packet with the answers of the last time, where there is one. */
export interface GivenForm {
  readonly form: FormId;
  readonly version: string;
  readonly earlier?: CaseId;
}

/** What a kiosk told of a packet's forms, and where it lies until a desk has read it [FORM-21]. */
export interface ToldRef extends BlobRef {
  readonly submission: SubmissionId;
  readonly kiosk: DeviceNo;
}

/** Who would not sign; the name is empty where they did not say it. */
export interface Refuser {
  readonly name: string;
  readonly relationship: Relationship;
}

/** Somebody of the staff who was there. */
export interface StaffWitness {
  readonly user: UserId;
  readonly name: string;
}

/** Which way a copy of what was signed went to whoever signed it: a sheet, or a file they keep. */
export type CopyGiven = 'printed' | 'saved';

/** One question answered; empty: cleared. `was` is what stood there: two answers from the same `was` are shown side by side [FORM-6]. */
export interface Answered {
  readonly item: LinkId;
  readonly values: readonly AnswerValue[];
  readonly was: readonly AnswerValue[];
}

/** Facts of a packet's own case: from when a patient is given forms to when staff have put them away. */
export type PacketFact =
  | Fact<
      'packet/given',
      {
        readonly case: CaseId;
        readonly patient: PatientId;
        readonly site: SiteId;
        readonly visitType: VisitTypeId | null;
        readonly language: FormLanguage;
        readonly forms: readonly GivenForm[];
      }
    >
  /** `told`: they have come back already, from a kiosk. */
  | Fact<'packet/sent', { readonly case: CaseId; readonly channel: PacketChannel; readonly told?: ToldRef }>
  /** `told`: what this submission told has been read into the packet. */
  | Fact<'packet/opened', { readonly case: CaseId; readonly hand: Hand; readonly told?: SubmissionId }>
  | Fact<
      'form/answered',
      {
        readonly case: CaseId;
        readonly form: FormId;
        readonly hand: Hand;
        readonly language: FormLanguage;
        readonly answers: readonly Answered[];
        /** The kiosk they were typed at, where a desk has read them in for it. */
        readonly device?: DeviceNo;
      }
    >
  /** The whole form, as it stood: what is typed later changes nothing of it. */
  | Fact<
      'form/submitted',
      SignedForm & {
        readonly hand: Hand;
        readonly signature?: FormSignature;
        /** When it was handed in to another system, from which it was taken over. */
        readonly authored?: Instant;
      }
    >
  /** They will not: the reason is asked for. Which words they would not sign, who, and who of the staff asked, as far as it is known. */
  | Fact<
      'form/declined',
      {
        readonly case: CaseId;
        readonly form: FormId;
        readonly reason: string;
        readonly version?: string;
        readonly language?: FormLanguage;
        readonly refuser?: Refuser;
        readonly witness?: StaffWitness;
      }
    >
  /** They were given a copy of what they signed. */
  | Fact<'form/copied', { readonly case: CaseId; readonly form: FormId; readonly how: CopyGiven }>
  /** Staff looked at one proposed change of the record, and took it or left it. `field`: of the registration, or what lies beside it (`coverage:primary`). */
  | Fact<
      'form/settled',
      { readonly case: CaseId; readonly form: FormId; readonly field: HarvestWhat; readonly took: boolean }
    >
  | Fact<'form/reviewed', { readonly case: CaseId; readonly form: FormId }>
  | Fact<'packet/closed', { readonly case: CaseId; readonly how: 'archived' | 'withdrawn' }>;

/** Facts of the `practice` document: when a form is given, and the practice's own words. */
export type FormFact =
  | Fact<'form/ruled', FormRule>
  /** A form of the practice's own, or its own text for one of ours; the later says it. */
  | Fact<'form/defined', { readonly form: FormId; readonly definition: Form }>;
