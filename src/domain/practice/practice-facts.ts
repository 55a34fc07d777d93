import type { Fact } from '../fact.ts';
import type { AreaId, PractitionerId, RoomId, SiteId, UserId, VisitTypeId } from '../ids.ts';
import type { LocalDate, MinuteOfDay, Minutes, ZoneId } from '../time.ts';

/** What a person who works here is. Each role is a set of verbs (roles.ts), and a manager may change the set. */
export type StaffRole = 'clerk' | 'assistant' | 'biller' | 'coordinator' | 'clinical' | 'manager' | 'privacy-officer';

/**
 * What a role may do. `register`: patients and whom they come from; `book`: appointments; `flow`: arrivals, calls, rooms;
 * `practice`: sites, rooms, providers, hours; `people`: who works here, their roles and sessions; `devices`: enrol and remove;
 * `audit`: who looked at what, and emergency access; `waive`: check a patient in without something that is asked for; `plan`: what changes when
 * others work, such as leave, closures and operations, and bringing back a visit that was cancelled;
 * `reveal`: see for a minute what is masked; `print`: put patients' data on paper; `export`:
 * copy them out of the page or into a file. What of a patient each verb shows: minimum-necessary.ts.
 */
export type StaffVerb =
  | 'register'
  | 'book'
  | 'flow'
  | 'practice'
  | 'people'
  | 'devices'
  | 'audit'
  | 'waive'
  | 'plan'
  | 'reveal'
  | 'print'
  | 'export';

/** Opening times of one weekday; empty when closed. */
export type DayHours = readonly { readonly from: MinuteOfDay; readonly to: MinuteOfDay }[];
/** Sunday first, seven entries. */
export type WeekHours = readonly DayHours[];

/** A person or organization outside the practice: referring providers, payers, hospitals. */
export interface Contact {
  readonly contact: string;
  readonly type: 'organization' | 'practitioner' | 'payer';
  readonly name: string;
  readonly phone?: string;
  readonly address?: string;
  /** National Provider Identifier. */
  readonly npi?: string;
}

/** Facts of the `practice` document. A later `…/added` with the same id replaces what an earlier one said. */
export type PracticeFact =
  | Fact<'practice/named', { readonly name: string }>
  | Fact<'site/added', { readonly site: SiteId; readonly name: string; readonly zone: ZoneId }>
  /** The office is no more from that day on; null: it is open again. Its days stay readable. */
  | Fact<'site/closed', { readonly site: SiteId; readonly from: LocalDate | null }>
  | Fact<'area/added', { readonly area: AreaId; readonly site: SiteId; readonly name: string }>
  | Fact<'room/added', { readonly room: RoomId; readonly site: SiteId; readonly area: AreaId; readonly name: string }>
  | Fact<
      'practitioner/added',
      {
        readonly practitioner: PractitionerId;
        readonly family: string;
        readonly given: string;
        /** How patients and staff say the name: `Dr Kim`. */
        readonly called: string;
        /** One of the eight schedule hues, 0 to 7. */
        readonly hue: number;
      }
    >
  | Fact<'practitioner/retired', { readonly practitioner: PractitionerId }>
  /** Where the patients of a practitioner wait at an office; null takes it back: then they may wait anywhere there [AGT-13]. */
  | Fact<
      'practitioner/waited-for',
      { readonly practitioner: PractitionerId; readonly site: SiteId; readonly area: AreaId | null }
    >
  | Fact<'hours/set', { readonly practitioner: PractitionerId; readonly site: SiteId; readonly week: WeekHours }>
  | Fact<
      'visit-type/added',
      { readonly visitType: VisitTypeId; readonly name: string; readonly minutes: Minutes; readonly hue: number }
    >
  | Fact<
      'staff/added',
      { readonly user: UserId; readonly name: string; readonly initials: string; readonly role: StaffRole }
    >
  | Fact<'staff/removed', { readonly user: UserId }>
  /**
   * What a role may do from now on. Written by the server alone, at a manager's word. `decided`: the verbs there were then; missing in
   * what was written before `waive`.
   */
  | Fact<
      'role/set',
      { readonly role: StaffRole; readonly verbs: readonly StaffVerb[]; readonly decided?: readonly StaffVerb[] }
    >
  | Fact<'contact/added', Contact>;
