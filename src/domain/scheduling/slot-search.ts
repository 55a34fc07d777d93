import type { Payer } from '../coverage/coverage-facts.ts';
import type { PatientId, PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { LocalDate, MinuteOfDay, Minutes } from '../time.ts';
import type { Segment } from './plan-facts.ts';

/** What is looked for. A part that is null or empty asks for nothing. */
export interface SlotSearch {
  readonly patient: PatientId | null;
  readonly visitType: VisitTypeId;
  /** Instead of the type's usual length. */
  readonly minutes: Minutes | null;
  /** Any of these; empty: any. */
  readonly practitioners: readonly PractitionerId[];
  /** Only who can do this, in the words of their profile. */
  readonly skill: string | null;
  /** Only who sees patients of this payer. */
  readonly payer: Payer | null;
  /** The days a payer's consent is good for, and how many visits of it are left; null: nobody counts them. */
  readonly authorization: { readonly from: LocalDate; readonly to: LocalDate; readonly left: number | null } | null;
  /** The patient's last visit of this type, for what may not come again too soon. */
  readonly lastVisit: LocalDate | null;
  readonly weekdays: readonly number[];
  /** Only within these stretches of the day. */
  readonly dayParts: readonly { readonly from: MinuteOfDay; readonly to: MinuteOfDay }[];
  /** Any one of these rooms, devices or people for the whole visit, besides what the type asks for. */
  readonly with: readonly Pick<Segment, 'kind' | 'any'>[];
  /** Nothing before this minute of the first day. */
  readonly notBefore: { readonly date: LocalDate; readonly minute: MinuteOfDay } | null;
  /** Nothing after this day. */
  readonly notAfter: LocalDate | null;
  /** So many days after an earlier visit, of whatever type. */
  readonly gap: { readonly since: LocalDate; readonly days: number } | null;
  /** Only on these days: another of the family is here then. Null: any. */
  readonly onDates: readonly LocalDate[] | null;
  /** Whom the patient usually sees, and what they like: these rank, and leave nothing out. */
  readonly usual: PractitionerId | null;
  readonly preferredParts: readonly { readonly from: MinuteOfDay; readonly to: MinuteOfDay }[];
  readonly homeSite: SiteId | null;
}

/** A search that asks for nothing. */
export const ANY_SLOT: SlotSearch = {
  patient: null,
  visitType: '',
  minutes: null,
  practitioners: [],
  skill: null,
  payer: null,
  authorization: null,
  lastVisit: null,
  weekdays: [],
  dayParts: [],
  with: [],
  notBefore: null,
  notAfter: null,
  gap: null,
  onDates: null,
  usual: null,
  preferredParts: [],
  homeSite: null
};

export type SlotReason = 'soonest' | 'usual-provider' | 'fills-gap' | 'preferred-time' | 'other-site' | 'leaves-gap';

export interface FoundSlot {
  readonly site: SiteId;
  readonly date: LocalDate;
  readonly practitioner: PractitionerId;
  readonly start: MinuteOfDay;
  readonly minutes: Minutes;
  /** What it would take, each with the one that is free; empty when it is the provider alone. */
  readonly segments: readonly Segment[];
  /** Why it stands where it does in the list. */
  readonly reasons: readonly SlotReason[];
  /** In days: a slot with the usual provider is worth waiting some days for. Lower is better. */
  readonly cost: number;
}
