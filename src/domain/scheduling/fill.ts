import { and, countOf } from './cells.ts';
import { openFor, type FreeDay } from './free-time.ts';

/**
 * How much of a day's open time is booked, 0 to 1, over all providers who work that day [FIND-7]; null when nobody does. Time that is blocked is
 * not open; time that is booked twice counts once.
 */
export function fillOf(day: FreeDay): number | null {
  let open = 0;
  let booked = 0;
  for (const { practitioner } of day.practice.practitioners.values()) {
    const cells = openFor(day, practitioner);
    const taken = day.taken.get(`practitioner:${practitioner}`);
    open += countOf(cells);
    if (taken) booked += countOf(and(cells, taken));
  }
  return open === 0 ? null : booked / open;
}
