import type { Instant } from '../time.ts';
import type { PlaceReason } from '../visit/visit-facts.ts';

/**
 * One person's way through one queue, from joining it to the end of what they waited for. Of a visit in a practice the queue is
 * the area or the provider, the start is the moment it was taken to a room, and the end is the moment the provider was done.
 */
export interface Passage {
  readonly id: string;
  /** Who or what is waited for. Queues have their own servers, and know nothing of each other. */
  readonly queue: string;
  /** The kind of service: how long it takes depends on it. Empty where it is not told apart. */
  readonly type: string;
  readonly arrivedAt: Instant;
  /** The appointment's time; null for a walk-in. */
  readonly bookedFor: Instant | null;
  /** Where a person put them in line; absent where the rule alone says so. */
  readonly placed?: { readonly turn: Instant; readonly reason: PlaceReason; readonly at: Instant };
  /** Null while they wait, and for who left without being served. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When they left without being served. */
  readonly leftAt: Instant | null;
}

/** Somebody who waits. */
export type Waiting = Pick<Passage, 'id' | 'type' | 'arrivedAt' | 'bookedFor' | 'placed'>;

/**
 * Who is served before whom: who is clinically urgent, then by turn, then by id, everywhere alike. A turn that a person changed is theirs [QUE-21]; otherwise
 * it is the appointment's time for who came early for one, and the arrival. [Note: not the whole rule of turns] The credit of an appointment against a
 * walk-in, and what lateness costs (QUE-2), are left out: with them the back-test of invented days told waits worse, since walk-ins and each provider's
 * patients are queues of their own here.
 */
export function byTurnOf(a: Waiting, b: Waiting): number {
  return rankOf(a) - rankOf(b) || turnOf(a) - turnOf(b) || (a.id < b.id ? -1 : 1);
}

function turnOf({ arrivedAt, bookedFor, placed }: Waiting): Instant {
  if (placed) return placed.turn;
  return bookedFor !== null && bookedFor > arrivedAt ? bookedFor : arrivedAt;
}

function rankOf({ placed }: Waiting): number {
  return placed?.reason === 'clinical' ? 0 : 1;
}
