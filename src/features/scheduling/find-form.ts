import type { PatientId, PractitionerId, SiteId, VisitTypeId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { ANY_SLOT, type SlotReason, type SlotSearch } from '#domain/scheduling/slot-search.ts';
import type { LocalDate, MinuteOfDay } from '#domain/time.ts';
import { minutesFrom } from './booking-form.ts';

/** `only-…` leaves other times out, `rather-…` puts them last. */
export type DayPart = '' | 'only-morning' | 'only-afternoon' | 'rather-morning' | 'rather-afternoon';

/** A search for a time as it is being filled in. */
export interface FindForm {
  readonly visitType: VisitTypeId;
  readonly minutes: string;
  readonly practitioner: PractitionerId | '';
  readonly from: LocalDate;
  /** One office, or `''` for any [FIND-9]. */
  readonly site: SiteId | '';
  /** 0 is Sunday; empty: any. */
  readonly weekdays: readonly number[];
  readonly part: DayPart;
  /** What it needs besides the provider: `room:` for any room, `device:<id>`, `staff:<id>`. */
  readonly also: string;
  /** The visit type of another of the family, who comes with them. */
  readonly second: VisitTypeId | '';
}

/** What a patient's earlier visits say about the next. */
export interface Known {
  readonly patient: PatientId | null;
  readonly usual: PractitionerId | null;
  readonly last: ReadonlyMap<VisitTypeId, LocalDate>;
}

export const NOBODY: Known = { patient: null, usual: null, last: new Map() };

const PARTS: Readonly<Record<string, { readonly from: MinuteOfDay; readonly to: MinuteOfDay }>> = {
  morning: { from: 0, to: 720 },
  afternoon: { from: 720, to: 1440 }
};

export const REASONS: Readonly<Record<SlotReason, string>> = {
  soonest: 'Soonest',
  'usual-provider': 'Usual provider',
  'fills-gap': 'Fills a gap',
  'preferred-time': 'As they like it',
  'other-site': 'At another office',
  'leaves-gap': 'Leaves a gap too short to use'
};

/** What the engine is asked [FIND-6]. @param now nothing is offered before it */
export function searchFrom(
  form: FindForm,
  practice: Practice,
  site: SiteId,
  known: Known,
  now: { readonly date: LocalDate; readonly minute: MinuteOfDay }
): SlotSearch {
  const minutes = minutesFrom(form.minutes);
  const [how, part = ''] = form.part.split('-');
  const parts = PARTS[part] ? [PARTS[part]] : [];
  return {
    ...ANY_SLOT,
    patient: known.patient,
    visitType: form.visitType,
    minutes: Number.isNaN(minutes) ? null : minutes,
    practitioners: form.practitioner === '' ? [] : [form.practitioner],
    weekdays: form.weekdays,
    dayParts: how === 'only' ? parts : [],
    preferredParts: how === 'rather' ? parts : [],
    with: alsoFrom(form.also, practice),
    notBefore: form.from <= now.date ? now : { date: form.from, minute: 0 },
    usual: known.usual,
    lastVisit: known.last.get(form.visitType) ?? null,
    homeSite: site
  };
}

/** Of any office: a room is free only where it is. */
function alsoFrom(also: string, practice: Practice): SlotSearch['with'] {
  const [kind = '', id = ''] = also.split(/:(.*)/s);
  if (kind === 'room') {
    const rooms = [...practice.rooms.keys()];
    return [{ kind, any: id === '' ? rooms : [id] }];
  }
  return (kind === 'device' || kind === 'staff') && id !== '' ? [{ kind, any: [id] }] : [];
}

/** The provider a patient has seen most, the later one of two, and when each type was last. */
export function knownFrom(
  patient: PatientId,
  visits: readonly { readonly date: LocalDate; readonly appointment: Appointment }[]
): Known {
  const counts = new Map<PractitionerId, number>();
  const last = new Map<VisitTypeId, LocalDate>();
  for (const { date, appointment } of visits) {
    if (appointment.status !== 'booked') continue;
    const { practitioner } = appointment.at;
    const count = (counts.get(practitioner) ?? 0) + 1;
    counts.delete(practitioner);
    counts.set(practitioner, count);
    last.set(appointment.visitType, date);
  }
  let usual: PractitionerId | null = null;
  for (const [practitioner, count] of counts)
    if (usual === null || count >= (counts.get(usual) ?? 0)) usual = practitioner;
  return { patient, usual, last };
}
