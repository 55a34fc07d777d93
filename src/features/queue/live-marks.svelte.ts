import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Station } from '#station/station.ts';
import { NO_MARKS, readMarks, toBeMarked, type Marks } from './read-marks.ts';
import type { TodayRows } from './today.ts';

interface Sources {
  readonly rows: TodayRows | undefined;
  readonly visits: readonly Visit[];
  readonly practice: Practice | undefined;
  readonly date: LocalDate;
}

/** What to know of those who are here or about to come [FLAG-3], read once the day is on screen and again as their records change. */
export function liveMarks(station: Station, sources: () => Sources, isOn: () => boolean): { readonly value: Marks } {
  let value = $state.raw(NO_MARKS);
  $effect(() => {
    const { rows, visits, practice, date } = sources();
    if (!isOn() || !rows || !practice) return;
    const wanted = toBeMarked(rows, station.now());
    return station.watch(
      (read) => readMarks(station, read, { wanted, visits, practice, date }),
      (marks) => (value = marks)
    );
  });
  return {
    get value() {
      return value;
    }
  };
}
