import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Station } from '#station/station.ts';
import { marksFrom, NO_MARKS, NO_RECORDS, patientsIn, readRecords, toBeMarked, type Marks } from './read-marks.ts';
import type { TodayRows } from './today.ts';

interface Sources {
  readonly rows: TodayRows | undefined;
  readonly visits: readonly Visit[];
  readonly practice: Practice | undefined;
  readonly date: LocalDate;
}

/** What to know of those who are here or about to come [FLAG-3], read once the day is on screen and again as their records change. */
export function liveMarks(station: Station, sources: () => Sources, isOn: () => boolean): { readonly value: Marks } {
  let records = $state.raw(NO_RECORDS);
  const wanted = $derived.by(() => {
    const { rows } = sources();
    return rows ? toBeMarked(rows, station.now()) : [];
  });
  // As text, so that a day that goes on reads records only when it is about somebody else.
  const asked = $derived(patientsIn(wanted).join(' '));
  const date = $derived(sources().date);
  $effect(() => {
    const [ids, today] = [asked === '' ? [] : asked.split(' '), date];
    if (!isOn()) return;
    return station.watch(
      (read) => readRecords(read, ids, today),
      (read) => (records = read)
    );
  });
  const value = $derived.by(() => {
    const { visits, practice } = sources();
    return isOn() && practice ? marksFrom(station, records, { wanted, visits, practice }) : NO_MARKS;
  });
  return {
    get value() {
      return value;
    }
  };
}
