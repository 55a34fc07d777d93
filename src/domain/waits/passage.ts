import type { Instant } from '../time.ts';

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
  /** Null while they wait, and for who left without being served. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When they left without being served. */
  readonly leftAt: Instant | null;
}

/** Somebody who waits. */
export type Waiting = Pick<Passage, 'id' | 'type' | 'arrivedAt' | 'bookedFor'>;

/** When it is their turn, all others being equal: at the appointment's time for who came early for one, on arrival otherwise. */
export function turnOf({ arrivedAt, bookedFor }: Waiting): Instant {
  return bookedFor !== null && bookedFor > arrivedAt ? bookedFor : arrivedAt;
}
