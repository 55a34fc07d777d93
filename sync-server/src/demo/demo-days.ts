import { entityOf } from '#domain/entities.ts';
import type { Fact, Recorded } from '#domain/fact.ts';
import type { DayHours, WeekHours } from '#domain/practice/practice-facts.ts';
import type { Submission } from '#domain/intake/intake-facts.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { instantAt, localDateOf, minuteOfDayOf, plusDays, stampAt, weekdayOf } from '#domain/time.ts';
import type { Instant, LocalDate, MinuteOfDay, ZoneId } from '#domain/time.ts';
import type { Batch, Clinic } from '../clinic/clinic.ts';
import { demoDay, fillDay, type Booking, type Panelist, type Told } from './bookings.ts';
import { CLERKS, OFFICE_WEEK, PRACTITIONERS } from './demo-practice.ts';
import { kioskSubmissions } from './kiosk-submissions.ts';
import { storyOfPast } from './past-day.ts';
import { chanceOf } from './seeds.ts';
import { withTickets } from './tickets.ts';
import { storyOfToday } from './today.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface DaysOptions {
  readonly seed: number;
  readonly zone: ZoneId;
  readonly now: Instant;
  readonly panels: ReadonlyMap<string, readonly Panelist[]>;
  readonly daysBack: number;
  readonly daysAhead: number;
}

export interface MissingDays {
  readonly batches: readonly Batch[];
  /** Who has told the kiosk today that they are here, and has not been looked at by the desk. */
  readonly atKiosk: readonly Submission[];
}

/**
 * What is missing in the days around now: days behind have been lived through, today is full at this moment, days ahead are booked.
 * A day that somebody has worked in, and today once it has been told, are left as they are.
 */
export async function missingDays(clinic: Pick<Clinic, 'read'>, options: DaysOptions): Promise<MissingDays> {
  const { zone, now, daysBack, daysAhead } = options;
  const today = localDateOf(now, zone);
  const batches: Batch[] = [];
  let atKiosk: Submission[] = [];
  for (let ahead = -daysBack; ahead <= daysAhead; ahead++) {
    const date = plusDays(today, ahead);
    const known = dayFrom(await clinic.read(demoDay(date)));
    if (known.isLived || (ahead > 0 && known.isBooked)) continue;
    const told = ahead === 0 ? toldToday(known, date, options) : toldOther(known, date, ahead, options);
    if (told.length === 0) continue;
    const story = withTickets(told, chanceOf(options.seed, 'tickets', date));
    batches.push({ doc: demoDay(date), facts: story.map(factOf) });
    if (ahead === 0) atKiosk = kioskSubmissions(story, known.booked, options, date);
  }
  return { batches, atKiosk };
}

/** When the practice is open today: its office hours, on any day of the week, and around now, at any hour. */
export function hoursToday(minute: MinuteOfDay): DayHours {
  const around = { from: Math.max(0, minute - 150), to: Math.min(1440, minute + 120) };
  const inTens = { from: around.from - (around.from % 10), to: around.to - (around.to % 10) };
  const spans = [...(OFFICE_WEEK[1] ?? []), inTens].toSorted((a, b) => a.from - b.from);
  return spans.reduce<{ from: number; to: number }[]>((joined, { from, to }) => {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
    return joined;
  }, []);
}

/** The week with today open as it is; null when that is what the office hours say anyway. */
export function weekFor(date: LocalDate, minute: MinuteOfDay): WeekHours | null {
  const hours = hoursToday(minute);
  const day = weekdayOf(date);
  if (JSON.stringify(hours) === JSON.stringify(OFFICE_WEEK[day])) return null;
  return OFFICE_WEEK.map((usual, each) => (each === day ? hours : usual));
}

interface KnownDay {
  /** Appointments that still stand. */
  readonly booked: readonly Booking[];
  readonly isBooked: boolean;
  /** People have come: the day has a story. */
  readonly isLived: boolean;
}

function dayFrom(recorded: readonly Recorded[]): KnownDay {
  const byAppointment = Map.groupBy(recorded, ({ fact }) => entityOf(fact));
  const booked = [...byAppointment].flatMap(([key, facts]): Booking[] => {
    const found = key?.startsWith('appointment:') ? appointmentOf(facts) : null;
    if (found?.status !== 'booked') return [];
    const { appointment, patient, label, at } = found;
    return [{ appointment, patient, label, at }];
  });
  const isLived = recorded.some(({ fact }) => fact.kind.startsWith('visit/'));
  return { booked: booked.sort(byStart), isBooked: recorded.length > 0, isLived };
}

const byStart = (a: Booking, b: Booking): number => a.at.start - b.at.start;

function toldOther(known: KnownDay, date: LocalDate, ahead: number, options: DaysOptions): Told[] {
  const { seed, panels, now, zone } = options;
  const hours = OFFICE_WEEK[weekdayOf(date)] ?? [];
  const opens = instantAt(date, 0, zone);
  if (ahead > 0) {
    const share = Math.max(0.35, 0.88 - 0.035 * ahead);
    return [...fillDay({ seed, date, panels, hours, share, taken: [], bookedBy: now }).told];
  }
  // A day that was only booked when the demonstration was last open has been lived through since.
  const filled = known.isBooked
    ? { bookings: [], told: [] }
    : fillDay({ seed, date, panels, hours, share: 0.88, taken: [], bookedBy: opens - 26 * HOUR });
  const bookings = [...known.booked, ...filled.bookings].sort(byStart);
  return [...filled.told, ...storyOfPast({ bookings, seed, date, zone, by: opens + 20 * HOUR })];
}

function toldToday(known: KnownDay, date: LocalDate, options: DaysOptions): Told[] {
  const { seed, panels, now, zone } = options;
  const minute = minuteOfDayOf(now, zone);
  const bookedBy = Math.min(now, instantAt(date, 0, zone)) - 26 * HOUR;
  const hours = hoursToday(minute);
  const filled = fillDay({ seed, date, panels, hours, share: 0.93, taken: known.booked, bookedBy });
  const bookings = [...known.booked, ...filled.bookings].sort(byStart);
  const isIn = new Set(bookings.map(({ patient }) => patient));
  const others = PRACTITIONERS.flatMap(({ practitioner }) => panels.get(practitioner)?.slice(-6) ?? []);
  const free = others.filter(({ patient }) => !isIn.has(patient));
  return [
    ...filled.told,
    ...storyOfToday({ bookings, walkIns: free, seed, date, zone, now }),
    ...twiceBooked(bookings, free.at(-1), date, minute, now)
  ];
}

/** One time that two desks gave away while the line was down: the card to settle in a demonstration. */
function twiceBooked(
  bookings: readonly Booking[],
  person: Panelist | undefined,
  date: LocalDate,
  minute: MinuteOfDay,
  now: Instant
): Told[] {
  const first = bookings.find(({ at }) => at.start >= minute + 40);
  if (!first || !person) return [];
  const { patient, label } = person;
  const appointment = `demo-${date}-twice`;
  const of = { appointment, patient, label, visitType: 'sick', at: first.at, provisional: true as const };
  return [{ at: now - 18 * MINUTE, by: CLERKS[1], fact: { kind: 'appointment/booked', of } }];
}

function factOf({ at, by, fact }: Told): Fact {
  return { ...fact, at: stampAt(at), by };
}
