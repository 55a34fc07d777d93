import { standing, type Recorded } from '../fact.ts';
import type { AreaId, PractitionerId, RoomId, SiteId, UserId, VisitTypeId } from '../ids.ts';
import { emptyPlan, planWith, type Plan } from '../scheduling/plan.ts';
import type { LocalDate, Minutes, ZoneId } from '../time.ts';
import { arrivalWindowsOf, type ArrivalWindows } from '../visit/arrival-window.ts';
import { formsSaidIn, type FormsSaid } from '../forms/practice-forms.ts';
import { checkInRulesOf, type CheckInRules } from '../visit/check-in-rules.ts';
import { flowLimitsOf, type FlowLimits } from '../visit/flow-limits.ts';
import { alarmsOf, type Alarm } from './alarms.ts';
import { lockTimesOf, type ScreenKind, type ScreenTimes } from './lock-times.ts';
import type { Contact, PracticeFact, StaffRole, StaffVerb, WeekHours } from './practice-facts.ts';
import { BEGINNING_VERBS, STAFF_ROLES, verbsAfter, type VerbsOfRoles } from './role-verbs.ts';

export interface Site {
  readonly site: SiteId;
  readonly name: string;
  readonly zone: ZoneId;
  /** The first day on which it is no more; absent while it stays. */
  readonly closedFrom?: LocalDate;
}
export interface Area {
  readonly area: AreaId;
  readonly site: SiteId;
  readonly name: string;
}
export interface Room {
  readonly room: RoomId;
  readonly site: SiteId;
  readonly area: AreaId;
  readonly name: string;
}
export interface Practitioner {
  readonly practitioner: PractitionerId;
  readonly family: string;
  readonly given: string;
  readonly called: string;
  readonly hue: number;
  /** Retired practitioners stay, so that old days can name them. */
  readonly retired: boolean;
  readonly hours: ReadonlyMap<SiteId, WeekHours>;
}
export interface VisitType {
  readonly visitType: VisitTypeId;
  readonly name: string;
  readonly minutes: Minutes;
  readonly hue: number;
}
export interface StaffMember {
  readonly user: UserId;
  readonly name: string;
  readonly initials: string;
  readonly role: StaffRole;
}

/** The practice as its facts say it is: who works here, where, and when. */
export interface Practice {
  readonly name: string;
  readonly sites: ReadonlyMap<SiteId, Site>;
  readonly areas: ReadonlyMap<AreaId, Area>;
  readonly rooms: ReadonlyMap<RoomId, Room>;
  readonly practitioners: ReadonlyMap<PractitionerId, Practitioner>;
  /** Where the patients of each practitioner wait, office by office; who is not in it has patients anywhere. */
  readonly waitingAreas: ReadonlyMap<PractitionerId, ReadonlyMap<SiteId, AreaId>>;
  readonly visitTypes: ReadonlyMap<VisitTypeId, VisitType>;
  readonly staff: ReadonlyMap<UserId, StaffMember>;
  /** What each role may do. */
  readonly roles: VerbsOfRoles;
  readonly contacts: ReadonlyMap<string, Contact>;
  /** Emergency access, renewed sign-ins, new recovery kits. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** When each kind of screen locks. */
  readonly lockTimes: ReadonlyMap<ScreenKind, ScreenTimes>;
  /** What is looked at when a patient checks in. */
  readonly checkIn: CheckInRules;
  /** When patients of a visit type may arrive, where the practice has said so. */
  readonly arrivals: ArrivalWindows;
  /** From when on the desk is asked to look after something. */
  readonly flow: FlowLimits;
  /** What the practice has said of its forms. */
  readonly forms: FormsSaid;
  /** What is on the schedule besides visits, and the rules for booking. */
  readonly plan: Plan;
}

/** Folds the `practice` document. */
export function practiceOf(facts: Iterable<Recorded>): Practice {
  const all = [...facts];
  const practice = nothingSaid(all);
  for (const recorded of standing(all)) {
    const fact = recorded.fact as PracticeFact; // an unknown kind from a newer version falls through the switch
    switch (fact.kind) {
      case 'practice/named':
        practice.name = fact.of.name;
        break;
      case 'site/added':
        practice.sites.set(fact.of.site, { ...practice.sites.get(fact.of.site), ...fact.of });
        break;
      case 'site/closed':
        practice.sites = sitesWithClosed(practice.sites, fact.of);
        break;
      case 'area/added':
        practice.areas.set(fact.of.area, fact.of);
        break;
      case 'room/added':
        practice.rooms.set(fact.of.room, fact.of);
        break;
      case 'practitioner/added': {
        const hours = practice.practitioners.get(fact.of.practitioner)?.hours ?? new Map<SiteId, WeekHours>();
        practice.practitioners.set(fact.of.practitioner, { ...fact.of, retired: false, hours });
        break;
      }
      case 'practitioner/retired': {
        const known = practice.practitioners.get(fact.of.practitioner);
        if (known) practice.practitioners.set(known.practitioner, { ...known, retired: true });
        break;
      }
      case 'practitioner/waited-for': {
        const { practitioner, site, area } = fact.of;
        const known = new Map(practice.waitingAreas.get(practitioner));
        if (area === null) known.delete(site);
        else known.set(site, area);
        practice.waitingAreas.set(practitioner, known);
        break;
      }
      case 'hours/set': {
        const known = practice.practitioners.get(fact.of.practitioner);
        if (!known) break;
        const hours = new Map(known.hours).set(fact.of.site, fact.of.week);
        practice.practitioners.set(known.practitioner, { ...known, hours });
        break;
      }
      case 'visit-type/added':
        practice.visitTypes.set(fact.of.visitType, fact.of);
        break;
      case 'staff/added':
        practice.staff.set(fact.of.user, fact.of);
        break;
      case 'staff/removed':
        practice.staff.delete(fact.of.user);
        break;
      case 'role/set':
        // A role of a newer version is nobody's here.
        if (STAFF_ROLES.includes(fact.of.role))
          practice.roles.set(fact.of.role, verbsAfter(fact.of.role, fact.of.verbs, fact.of.decided));
        break;
      case 'contact/added':
        practice.contacts.set(fact.of.contact, fact.of);
        break;
      default:
        planWith(practice.plan, recorded.fact);
    }
  }
  return practice;
}

/** The offices after one of them was closed, or opened again. */
export function sitesWithClosed(
  sites: ReadonlyMap<SiteId, Site>,
  { site, from }: { readonly site: SiteId; readonly from: LocalDate | null }
): Map<SiteId, Site> {
  const known = sites.get(site);
  if (!known) return new Map(sites);
  const { closedFrom: _, ...open } = known;
  return new Map(sites).set(site, from === null ? open : { ...open, closedFrom: from });
}

/** A practice of which nothing has been said, with what is folded on its own. */
function nothingSaid(all: readonly Recorded[]) {
  return {
    name: '',
    sites: new Map<SiteId, Site>(),
    areas: new Map<AreaId, Area>(),
    rooms: new Map<RoomId, Room>(),
    practitioners: new Map<PractitionerId, Practitioner>(),
    waitingAreas: new Map<PractitionerId, ReadonlyMap<SiteId, AreaId>>(),
    visitTypes: new Map<VisitTypeId, VisitType>(),
    staff: new Map<UserId, StaffMember>(),
    roles: new Map<StaffRole, ReadonlySet<StaffVerb>>(BEGINNING_VERBS),
    contacts: new Map<string, Contact>(),
    alarms: alarmsOf(all),
    lockTimes: lockTimesOf(all),
    checkIn: checkInRulesOf(all),
    arrivals: arrivalWindowsOf(all),
    flow: flowLimitsOf(all),
    forms: formsSaidIn(all),
    plan: emptyPlan()
  };
}
