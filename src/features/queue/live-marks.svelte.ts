import type { Practice } from '#domain/practice/practice.ts';
import type { LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Station } from '#station/station.ts';
import type * as reading from './read-marks.ts';
import type { MarkRecords, Marks } from './read-marks.ts';
import type { TodayRows } from './today.ts';

const NO_MARKS: Marks = new Map();
const NO_RECORDS: MarkRecords = new Map();

interface Sources {
  readonly rows: TodayRows | undefined;
  readonly visits: readonly Visit[];
  readonly practice: Practice | undefined;
  readonly date: LocalDate;
}

/** What to know of those who are here or about to come [FLAG-3], read once the day is on screen and again as their records change. */
export function liveMarks(station: Station, sources: () => Sources, isOn: () => boolean): { readonly value: Marks } {
  let records = $state.raw(NO_RECORDS);
  let by = $state.raw<typeof reading | null>(null);
  $effect(() => {
    if (isOn()) void import('./read-marks.ts').then((there) => (by = there)).catch(() => undefined);
  });
  const wanted = $derived.by(() => {
    const { rows } = sources();
    return rows && by ? by.toBeMarked(rows, station.now()) : [];
  });
  // As text, so that a day that goes on reads records only when it is about somebody else.
  const asked = $derived(by ? by.patientsIn(wanted).join(' ') : '');
  const date = $derived(sources().date);
  $effect(() => {
    const [ids, today] = [asked === '' ? [] : asked.split(' '), date];
    const there = by;
    if (!there) return;
    return station.watch(
      (read) => there.readRecords(read, ids, today),
      (read) => (records = read)
    );
  });
  const value = $derived.by(() => {
    const { visits, practice } = sources();
    return by && practice ? by.marksFrom(station, records, { wanted, visits, practice }) : NO_MARKS;
  });
  return {
    get value() {
      return value;
    }
  };
}
