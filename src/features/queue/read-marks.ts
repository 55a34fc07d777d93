import type { PatientId, VisitId } from '#domain/ids.ts';
import type { Patient } from '#domain/patient/patient.ts';
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

/** Each once, in an order that does not change while the same people are here. */
export function patientsIn(rows: readonly TodayRow[]): readonly PatientId[] {
  return [...new Set(rows.flatMap(({ patient }) => patient ?? []))].sort();
}

/** What is read of somebody's own record. */
export interface MarkRecord {
  readonly patient: Patient | undefined;
  /** Nobody here has seen them before. */
  readonly isFirst: boolean;
}

export type MarkRecords = ReadonlyMap<PatientId, MarkRecord>;

export const NO_RECORDS: MarkRecords = new Map();

export interface MarkSources {
  readonly wanted: readonly TodayRow[];
  readonly visits: readonly Visit[];
  readonly practice: Practice;
}

/** Says of each row what the day and the records that were read make of it; who was not read yet has no marks. */
export function marksFrom(
  station: Pick<Station, 'now' | 'zone'>,
  records: MarkRecords,
  { wanted, visits, practice }: MarkSources
): Marks {
  const byId = new Map(visits.map((visit) => [visit.visit, visit]));
  const [now, zone] = [station.now(), station.zone];
  const marks = wanted.flatMap((row): [VisitId, string][] => {
    const record = row.patient === null ? NOBODY : records.get(row.patient);
    if (!record) return [];
    const parts = { row, ...record, visit: byId.get(row.visit), rules: practice.checkIn, forms: practice.forms };
    return [[row.visit, marksOf({ ...parts, now, zone }).join(' · ')]];
  });
  return new Map(marks);
}

/** Somebody whose record nobody knows. */
const NOBODY: MarkRecord = { patient: undefined, isFirst: false };

/** Reads the records of these patients. @param date who was booked before it has been here */
export async function readRecords(read: Rows, ids: readonly PatientId[], date: LocalDate): Promise<MarkRecords> {
  const records = ids.map(async (id): Promise<[PatientId, MarkRecord]> => {
    const [patient, booked] = await Promise.all([read.patient(id), read.appointmentsOf(id)]);
    return [id, { patient, isFirst: patient?.encounters.length === 0 && booked.every((one) => one.date >= date) }];
  });
  return new Map(await Promise.all(records));
}
