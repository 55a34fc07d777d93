import type { PatientId, SubmissionId, TicketCode, VisitId } from '#domain/ids.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { nameLikeness, NAMES_ALIKE } from '#domain/patient/name-likeness.ts';
import { folded } from '#domain/patient/search-text.ts';
import type { PatientLabel } from '#domain/scheduling/appointment-facts.ts';
import { isLive, type Appointment } from '#domain/scheduling/appointment.ts';
import { daysBetween, plusDays, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { PatientHit, Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import type { Waiting } from './proposals.ts';

/** A walk-in who is on today's list: somebody should look before a second visit is made [ARR-19]. */
export type TwiceRefusal =
  | { readonly code: 'walk-in/here'; readonly visit: VisitId; readonly ticket: TicketCode }
  | { readonly code: 'walk-in/booked'; readonly appointment: string; readonly start: MinuteOfDay };

/** An appointment of another day. */
export interface OnOtherDay {
  readonly date: LocalDate;
  readonly appointment: Appointment;
}

/** What one person has here around today. */
export interface KnownVisits {
  readonly patient: PatientId;
  readonly label: PatientLabel;
  /** Their visit, while they are in the house. */
  readonly here: Visit | null;
  /** Booked for today, and not marked as arrived. */
  readonly today: Appointment | null;
  /** The nearest first. */
  readonly otherDays: readonly OnOtherDay[];
}

/** Who comes a week late has missed it; who comes a month early has mistaken the month. */
const DAYS_BACK = 7;
const DAYS_AHEAD = 35;
const MOST_OTHER = 3;
/** Of one name and one birth date; more is somebody to ask. */
const MOST_PEOPLE = 3;

/** What is booked for somebody today and on the days around [ARR-17] [ARR-19]. */
export async function knownVisitsOf(
  station: Station,
  rows: Rows,
  { patient, label }: Pick<KnownVisits, 'patient' | 'label'>
): Promise<KnownVisits> {
  const today = station.today();
  const [booked, visits] = await Promise.all([rows.appointmentsOf(patient), rows.visits(station.device.site, today)]);
  const begun = new Set(visits.map(({ visit }) => visit));
  const isMine = (visit: Visit): boolean => visit.patient === patient && isHere(visit);
  const [from, until] = [plusDays(today, -DAYS_BACK), plusDays(today, DAYS_AHEAD)];
  const away = (date: LocalDate): number => Math.abs(daysBetween(today, date));
  return {
    patient,
    label,
    here: visits.find(isMine) ?? null,
    today:
      booked.find(({ date, appointment: one }) => date === today && isDue(one) && !begun.has(visitOf(one.appointment)))
        ?.appointment ?? null,
    otherDays: booked
      .filter(({ date, appointment }) => date !== today && date >= from && date <= until && isDue(appointment))
      .toSorted((a, b) => away(a.date) - away(b.date) || b.date.localeCompare(a.date))
      .slice(0, MOST_OTHER)
  };
}

/** Nobody is made a second visit unseen; null where there is nothing to see. */
export async function alreadyToday(station: Station, patient: PatientId | null): Promise<TwiceRefusal | null> {
  if (patient === null) return null;
  const label = { family: '', given: '', birthDate: null };
  const { here, today } = await knownVisitsOf(station, station.rows, { patient, label });
  if (here) return { code: 'walk-in/here', visit: here.visit, ticket: here.ticket };
  return today && { code: 'walk-in/booked', appointment: today.appointment, start: today.at.start };
}

/**
 * Who of those without an appointment today told the kiosk this, and what they have on other days: by a slip's code of another day, which is certain; otherwise by
 * birth date and a like name [ARR-17]. Empty where nobody is sure enough to be named.
 */
export async function elsewhereFor(station: Station, rows: Rows, said: Submission): Promise<readonly KnownVisits[]> {
  const bySlip = await slipsOnOtherDays(station, rows, said.slips ?? []);
  if (bySlip.length > 0) return bySlip;
  const { family = '', given = '', birthDate } = said;
  if (!birthDate || folded(family) === '') return [];
  const hits = (await rows.findPatients(family, 20)).filter(
    (hit) => hit.birthDate === birthDate && isAlike(hit.family, family) && isAlikeGiven(hit, given)
  );
  const known = hits
    .slice(0, MOST_PEOPLE)
    .map(async ({ patient, family: name, given: first, birthDate: born }) =>
      knownVisitsOf(station, rows, { patient, label: { family: name, given: first, birthDate: born } })
    );
  return (await Promise.all(known)).filter(({ here, today, otherDays }) => here ?? today ?? otherDays[0]);
}

/** Who they are of those who have no appointment today, by submission [ARR-17]. */
export type Elsewhere = ReadonlyMap<SubmissionId, readonly KnownVisits[]>;

export const NO_ELSEWHERE: Elsewhere = new Map();

export async function elsewhereOf(station: Station, rows: Rows, told: readonly Waiting[]): Promise<Elsewhere> {
  const found = told.map(async ({ sealed, said }) => {
    const known = said ? await elsewhereFor(station, rows, said) : [];
    return [sealed.submission, known] as const;
  });
  return new Map(await Promise.all(found));
}

async function slipsOnOtherDays(
  station: Station,
  rows: Rows,
  slips: readonly string[]
): Promise<readonly KnownVisits[]> {
  if (slips.length === 0) return [];
  const today = station.today();
  const dates = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, day) => plusDays(today, day - DAYS_BACK));
  const days = await Promise.all(
    dates.map(async (date) => (await rows.appointments(station.device.site, date)).map((one) => ({ date, one })))
  );
  const found = days
    .flat()
    .filter(({ date, one: { slip } }) => date !== today && slip !== null && slips.includes(slip.envelope));
  return await Promise.all(
    found.map(async ({ date, one }) => {
      const { patient, label } = one;
      const known = await knownVisitsOf(station, rows, { patient, label });
      const rest = known.otherDays.filter(({ appointment }) => appointment.appointment !== one.appointment);
      return isDue(one) ? { ...known, otherDays: [{ date, appointment: one }, ...rest] } : known;
    })
  );
}

/** Not cancelled, and not gone to another day. */
function isDue(appointment: Appointment): boolean {
  return isLive(appointment) || appointment.status === 'no-show';
}

function isHere({ state }: Visit): boolean {
  return state !== 'done' && state !== 'checked-out' && state !== 'left';
}

function isAlike(known: string, told: string): boolean {
  const [a, b] = [folded(known), folded(told)];
  return a === b || a.split(' ').includes(b) || nameLikeness(a, b) >= NAMES_ALIKE;
}

function isAlikeGiven({ given, preferred }: PatientHit, told: string): boolean {
  const said = folded(told);
  return said === '' || [given, preferred].some((one) => folded(one).startsWith(said.slice(0, 1)));
}
