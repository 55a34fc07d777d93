import type { LocalDate, Minutes } from '../time.ts';
import { minutesOf } from './cells.ts';
import { isDayWanted, minutesFor, startsFor } from './find-slots.ts';
import type { FreeDay } from './free-time.ts';
import { whoCan } from './profiles.ts';
import type { FoundSlot, SlotSearch } from './slot-search.ts';

/** Two visits on one day: a parent and a child, a couple. */
export interface FoundPair {
  readonly date: LocalDate;
  readonly slots: readonly [Place, Place];
  /** Between the end of the first and the start of the second; 0 also when they run side by side. */
  readonly apart: Minutes;
}

type Place = Pick<FoundSlot, 'site' | 'practitioner' | 'start' | 'minutes'>;

/**
 * Places for two visits of a family on one day, not further apart than `mostApart` [FIND-4]: side by side with two providers, or one after
 * the other. One a day, the nearest together; the soonest days first.
 */
export function findPairs(
  days: readonly FreeDay[],
  searches: readonly [SlotSearch, SlotSearch],
  mostApart: Minutes,
  most: number
): readonly FoundPair[] {
  const found: FoundPair[] = [];
  for (const day of days) {
    if (!searches.every((search) => isDayWanted(day, search))) continue;
    const sideBySide = !searches.every((search) => needsMore(day, search));
    const [ones, others] = [placesIn(day, searches[0]), placesIn(day, searches[1])];
    let best: FoundPair | null = null;
    for (const one of ones) {
      for (const other of others) {
        const apart = apartOf(one, other, sideBySide);
        if (apart === null || apart > mostApart || (best && apart >= best.apart)) continue;
        best = { date: day.date, slots: [one, other], apart };
        if (apart === 0) break;
      }
      if (best?.apart === 0) break;
    }
    if (best) found.push(best);
    if (found.length >= most) break;
  }
  return found;
}

function placesIn(day: FreeDay, search: SlotSearch): Place[] {
  const minutes = minutesFor(day.practice, search);
  return whoCan(day.practice, search)
    .flatMap((practitioner) =>
      minutesOf(startsFor(day, search, practitioner)).map((start) => ({ site: day.site, practitioner, start, minutes }))
    )
    .sort((a, b) => a.start - b.start);
}

/** Rooms, devices or people: two visits at once might want the same one. */
function needsMore({ practice }: FreeDay, { visitType, with: extra }: SlotSearch): boolean {
  const parts = practice.plan.typeRules.get(visitType)?.segments ?? [];
  return extra.length > 0 || parts.some(({ kind }) => kind !== 'practitioner');
}

/** Null when they cannot both be: one provider, two visits at once. */
function apartOf(one: Place, other: Place, sideBySide: boolean): Minutes | null {
  const gap = Math.max(one.start, other.start) - Math.min(one.start + one.minutes, other.start + other.minutes);
  if (gap >= 0) return gap;
  return sideBySide && one.practitioner !== other.practitioner ? 0 : null;
}
