import type { Fact } from '../fact.ts';
import type { Brand, PractitionerId, SiteId, VisitTypeId } from '../ids.ts';
import type { WeekHours } from '../practice/practice-facts.ts';
import type { LocalDate, MinuteOfDay, Minutes } from '../time.ts';

export type BlockId = Brand<string, 'BlockId'>;
export type DeviceId = Brand<string, 'DeviceId'>;

/** What time on the schedule is taken from. `device` is equipment, an interpreter is `staff`; `site` stands for everybody there. */
export type ResourceKind = 'practitioner' | 'room' | 'device' | 'staff' | 'site';

export interface Resource {
  readonly kind: ResourceKind;
  readonly id: string;
}

/**
 * Calendar objects other than visits. A `template` says which visit types a time is for, a `hold` keeps it free until somebody lets go.
 * `courier` and `on-call` take nobody's time; all others do.
 */
export type BlockKind =
  'template' | 'hold' | 'lunch' | 'meeting' | 'admin' | 'on-call' | 'leave' | 'closure' | 'rep' | 'courier' | 'surgery';

/** A stretch of wall-clock time that may reach over days. */
export interface Stretch {
  readonly date: LocalDate;
  readonly start: MinuteOfDay;
  /** Up to a year: a leave is one stretch. */
  readonly minutes: Minutes;
}

export interface Block extends Stretch {
  readonly block: BlockId;
  readonly kind: BlockKind;
  /** Never about a patient: everybody at the practice reads it. */
  readonly title: string;
  readonly resources: readonly Resource[];
  /** Of on-call: the number that is called for the duty, as it was typed. */
  readonly phone?: string;
  /** Of a template: what may be booked there. */
  readonly visitTypes?: readonly VisitTypeId[];
  /** RRULE value (RFC 5545 §3.3.10): daily, weekly, monthly or yearly. */
  readonly rule?: string;
  /** Days on which it does not recur (EXDATE). */
  readonly except?: readonly LocalDate[];
  /** Further days on which it does (RDATE). */
  readonly also?: readonly LocalDate[];
  /** The block it was split from by an edit of "this and following". */
  readonly from?: BlockId;
  /** The identity (UID) it had in the calendar it was read from: read again it is the same block. */
  readonly uid?: string;
}

/** Time of one resource within a visit. */
export interface Segment {
  readonly kind: Exclude<ResourceKind, 'site'>;
  /** Any one of these; empty at a `practitioner` segment is the provider in whose column the visit stands. */
  readonly any: readonly string[];
  /** Minutes after the visit's start. */
  readonly offset: Minutes;
  readonly minutes: Minutes;
}

/** What booking a visit type asks for and how much of it is good. Null: no such rule. */
export interface TypeRules {
  readonly visitType: VisitTypeId;
  /** Empty: the provider, for as long as the visit takes. */
  readonly segments: readonly Segment[];
  /** Minutes that stay free before and after it. */
  readonly before: Minutes;
  readonly after: Minutes;
  /** Most of a provider's day (C7). */
  readonly dailyCap: number | null;
  /** Days since the patient's last visit of this type before the next one is paid for (C11): 366 for once a year. */
  readonly intervalDays: number | null;
  readonly referral: boolean;
  readonly authorization: boolean;
}

/** How far a provider may be booked twice (wave scheduling too). */
export interface OverlapPolicy {
  readonly practitioner: PractitionerId;
  /** Null: every type that has no policy of its own. */
  readonly visitType: VisitTypeId | null;
  /** At one moment; 1 is no double booking at all. */
  readonly maxConcurrent: number;
  /** Null: any type. */
  readonly mayOverlap: readonly VisitTypeId[] | null;
  /** Doubly booked visits in one stretch of hours; null: no limit. */
  readonly maxPerSession: number | null;
  /** Minutes of the hour at which a second visit may begin, and how many may begin there; empty: at any. */
  readonly positions: readonly { readonly minute: number; readonly starts: number }[];
  readonly needsReason: boolean;
  /** The provider is told of each visit that is booked over another [MSG-1]. */
  readonly tellsProvider?: true;
}

/** Facts of the `practice` document about how its time is planned. A later one with the same id replaces what an earlier one said. */
export type PlanFact =
  | Fact<'block/placed', Block>
  | Fact<'block/removed', { readonly block: BlockId }>
  /** One instance of a recurring block goes elsewhere, or (null) does not take place. `date` is the day the rule gives it. */
  | Fact<'block/moved-once', { readonly block: BlockId; readonly date: LocalDate; readonly to: Stretch | null }>
  | Fact<'visit-type/ruled', TypeRules>
  | Fact<'overlap/allowed', OverlapPolicy>
  | Fact<'site-hours/set', { readonly site: SiteId; readonly week: WeekHours }>
  | Fact<
      'device/added',
      {
        readonly device: DeviceId;
        readonly site: SiteId;
        readonly name: string;
        /** How many there are: so many visits may use it at once. */
        readonly count: number;
      }
    >;
