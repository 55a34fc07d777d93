import { standing, type Recorded } from '../fact.ts';
import type { Appointment } from '../scheduling/appointment.ts';
import { instantAt, instantOf, type Instant, type LocalDate, type ZoneId } from '../time.ts';
import type { VisitFact } from '../visit/visit-facts.ts';
import type { Passage } from './passage.ts';

/** The queue of who comes without an appointment. */
export const WALK_INS = 'walk-in';

export interface PassageSources {
  /** Null for a walk-in. */
  readonly appointment: Pick<Appointment, 'at' | 'visitType'> | null;
  readonly date: LocalDate;
  readonly zone: ZoneId;
}

/**
 * A visit as a wait: from the arrival to the moment it was called (or stood in a room without a call), and on to the moment the provider
 * was done. Who waits for one provider is one queue [WAIT-8].
 * @param facts of one visit, in any order
 * @returns null when nobody arrived
 */
export function passageOf(facts: Iterable<Recorded>, { appointment, date, zone }: PassageSources): Passage | null {
  let id: string | null = null;
  let placed: Passage['placed'];
  const first: { arrived?: Instant; started?: Instant; ended?: Instant; left?: Instant } = {};
  for (const { fact } of standing(facts)) {
    const { kind, of, at } = fact as VisitFact; // an unknown kind from a newer version falls through the switch
    switch (kind) {
      case 'visit/arrived':
        id ??= of.visit;
        first.arrived = Math.min(first.arrived ?? Infinity, of.cameAt ?? first.arrived ?? instantOf(at));
        break;
      case 'visit/called':
      case 'visit/roomed':
      case 'visit/ready':
      case 'visit/with-provider':
        first.started ??= instantOf(at);
        break;
      case 'visit/done':
      case 'visit/checked-out':
        first.ended ??= instantOf(at);
        break;
      case 'visit/left':
        // The visit it was joined to has waited for both.
        if (of.reason === 'joined') return null;
        first.left ??= instantOf(at);
        break;
      case 'visit/placed':
        placed = { turn: of.turn, reason: of.reason, at: instantOf(at) };
        break;
      case 'visit/spoken-to':
      case 'visit/needed':
      case 'visit/need-met':
      case 'visit/checked-in':
      case 'visit/line-waived':
      case 'visit/flagged':
      case 'visit/told-apart':
      case 'room/freed':
      case 'room/cleaning':
      case 'room/blocked':
      case 'submission/handled':
      case 'submission/field-settled':
        break;
    }
  }
  if (id === null || first.arrived === undefined) return null;
  const startedAt = first.started ?? null;
  return {
    id,
    queue: appointment?.at.practitioner ?? WALK_INS,
    type: appointment?.visitType ?? WALK_INS,
    arrivedAt: first.arrived,
    bookedFor: appointment && instantAt(date, appointment.at.start, zone),
    startedAt,
    endedAt: startedAt === null ? null : (first.ended ?? first.left ?? null),
    // Who was checked out without ever being called waited for nobody.
    ...(placed && { placed }),
    leftAt: startedAt === null ? (first.left ?? first.ended ?? null) : null
  };
}
