import type { VisitId } from '#domain/ids.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import type { Rows } from '#station/rows.ts';
import type { Station } from '#station/station.ts';
import { marksOf } from './marks.ts';
import type { TodayRow, TodayRows } from './today.ts';

/** What to know of each at one look, in words. */
export type Marks = ReadonlyMap<VisitId, string>;

export const NO_MARKS: Marks = new Map();

/** Whoever comes within this time is read ahead. */
const AHEAD_MS = 90 * 60_000;

/** Those who are here, or come soon. */
export function toBeMarked({ waiting, rooms, expected }: TodayRows, now: Instant): readonly TodayRow[] {
  return [...waiting, ...rooms, ...expected.filter(({ since }) => since - now <= AHEAD_MS)];
}

export interface MarkSources {
  readonly wanted: readonly TodayRow[];
  readonly visits: readonly Visit[];
  readonly practice: Practice;
  readonly date: LocalDate;
}

export async function readMarks(station: Station, read: Rows, sources: MarkSources): Promise<Marks> {
  const { wanted, visits, practice, date } = sources;
  const byId = new Map(visits.map((visit) => [visit.visit, visit]));
  const marks = wanted.map(async (row): Promise<[VisitId, string]> => {
    const record = await recordOf(read, row, date);
    const parts = { row, ...record, visit: byId.get(row.visit), rules: practice.checkIn };
    return [row.visit, marksOf({ ...parts, now: station.now(), zone: station.zone }).join(' · ')];
  });
  return new Map(await Promise.all(marks));
}

async function recordOf(read: Rows, { patient: id }: TodayRow, date: LocalDate) {
  if (id === null) return { patient: undefined, isFirst: false };
  const [patient, booked] = await Promise.all([read.patient(id), read.appointmentsOf(id)]);
  return { patient, isFirst: patient?.encounters.length === 0 && booked.every((one) => one.date >= date) };
}
