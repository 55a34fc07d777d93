import type { PatientId, SiteId } from '../ids.ts';
import type { Patient } from '../patient/patient.ts';
import { phoneToCall } from '../patient/reach.ts';
import type { Practice } from '../practice/practice.ts';
import { instantAt, localDateOf, plusDays, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import { isLive, type Appointment } from './appointment.ts';
import type { PatientLabel } from './appointment-facts.ts';
import { grouped } from './grouped.ts';
import { onCallAt } from './on-call.ts';
import { otherParts } from './occupations.ts';
import type { Resource } from './plan-facts.ts';

/** One visit as the packet has it: all that a desk with paper and a phone needs. */
export interface DowntimeLine {
  readonly start: number;
  readonly minutes: number;
  readonly label: PatientLabel;
  /** The first number that is on record; empty where none is. */
  readonly phone: string;
  readonly visit: string;
  readonly note: string;
  /** Rooms and devices it needs. */
  readonly where: string;
  readonly provisional: boolean;
}

/** A provider's day; providers without a visit are not named. */
export interface DowntimeDay {
  readonly date: LocalDate;
  readonly providers: readonly { readonly called: string; readonly lines: readonly DowntimeLine[] }[];
}

/** Whom to call. */
export interface DowntimeCall {
  readonly name: string;
  readonly about: string;
  readonly phone: string;
}

/** What a desk works from when nothing else does: kept on each desk, printed by one key [DOWN-1]. */
export interface DowntimePacket {
  /** When its contents were read. */
  readonly madeAt: Instant;
  /** When it was last found to be what the desk knows: its age counts from here. */
  readonly trueAt: Instant;
  readonly practice: string;
  readonly office: string;
  /** Today and tomorrow, as it was made. */
  readonly days: readonly DowntimeDay[];
  readonly calls: readonly DowntimeCall[];
  /** How many changes of those days there had been. */
  readonly seen: number;
}

/** Minute of the day from which on the packet is that day's. */
export const DOWNTIME_FROM = 6 * 60;
const MOST_CHANGES = 20;
/** With a look each minute and the time it takes to make one, none gets older than 15 minutes [DOWN-2]. */
const OLDEST_CHANGED_MS = 10 * 60_000;
const STAMP_MS = 5 * 60_000;
/** Phones and names may have changed as well, which no day tells. */
const OLDEST_MS = 60 * 60_000;

/** What is to be done about a packet now: make it anew, note that it is still true, or nothing [DOWN-2]. @param seen changes of its days by now */
export function dueFor(
  kept: DowntimePacket | undefined,
  seen: number,
  now: Instant,
  zone: ZoneId
): 'make' | 'stamp' | null {
  if (!kept) return 'make';
  const six = instantAt(localDateOf(now, zone), DOWNTIME_FROM, zone);
  const changes = Math.abs(seen - kept.seen);
  const age = now - kept.madeAt;
  if (kept.madeAt < six && now >= six) return 'make';
  if (changes >= MOST_CHANGES || age >= OLDEST_MS || age < 0) return 'make';
  if (changes > 0) return age >= OLDEST_CHANGED_MS ? 'make' : null;
  return now - kept.trueAt >= STAMP_MS ? 'stamp' : null;
}

/** The days of a packet that is made now. */
export function downtimeDays(now: Instant, zone: ZoneId): readonly LocalDate[] {
  const today = localDateOf(now, zone);
  return [today, plusDays(today, 1)];
}

export interface DowntimeParts {
  readonly practice: Practice;
  readonly site: SiteId;
  readonly zone: ZoneId;
  readonly now: Instant;
  readonly days: readonly { readonly date: LocalDate; readonly appointments: readonly Appointment[] }[];
  readonly patients: ReadonlyMap<PatientId, Pick<Patient, 'phones'>>;
  readonly seen: number;
}

/** Puts a packet together. */
export function downtimePacket({ practice, site, zone, now, days, patients, seen }: DowntimeParts): DowntimePacket {
  const office = practice.sites.get(site)?.name ?? '';
  return {
    madeAt: now,
    trueAt: now,
    practice: practice.name,
    office,
    days: days.map(({ date, appointments }) => ({ date, providers: providersOf(practice, appointments, patients) })),
    calls: callsOf(practice, days, zone),
    seen
  };
}

function providersOf(
  practice: Practice,
  appointments: readonly Appointment[],
  patients: DowntimeParts['patients']
): DowntimeDay['providers'] {
  const standing = appointments.filter(isLive).sort((a, b) => a.at.start - b.at.start || byId(a, b));
  return [...grouped(standing, ({ at }) => at.practitioner)]
    .map(([id, mine]) => ({
      called: practice.practitioners.get(id)?.called ?? 'Unknown provider',
      lines: mine.map((one) => lineOf(practice, one, patients.get(one.patient)))
    }))
    .sort((a, b) => (a.called < b.called ? -1 : 1));
}

function lineOf(practice: Practice, one: Appointment, patient: Pick<Patient, 'phones'> | undefined): DowntimeLine {
  const { at, label, note, provisional, unknown } = one;
  return {
    start: at.start,
    minutes: at.minutes,
    label,
    phone: (patient && phoneToCall(patient)?.number) ?? unknown?.phone ?? '',
    visit: practice.visitTypes.get(one.visitType)?.name ?? 'Unknown type',
    note,
    where: otherParts(one)
      .map(({ resource }) => nameOf(practice, resource))
      .join(', '),
    provisional
  };
}

/** Who is on call in these days, then the payers and hospitals that the practice knows a number of. */
function callsOf(practice: Practice, days: DowntimeParts['days'], zone: ZoneId): readonly DowntimeCall[] {
  const noons = days.map(({ date }) => instantAt(date, 12 * 60, zone));
  const duties = noons.flatMap((noon) => onCallAt(practice.plan, noon, zone));
  const onCall = duties.map(({ duty, first, phone }) => ({
    name: nameOf(practice, first),
    about: `On call: ${duty}`,
    phone: phone ?? ''
  }));
  const others = [...practice.contacts.values()]
    .filter(({ type, phone }) => type !== 'practitioner' && phone)
    .map(({ name, type, phone = '' }) => ({ name, about: type === 'payer' ? 'Payer' : '', phone }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MOST_CONTACTS);
  const once = new Map([...onCall, ...others].map((call) => [`${call.name} ${call.about}`, call]));
  return [...once.values()];
}
/** One page of them. */
const MOST_CONTACTS = 40;

function nameOf(practice: Practice, { kind, id }: Resource): string {
  const named = {
    practitioner: practice.practitioners.get(id)?.called,
    room: practice.rooms.get(id)?.name,
    device: practice.plan.devices.get(id)?.name,
    staff: practice.staff.get(id)?.name,
    site: practice.sites.get(id)?.name
  };
  return named[kind] ?? 'Somebody';
}

const byId = (a: Appointment, b: Appointment): number => (a.appointment < b.appointment ? -1 : 1);
