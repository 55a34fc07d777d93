import {
  deviceOf,
  type CaseId,
  type DeviceNo,
  type PatientId,
  type SiteId,
  type UserId,
  type VisitTypeId
} from '../ids.ts';
import { standing, type Recorded } from '../fact.ts';
import { instantOf, type Instant } from '../time.ts';
import { areSame } from './answers.ts';
import type { Answers, AnswerValue, FormId, FormLanguage, LinkId } from './form.ts';
import type { CopyGiven, GivenForm, Hand, PacketChannel, PacketFact, ToldRef } from './packet-facts.ts';
import type { HarvestWhat } from './harvest-path.ts';
import type { FormSignature, SignedForm } from './signature.ts';

/** product/12's states of one form that was given to one patient; what follows from the day or from another packet is in `responseState`. */
export type ResponseState =
  | 'not-sent'
  | 'sent'
  | 'opened'
  | 'in-progress'
  | 'submitted'
  | 'reviewed'
  | 'harvested'
  | 'archived'
  | 'declined'
  | 'withdrawn';

/** What stands for one question. */
export interface StandingAnswer {
  readonly item: LinkId;
  readonly values: readonly AnswerValue[];
  readonly at: Instant;
  readonly device: DeviceNo;
  /** What another device wrote without knowing of it; staff see both [FORM-6]. */
  readonly beside?: { readonly values: readonly AnswerValue[]; readonly at: Instant; readonly device: DeviceNo };
}

/** A form as it was handed in. */
export interface Submitted extends SignedForm {
  /** When; of one that another system had, when it was handed in there. */
  readonly at: Instant;
  readonly by: UserId;
  readonly hand: Hand;
  readonly signature?: FormSignature;
}

/** They would not: why, who, which words, and who of the staff asked. */
export interface Declined extends Omit<Extract<PacketFact, { kind: 'form/declined' }>['of'], 'case' | 'form'> {
  readonly at: Instant;
  readonly by: UserId;
}

export interface FormResponse extends GivenForm {
  readonly state: ResponseState;
  /** What is typed now, in no order; after handing in, what is in `submitted` counts. */
  readonly answers: readonly StandingAnswer[];
  readonly submitted: Submitted | null;
  readonly declined: Declined | null;
  /** Copies that were given of what was signed, the last at the end. */
  readonly copies: readonly { readonly how: CopyGiven; readonly at: Instant; readonly by: UserId }[];
  readonly settled: readonly { readonly field: HarvestWhat; readonly took: boolean }[];
  readonly reviewed: { readonly by: UserId; readonly at: Instant } | null;
}

/** Forms given to one patient together. */
export interface Packet {
  readonly kind: 'packet';
  readonly case: CaseId;
  readonly patient: PatientId;
  readonly site: SiteId;
  readonly visitType: VisitTypeId | null;
  /** The one it was last filled in; what it was given in before that. */
  readonly language: FormLanguage;
  readonly channel: PacketChannel | null;
  readonly since: Instant;
  readonly by: UserId;
  readonly opened: boolean;
  /** What a kiosk told and nobody has read in yet: its answers may still be on their way. */
  readonly told: readonly ToldRef[];
  readonly forms: readonly FormResponse[];
  readonly closed: 'archived' | 'withdrawn' | null;
}

/** Where a packet waits: with the patient, with staff, or nowhere. */
export function stageOfPacket({ closed, forms }: Packet): 'patient' | 'review' | 'done' {
  if (closed) return 'done';
  return forms.every(({ submitted, declined }) => submitted ?? declined) ? 'review' : 'patient';
}

/** Folds a packet from its case's document [FORM-4]; null for a case of another kind. */
export function packetOf(facts: Iterable<Recorded>): Packet | null {
  let packet: Packet | null = null;
  for (const recorded of standing(facts)) packet = withFact(packet, recorded);
  return packet && { ...packet, forms: packet.forms.map((form) => ({ ...form, state: stateOf(packet, form) })) };
}

/** What was answered to a form so far, by question. */
export function answersIn({ answers }: Pick<FormResponse, 'answers'>): Answers {
  return new Map(answers.flatMap(({ item, values }) => (values.length > 0 ? [[item, values] as const] : [])));
}

function withFact(packet: Packet | null, recorded: Recorded): Packet | null {
  const fact = recorded.fact as PacketFact; // another kind falls through
  if (fact.kind === 'packet/given') return packet ?? begun(fact);
  if (!packet) return null;
  switch (fact.kind) {
    case 'packet/sent':
      return { ...packet, channel: fact.of.channel, told: withTold(packet.told, fact.of.told) };
    case 'packet/opened':
      return { ...packet, opened: true, told: packet.told.filter(({ submission }) => submission !== fact.of.told) };
    case 'packet/closed':
      return { ...packet, closed: packet.closed ?? fact.of.how };
    case 'form/answered': {
      const withAnswers = (form: FormResponse): FormResponse => ({
        ...form,
        answers: fact.of.answers.reduce((kept, one) => answered(kept, one, recorded), form.answers)
      });
      return { ...changed(packet, fact.of.form, withAnswers), language: fact.of.language };
    }
    case 'form/submitted': {
      const { authored, ...said } = fact.of;
      const submitted: Submitted = { ...said, at: authored ?? instantOf(fact.at), by: fact.by };
      // What staff have looked at stays as they saw it: who changes it then gives a new packet.
      const withIt = (form: FormResponse): FormResponse =>
        form.reviewed ? form : { ...form, submitted, declined: null };
      return changed(packet, fact.of.form, withIt);
    }
    case 'form/declined': {
      const { case: _, form: __, ...said } = fact.of;
      const declined: Declined = { ...said, at: instantOf(fact.at), by: fact.by };
      // Who has signed on another device meanwhile has signed.
      return changed(packet, fact.of.form, (form) => (form.submitted ? form : { ...form, declined }));
    }
    case 'form/copied': {
      const copy = { how: fact.of.how, at: instantOf(fact.at), by: fact.by };
      return changed(packet, fact.of.form, (form) => ({ ...form, copies: [...form.copies, copy] }));
    }
    case 'form/settled': {
      const { field, took } = fact.of;
      return changed(packet, fact.of.form, (form) =>
        form.settled.some((one) => one.field === field)
          ? form
          : { ...form, settled: [...form.settled, { field, took }] }
      );
    }
    case 'form/reviewed': {
      const reviewed = { by: fact.by, at: instantOf(fact.at) };
      return changed(packet, fact.of.form, (form) => ({ ...form, reviewed: form.reviewed ?? reviewed }));
    }
    default:
      return packet;
  }
}

function begun({ of, at, by }: Extract<PacketFact, { kind: 'packet/given' }>): Packet {
  const blank = {
    state: 'not-sent',
    answers: [],
    submitted: null,
    declined: null,
    copies: [],
    settled: [],
    reviewed: null
  } as const;
  return {
    kind: 'packet',
    ...{ case: of.case, patient: of.patient, site: of.site, visitType: of.visitType, language: of.language },
    ...{ channel: null, since: instantOf(at), by, opened: false, told: [], closed: null },
    forms: of.forms.map((form) => ({ ...form, ...blank }))
  };
}

/** One answer more: the later counts, and what it did not know of stays beside it until somebody answers knowing both. */
function answered(
  kept: readonly StandingAnswer[],
  { item, values, was }: { item: LinkId; values: readonly AnswerValue[]; was: readonly AnswerValue[] },
  { client, fact }: Recorded
): readonly StandingAnswer[] {
  const before = kept.find((one) => one.item === item);
  const device = (fact as Extract<PacketFact, { kind: 'form/answered' }>).of.device ?? deviceOf(client); // it is one
  const now = { item, values, at: instantOf(fact.at), device };
  const others = kept.filter((one) => one.item !== item);
  const isUnaware = before !== undefined && !areSame(before.values, was) && !areSame(before.values, values);
  const beside =
    isUnaware && before.device !== device
      ? { beside: { values: before.values, at: before.at, device: before.device } }
      : {};
  return [...others, { ...now, ...beside }];
}

function withTold(told: readonly ToldRef[], more: ToldRef | undefined): readonly ToldRef[] {
  return more ? [...told.filter(({ submission }) => submission !== more.submission), more] : told;
}

function changed(packet: Packet, id: FormId, change: (form: FormResponse) => FormResponse): Packet {
  return { ...packet, forms: packet.forms.map((form) => (form.form === id ? change(form) : form)) };
}

function stateOf({ closed, channel, opened }: Packet, form: FormResponse): ResponseState {
  if (closed) return form.reviewed || form.declined ? (closed === 'archived' ? 'archived' : 'withdrawn') : 'withdrawn';
  if (form.declined) return 'declined';
  if (form.reviewed) return form.settled.length > 0 ? 'harvested' : 'reviewed';
  if (form.submitted) return 'submitted';
  if (form.answers.length > 0) return 'in-progress';
  return opened ? 'opened' : channel ? 'sent' : 'not-sent';
}
