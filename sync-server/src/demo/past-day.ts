import { between, pick, type Random } from '#domain/random.ts';
import { instantAt, type Instant, type LocalDate, type ZoneId } from '#domain/time.ts';
import { visitOf } from '#domain/visit/visit-facts.ts';
import type { Booking, Told } from './bookings.ts';
import { CLERKS, NURSE, ROOMS } from './demo-practice.ts';
import { chanceOf } from './seeds.ts';
import { NO_TICKET } from './tickets.ts';

const MINUTE = 60_000;

export interface Over {
  readonly bookings: readonly Booking[];
  readonly seed: number;
  readonly date: LocalDate;
  readonly zone: ZoneId;
  /** Everything was over by then, and every room free. */
  readonly by: Instant;
}

/** The story of appointments that are over: nearly all checked out, some cancelled, some never came, a few left. */
export function storyOfPast({ bookings, seed, date, zone, by }: Over): Told[] {
  const told: Told[] = [];
  const freeAt = new Map(ROOMS.map(({ room }) => [room, 0]));
  for (const booking of bookings) {
    const random = chanceOf(seed, 'past', booking.appointment);
    const start = instantAt(date, booking.at.start, zone);
    told.push(...(absent(booking, start, random, by) ?? visited(booking, start, { random, freeAt, by })));
  }
  return told;
}

function absent(booking: Booking, start: Instant, random: Random, by: Instant): Told[] | null {
  const { appointment } = booking;
  const fate = random();
  const clerk = pick(random, CLERKS);
  if (fate < 0.05) {
    const reason = pick(random, ['illness', 'transport', 'schedule-change', 'better'] as const);
    const of = { appointment, by: 'patient' as const, reason };
    return [
      { at: start - between(random, 30, 1_500) * MINUTE, by: clerk, fact: { kind: 'appointment/cancelled', of } }
    ];
  }
  if (fate < 0.09) {
    const of = { appointment, reason: pick(random, ['no-call', 'called-late', 'unknown'] as const) };
    const at = Math.min(start + between(random, 20, 40) * MINUTE, by);
    return [{ at, by: clerk, fact: { kind: 'appointment/no-show', of } }];
  }
  return null;
}

interface Flow {
  readonly random: Random;
  /** When each room is next free. */
  readonly freeAt: Map<string, Instant>;
  readonly by: Instant;
}

function visited(booking: Booking, start: Instant, { random, freeAt, by }: Flow): Told[] {
  const minutes = (low: number, high: number): number => between(random, low, high) * MINUTE;
  const { appointment, patient, label } = booking;
  const visit = visitOf(appointment);
  const clerk = pick(random, CLERKS);
  const [room, free] = [...freeAt].reduce((best, next) => (next[1] < best[1] ? next : best));

  const arrived = start - minutes(-6, 14);
  const called = Math.max(arrived + minutes(3, 14), free);
  const roomed = called + minutes(1, 3);
  const ready = roomed + minutes(3, 8);
  const seen = ready + minutes(1, 8);
  const done = seen + Math.max(5, booking.at.minutes - between(random, 4, 12)) * MINUTE;
  const freed = done + minutes(2, 4);
  const out = done + minutes(3, 9);
  // A morning that ran late is told a little earlier, so that nothing of it lies after `by`.
  const early = Math.max(0, out - by);
  freeAt.set(room, freed);
  const say = (at: Instant, who: string, fact: Told['fact']): Told => ({ at: at - early, by: who, fact });
  const here = say(arrived, clerk, {
    kind: 'visit/arrived',
    of: { visit, appointment, patient, label, ticket: NO_TICKET }
  });
  if (random() < 0.02) {
    return [
      here,
      say(arrived + minutes(25, 40), clerk, { kind: 'visit/left', of: { visit, reason: 'without-being-seen' } })
    ];
  }
  return [
    here,
    say(called, NURSE, { kind: 'visit/called', of: { visit, room } }),
    say(roomed, NURSE, { kind: 'visit/roomed', of: { visit, room } }),
    say(ready, NURSE, { kind: 'visit/ready', of: { visit } }),
    say(seen, NURSE, { kind: 'visit/with-provider', of: { visit } }),
    say(done, NURSE, { kind: 'visit/done', of: { visit } }),
    say(freed, NURSE, { kind: 'room/freed', of: { room } }),
    say(out, clerk, { kind: 'visit/checked-out', of: { visit } })
  ];
}
