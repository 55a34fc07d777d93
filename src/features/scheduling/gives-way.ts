import type { AppointmentId, SiteId } from '#domain/ids.ts';
import { phoneToCall } from '#domain/patient/reach.ts';
import type { Practice } from '#domain/practice/practice.ts';
import { alternativesFor } from '#domain/scheduling/alternatives.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import { freeDay } from '#domain/scheduling/free-time.ts';
import { callBacks } from '#domain/scheduling/call-back.ts';
import { heldTimes, type HeldTime } from '#domain/scheduling/slot-offer.ts';
import type { FoundSlot } from '#domain/scheduling/slot-search.ts';
import { localDateOf, minuteOfDayOf, plusDays, type Instant, type LocalDate } from '#domain/time.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';

/** A visit whose time was promised to somebody else first, what it could have instead, and where to reach the patient [LEASE-6]. */
export interface GivesWay {
  readonly to: Appointment;
  readonly offers: readonly FoundSlot[];
  readonly phone: string | null;
  /** Who calls the patient: whoever promised the time. Empty where nobody can say. */
  readonly owner: string;
  /** By when; null where no hour was promised. */
  readonly until: Instant | null;
}

/** How many other times are offered, and over how many days they are looked for. */
const OFFERS = 3;
const DAYS = 14;

/** Null for a visit that keeps its time. */
export async function givesWay(
  rows: Rows,
  station: Pick<Station, 'now' | 'zone'>,
  site: SiteId,
  date: LocalDate,
  id: AppointmentId
): Promise<GivesWay | null> {
  const [appointments, leases] = await Promise.all([rows.appointments(site, date), rows.leases(site, date)]);
  const call = callBacks(appointments, leases).find(({ appointment }) => appointment === id);
  const mine = appointments.find(({ appointment }) => appointment === id);
  const to = appointments.find(({ appointment }) => appointment === call?.keeps);
  if (!mine || !to || !call) return null;
  const practice: Practice = await rows.practice();
  const today = localDateOf(station.now(), station.zone);
  const first = date < today ? today : date;
  const dates = Array.from({ length: DAYS }, (_, i) => plusDays(first, i));
  const others = async (day: LocalDate): Promise<readonly Appointment[]> =>
    (await rows.appointments(site, day)).filter(({ appointment }) => appointment !== id);
  const held = async (day: LocalDate): Promise<readonly HeldTime[]> =>
    heldTimes(await rows.offers(site, day), station.now());
  const days = await Promise.all(
    dates.map(async (day) => freeDay(practice, site, day, await others(day), await held(day)))
  );
  const from = first === today ? minuteOfDayOf(station.now(), station.zone) : 0;
  const patient = await rows.patient(mine.patient);
  const { owner, until } = call;
  return {
    to,
    offers: alternativesFor(days, mine, OFFERS, from),
    phone: (patient && phoneToCall(patient)?.number) ?? null,
    owner: practice.staff.get(owner ?? '')?.name ?? '',
    until
  };
}
