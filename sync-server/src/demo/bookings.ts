import { dayDoc, type DocId } from '#domain/documents.ts';
import type { NewOf } from '#domain/fact.ts';
import type { PatientId, UserId } from '#domain/ids.ts';
import type { Demographics } from '#domain/patient/patient-facts.ts';
import type { DayHours } from '#domain/practice/practice-facts.ts';
import { between, pick, type Random } from '#domain/random.ts';
import type { AppointmentFact, PatientLabel, Placement } from '#domain/scheduling/appointment-facts.ts';
import { type Instant, type LocalDate, type MinuteOfDay } from '#domain/time.ts';
import type { VisitFact } from '#domain/visit/visit-facts.ts';
import { CHILDRENS_DOCTOR, CLERKS, PRACTITIONERS, SITE, VISIT_TYPES, type DemoVisitType } from './demo-practice.ts';
import { chanceOf, shuffled, weighted } from './seeds.ts';

/** Something that happens in a day's story: when, by whom. */
export interface Told {
  readonly at: Instant;
  readonly by: UserId;
  readonly fact: NewOf<AppointmentFact> | NewOf<VisitFact>;
}

/** A booked appointment, as a day's story is told from. */
export interface Booking {
  readonly appointment: string;
  readonly patient: PatientId;
  readonly label: PatientLabel;
  readonly at: Placement;
}

/** Somebody who may be booked, and with whom they usually are. */
export interface Panelist {
  readonly patient: PatientId;
  readonly label: PatientLabel;
  /** Whole years; 40 when not known. */
  readonly age: number;
}

export const demoDay = (date: LocalDate): DocId => dayDoc(SITE, date);

/** The people each practitioner sees: children with one of them, the others dealt out. */
export function panelsOf(
  people: readonly { readonly patient: PatientId; readonly demographics: Demographics }[],
  today: LocalDate
): ReadonlyMap<string, readonly Panelist[]> {
  const panels = new Map<string, Panelist[]>(PRACTITIONERS.map(({ practitioner }) => [practitioner, []]));
  const others = PRACTITIONERS.map(({ practitioner }) => practitioner).filter((each) => each !== CHILDRENS_DOCTOR);
  for (const [at, { patient, demographics }] of people.entries()) {
    if (demographics.deceased) continue;
    const { name, birthDate } = demographics;
    const age = birthDate === null ? 40 : Math.max(0, Math.floor(yearsBetween(birthDate, today)));
    const label = { family: name.family, given: name.given.join(' '), birthDate };
    const practitioner = age < 18 ? CHILDRENS_DOCTOR : (others[at % others.length] ?? CHILDRENS_DOCTOR);
    panels.get(practitioner)?.push({ patient, label, age });
  }
  return panels;
}

function yearsBetween(from: LocalDate, to: LocalDate): number {
  return (Date.parse(to) - Date.parse(from)) / (365.25 * 86_400_000);
}

export interface FillOptions {
  readonly seed: number;
  readonly date: LocalDate;
  readonly panels: ReadonlyMap<string, readonly Panelist[]>;
  readonly hours: DayHours;
  /** The share of the day that is taken, 0 to 1. */
  readonly share: number;
  /** What is booked there already: it stays, and its patients are not booked again. */
  readonly taken: readonly Booking[];
  /** All of it was booked before this moment. */
  readonly bookedBy: Instant;
}

/** Fills the free time of a day with appointments that fit their patients. */
export function fillDay(options: FillOptions): {
  readonly bookings: readonly Booking[];
  readonly told: readonly Told[];
} {
  const { seed, date, panels, taken } = options;
  const bookings: Booking[] = [];
  const told: Told[] = [];
  const seen = new Set(taken.map(({ patient }) => patient));
  for (const { practitioner } of PRACTITIONERS) {
    const random = chanceOf(seed, 'day', date, practitioner);
    const queue = shuffled(random, panels.get(practitioner) ?? []);
    const busy = taken.filter(({ at }) => at.practitioner === practitioner).map(({ at }) => at);
    for (const start of startsIn(options, random)) {
      const person = queue.pop();
      if (!person || seen.has(person.patient)) continue;
      const type = typeFor(person.age, random);
      const at = { practitioner, start, minutes: type.minutes };
      if ([...busy, ...bookings.map((each) => each.at)].some((other) => overlaps(other, at))) continue;
      if (!fits(at, options.hours)) continue;
      seen.add(person.patient);
      const appointment = `demo-${date}-${practitioner}-${start}`;
      const { patient, label } = person;
      bookings.push({ appointment, patient, label, at });
      told.push(booked({ appointment, patient, label, at }, type, random, options.bookedBy));
    }
  }
  return { bookings: bookings.sort((a, b) => a.at.start - b.at.start), told };
}

/** Every ten minutes is a possible start; some are left free. */
function startsIn({ hours, share }: FillOptions, random: Random): MinuteOfDay[] {
  const starts = hours.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / 10) }, (_, i) => from + i * 10)
  );
  // Half-hour gaps, not ten-minute ones: what is left free shall be of use to somebody.
  let isFree = false;
  return starts.filter((start, i) => {
    if (i % 3 === 0) isFree = random() > share;
    return !isFree;
  });
}

function booked(booking: Booking, type: DemoVisitType, random: Random, by: Instant): Told {
  const note = random() < 0.55 ? pick(random, NOTES[type.visitType]) : null;
  return {
    at: by - between(random, 2, 40 * 24 * 60) * 60_000,
    by: pick(random, CLERKS),
    fact: { kind: 'appointment/booked', of: { ...booking, visitType: type.visitType, ...(note ? { note } : {}) } }
  };
}

export function overlaps(a: Placement, b: Placement): boolean {
  return a.practitioner === b.practitioner && a.start < b.start + b.minutes && b.start < a.start + a.minutes;
}

function fits({ start, minutes }: Placement, hours: DayHours): boolean {
  return hours.some(({ from, to }) => start >= from && start + minutes <= to);
}

const typesBy = (weights: Readonly<Record<DemoVisitType['visitType'], number>>) =>
  VISIT_TYPES.map((type) => [type, weights[type.visitType]] as const);
const FOR_CHILDREN = typesBy({
  new: 6,
  'follow-up': 20,
  physical: 26,
  sick: 34,
  procedure: 2,
  nurse: 12,
  telehealth: 0
});
const FOR_ADULTS = typesBy({ new: 8, 'follow-up': 34, physical: 16, sick: 20, procedure: 7, nurse: 7, telehealth: 8 });
const FOR_THE_OLD = typesBy({
  new: 3,
  'follow-up': 48,
  physical: 18,
  sick: 12,
  procedure: 7,
  nurse: 10,
  telehealth: 2
});

function typeFor(age: number, random: Random): DemoVisitType {
  return weighted(random, age < 18 ? FOR_CHILDREN : age < 70 ? FOR_ADULTS : FOR_THE_OLD);
}

/** In the patient's words, as the desk wrote them down. */
const NOTES: Readonly<Record<DemoVisitType['visitType'], readonly string[]>> = {
  new: ['Moved here last month', 'Wants a regular doctor', 'Records requested from the old practice'],
  'follow-up': [
    'Blood pressure',
    'Results of last week’s tests',
    'Medication check',
    'Sugar log',
    'Knee, six weeks on'
  ],
  physical: ['Yearly check', 'School form to be signed', 'Fasting'],
  sick: ['Cough for a week', 'Sore throat', 'Ear hurts', 'Rash on both arms', 'Fever since Sunday', 'Back pain'],
  procedure: ['Mole on the shoulder', 'Joint injection', 'Stitches out'],
  nurse: ['Flu shot', 'Blood draw', 'Blood pressure check', 'Dressing change'],
  telehealth: ['Prefers video', 'Refills', 'No car this week']
};
