import { minutesBetween, type Minutes } from '../time.ts';
import { quantile } from './calibration.ts';
import type { Passage } from './passage.ts';

/** Fewer waits than these say nothing of the one in ten that was longest. */
const ENOUGH = 50;

/**
 * Minutes past their turn that nine in ten were called within: from the arrival, or from the appointment's time for who came early. Null for too few
 * waits [WAIT-10]. Whoever left is not among them: how long they would have waited nobody knows.
 */
export function pastTurnOf(passages: readonly Passage[]): Minutes | null {
  const waits = passages.flatMap(({ arrivedAt, bookedFor, startedAt }) =>
    startedAt === null ? [] : [minutesBetween(Math.max(arrivedAt, bookedFor ?? 0), startedAt)]
  );
  return waits.length < ENOUGH
    ? null
    : Math.ceil(
        quantile(
          waits.sort((a, b) => a - b),
          0.9
        )
      );
}
