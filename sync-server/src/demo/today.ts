import { between, pick, type Random } from '#domain/random.ts';
import { instantAt, minuteOfDayOf, type Instant, type LocalDate, type MinuteOfDay, type ZoneId } from '#domain/time.ts';
import { visitOf, type VisitFact } from '#domain/visit/visit-facts.ts';
import type { NewOf } from '#domain/fact.ts';
import type { Booking, Panelist, Told } from './bookings.ts';
import { CLERKS, NURSE, ROOMS } from './demo-practice.ts';
import { storyOfPast } from './past-day.ts';
import { chanceOf } from './seeds.ts';
import { NO_TICKET } from './tickets.ts';

const MINUTE = 60_000;

/** Where someone stands in the house. `late` is booked, due and not here; `done` has just come out of a room that nobody has freed. */
type Stage =
  | 'cancelled'
  | 'no-show'
  | 'left'
  | 'checked-out'
  | 'at-check-out'
  | 'done'
  | 'with-provider'
  | 'ready'
  | 'in-room'
  | 'called'
  | 'late'
  | 'waiting';

/**
 * The day's cut through the house: who has been here longest first. It takes eight of the ten rooms. Where few are due yet (just
 * after midnight) the lowest numbers are kept.
 */
const CUT: readonly (readonly [stage: Stage, keep: number])[] = [
  ['cancelled', 12],
  ['checked-out', 9],
  ['checked-out', 20],
  ['no-show', 10],
  ['left', 11],
  ['at-check-out', 15],
  ['done', 4],
  ['with-provider', 2],
  ['with-provider', 13],
  ['with-provider', 18],
  ['ready', 5],
  ['late', 8],
  ['ready', 19],
  ['late', 16],
  ['in-room', 6],
  ['called', 3],
  ['waiting', 1],
  ['waiting', 7],
  ['waiting', 14],
  ['waiting', 17],
  ['waiting', 21]
];

export interface TodayOptions {
  /** Today's appointments that still stand, in order of their start. */
  readonly bookings: readonly Booking[];
  /** People without an appointment who may walk in. */
  readonly walkIns: readonly Panelist[];
  readonly seed: number;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  readonly now: Instant;
}

/** The story of today until now: earlier appointments are over, and at this moment there is somebody in every stage of flow. */
export function storyOfToday(options: TodayOptions): Told[] {
  const { bookings, walkIns, seed, date, zone, now } = options;
  const minute = minuteOfDayOf(now, zone);
  const cast = castOf(bookings, minute);
  const isCast = new Set(cast.map(({ booking }) => booking.appointment));
  const first = Math.min(minute, ...cast.map(({ booking }) => booking.at.start));
  const over = bookings.filter(({ appointment, at }) => !isCast.has(appointment) && at.start <= first);
  // Rooms are free of the morning's visits before those who are in them now were called.
  const before = storyOfPast({ bookings: over, seed, date, zone, by: now - 60 * MINUTE });

  const rooms = ROOMS.map(({ room }) => room);
  const random = chanceOf(seed, 'today', date);
  const scene = { now, random, rooms };
  const told = cast.flatMap(({ booking, stage }) =>
    storyOf(booking, stage, scene, instantAt(date, booking.at.start, zone))
  );
  const walkedIn = walkIns.slice(0, 2).map((person, at) => walkIn(person, scene, `demo-${date}-walk-in-${at + 1}`));
  return [...before, ...told, ...walkedIn];
}

/** Nobody is missed before their time. */
const ABSENT: ReadonlySet<Stage> = new Set(['no-show', 'late']);

/** Who plays which part: the latest who were due, in order, with one patient at a time for each practitioner. */
function castOf(bookings: readonly Booking[], minute: MinuteOfDay): { booking: Booking; stage: Stage }[] {
  const come = bookings.filter(({ at }) => at.start <= minute + 10);
  // Just after midnight hardly anyone is due: then those of the next hour are early.
  const due = come.length < CUT.length ? bookings.slice(0, CUT.length) : come.slice(-CUT.length);
  const kept = new Set(CUT.toSorted((a, b) => a[1] - b[1]).slice(0, due.length));
  const parts = CUT.filter((part) => kept.has(part)).map(([stage]) => stage);
  const left = [...due];
  const busy = new Set<string>();
  return parts.flatMap((stage) => {
    const at = Math.max(
      0,
      left.findIndex((each) => stage !== 'with-provider' || !busy.has(each.at.practitioner))
    );
    const [booking] = left.splice(at, 1);
    if (!booking || (ABSENT.has(stage) && booking.at.start > minute)) return [];
    if (stage === 'with-provider') busy.add(booking.at.practitioner);
    return [{ booking, stage }];
  });
}

interface Scene {
  readonly now: Instant;
  readonly random: Random;
  /** Rooms nobody was sent to yet. */
  readonly rooms: string[];
}

type Step = readonly [
  ago: readonly [low: number, high: number],
  fact: (visit: string, room: string) => NewOf<VisitFact>,
  by: string
];

const CALLED: Step = [[1, 3], (visit, room) => ({ kind: 'visit/called', of: { visit, room } }), NURSE];
const ROOMED: Step = [[1, 6], (visit, room) => ({ kind: 'visit/roomed', of: { visit, room } }), NURSE];
const READY: Step = [[2, 8], (visit) => ({ kind: 'visit/ready', of: { visit } }), NURSE];
const SEEN: Step = [[4, 15], (visit) => ({ kind: 'visit/with-provider', of: { visit } }), NURSE];
const DONE: Step = [[1, 5], (visit) => ({ kind: 'visit/done', of: { visit } }), NURSE];
const OUT: Step = [[3, 8], (visit) => ({ kind: 'visit/checked-out', of: { visit } }), CLERKS[0]];

/** The steps that led to a stage; each was followed by the next after its minutes, the last one that long before now. */
const STEPS: Readonly<Record<Exclude<Stage, 'cancelled' | 'no-show' | 'left' | 'late' | 'waiting'>, readonly Step[]>> =
  {
    called: [CALLED],
    'in-room': [CALLED, ROOMED],
    ready: [CALLED, ROOMED, READY],
    'with-provider': [CALLED, ROOMED, READY, SEEN],
    done: [CALLED, ROOMED, READY, SEEN, DONE],
    'at-check-out': [CALLED, ROOMED, READY, SEEN, DONE],
    'checked-out': [CALLED, ROOMED, READY, SEEN, DONE, OUT]
  };

function storyOf(booking: Booking, stage: Stage, scene: Scene, start: Instant): Told[] {
  const { now, random } = scene;
  const { appointment } = booking;
  const ago = (low: number, high: number): Instant => now - between(random, low, high) * MINUTE;
  switch (stage) {
    case 'late':
      return [];
    case 'cancelled': {
      const of = { appointment, by: 'patient' as const, reason: 'illness' as const };
      return [{ at: Math.min(ago(40, 180), start), by: CLERKS[1], fact: { kind: 'appointment/cancelled', of } }];
    }
    case 'no-show':
      return [
        { at: ago(2, 9), by: CLERKS[0], fact: { kind: 'appointment/no-show', of: { appointment, reason: 'no-call' } } }
      ];
    case 'left': {
      const of = { visit: visitOf(appointment), reason: 'without-being-seen' as const };
      return [arrival(booking, ago(34, 50), scene), { at: ago(1, 8), by: CLERKS[0], fact: { kind: 'visit/left', of } }];
    }
    case 'waiting':
      return [arrival(booking, ago(1, 24), scene)];
    default:
      return visitStory(booking, stage, scene);
  }
}

function visitStory(booking: Booking, stage: keyof typeof STEPS, scene: Scene): Told[] {
  const { now, random, rooms } = scene;
  const visit = visitOf(booking.appointment);
  // Who has left the corridor has given the room back: the last one, which nobody of now is sent to.
  const isGone = stage === 'checked-out' || stage === 'at-check-out';
  const room = (isGone ? rooms.at(-1) : rooms.shift()) ?? '';
  const told: Told[] = [];
  let at = now;
  for (const [[low, high], fact, by] of STEPS[stage].toReversed()) {
    at -= between(random, low, high) * MINUTE;
    told.unshift({ at, by, fact: fact(visit, room) });
    if (isGone && told.length === 1) told.push({ at: at + 1, by: NURSE, fact: { kind: 'room/freed', of: { room } } });
  }
  return [arrival(booking, at - between(random, 3, 12) * MINUTE, scene), ...told];
}

function arrival({ appointment, patient, label }: Booking, at: Instant, { random }: Scene): Told {
  const of = { visit: visitOf(appointment), appointment, patient, label, ticket: NO_TICKET };
  return { at, by: pick(random, CLERKS), fact: { kind: 'visit/arrived', of } };
}

function walkIn({ patient, label }: Panelist, { now, random }: Scene, visit: string): Told {
  const of = { visit, appointment: null, patient, label, ticket: NO_TICKET };
  return { at: now - between(random, 4, 30) * MINUTE, by: CLERKS[1], fact: { kind: 'visit/arrived', of } };
}
