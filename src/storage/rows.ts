import { Dexie, liveQuery, type Table } from 'dexie';
import { boardOf, type Board } from '#domain/board/board.ts';
import { arrivalsDoc, boardDoc, patientDoc, practiceDoc } from '#domain/documents.ts';
import type { AreaId, PatientId, SiteId, UserId } from '#domain/ids.ts';
import type { ArrivalsDay } from '#domain/intake/arrivals.ts';
import type { Handling, SealedEntry } from '#domain/intake/submissions.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { practiceOf, type Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { PATIENT_REV_KEY } from './append.ts';
import { onDisk, type Database } from './database.ts';
import { SEGMENTS_KEY } from './logs.ts';
import { readableRuns, recordedIn } from './runs.ts';
import type { DraftRow } from './schema.ts';
import { segmentFor, updateIn } from './segments.ts';

/** Finds patients in the directory. `rev` and `segments` say which changes the answer must know of. */
export type FindPatients<Hit> = (
  query: string,
  limit: number,
  seen: { readonly rev: number; readonly segments: number }
) => Promise<readonly Hit[]>;

/** Rows of one day lie together in the order of their keys. */
function ofDay<Row>(table: Table<Row, [string, string, string]>, site: SiteId, date: LocalDate): Promise<Row[]> {
  return table.where('[site+date+id]').between([site, date, Dexie.minKey], [site, date, Dexie.maxKey]).toArray();
}

/** Everything views and commands read, from the tables: the `Rows` of `src/station/rows.ts`. */
export function createRows<Hit>(database: Database, user: UserId, find: FindPatients<Hit>) {
  return onDiskEach(database, {
    practice: async (): Promise<Practice> => (await folded<Practice>(database, practiceDoc)) ?? practiceOf([]),
    appointments: async (site: SiteId, date: LocalDate): Promise<readonly Appointment[]> =>
      (await ofDay(database.appointments, site, date)).map(({ body }) => body).sort(byStart),
    appointment: async (site: SiteId, date: LocalDate, id: string): Promise<Appointment | undefined> =>
      (await database.appointments.get([site, date, id]))?.body,
    visits: async (site: SiteId, date: LocalDate): Promise<readonly Visit[]> =>
      (await ofDay(database.visits, site, date)).map(({ body }) => body),
    visit: async (site: SiteId, date: LocalDate, id: string): Promise<Visit | undefined> =>
      (await database.visits.get([site, date, id]))?.body,
    rooms: async (
      site: SiteId,
      date: LocalDate
    ): Promise<readonly { readonly room: string; readonly freedAt: Instant | null }[]> =>
      (await ofDay(database.rooms, site, date)).map(({ id, freedAt }) => ({ room: id, freedAt })),
    submissions: async (date: LocalDate): Promise<readonly SealedEntry[]> =>
      (await database.submissions.where('date').equals(date).toArray())
        .map(({ body }) => body)
        .sort((a, b) => a.at - b.at),
    handled: async (site: SiteId, date: LocalDate): Promise<readonly Handling[]> =>
      (await ofDay(database.handled, site, date)).map(({ body }) => body),
    patient: async (id: PatientId): Promise<Patient | undefined> => (await patientRow(database, id)) ?? undefined,
    findPatients: async (query: string, limit: number): Promise<readonly Hit[]> => {
      if (query.trim() === '') return [];
      const [rev, segments] = await database.meta.bulkGet([PATIENT_REV_KEY, SEGMENTS_KEY]);
      return await find(query, limit, { rev: numberIn(rev), segments: numberIn(segments) });
    },
    appointmentsOf: async (
      patient: PatientId
    ): Promise<readonly { readonly date: LocalDate; readonly appointment: Appointment }[]> =>
      (await database.appointments.where('patient').equals(patient).toArray())
        .map(({ date, body }) => ({ date, appointment: body }))
        .sort((a, b) => a.date.localeCompare(b.date) || byStart(a.appointment, b.appointment)),
    drafts: async () =>
      (await database.drafts.where('[user+key]').between([user, Dexie.minKey], [user, Dexie.maxKey]).toArray())
        .sort((a, b) => b.savedAt - a.savedAt)
        .map(draftOf),
    draft: async (key: string) => {
      const row = await database.drafts.get([user, key]);
      return row && draftOf(row);
    },
    board: async (site: SiteId, area: AreaId, date: LocalDate): Promise<Board> =>
      (await folded<Board>(database, boardDoc(site, area, date))) ?? boardOf([]),
    arrivals: async (site: SiteId, date: LocalDate): Promise<ArrivalsDay | null> =>
      (await folded<ArrivalsDay>(database, arrivalsDoc(site, date))) ?? null
  });
}

/** The same reads, each once more after reopening when the browser had closed the database under it. */
function onDiskEach<Reads extends Record<string, (...args: never[]) => Promise<unknown>>>(
  database: Database,
  reads: Reads
): Reads {
  const entries = Object.entries(reads).map(([name, read]) => [
    name,
    (...args: never[]) => onDisk(database, () => read(...args))
  ]);
  return Object.fromEntries(entries) as Reads; // the same names, each with the same arguments and answer
}

/**
 * Runs a query now and whenever a row it read has changed, in any tab; an error is told once and the query tried again with the
 * next change. Returns the way to stop.
 */
export function watchQuery<T>(
  database: Database,
  query: () => Promise<T>,
  next: (value: T) => void,
  failed: (error: unknown) => void
): () => void {
  const subscription = liveQuery(() => onDisk(database, query)).subscribe({ next, error: failed });
  return () => subscription.unsubscribe();
}

async function folded<T>(database: Database, doc: string): Promise<T | undefined> {
  return (await database.folded.get(doc))?.body as T | undefined; // projections.ts puts what that document folds to
}

/** A changed patient has a row; the others rest in a segment and are folded when someone asks. */
async function patientRow(database: Database, id: PatientId): Promise<Patient | null> {
  const row = await database.patients.get(id);
  if (row) return row.body;
  const doc = patientDoc(id);
  const segment = await segmentFor(database, doc);
  const update = segment && updateIn(segment, doc);
  const runs = update && readableRuns(update);
  return runs ? patientOf(recordedIn({ kind: 'patient', patient: id }, runs)) : null;
}

function draftOf({ key, savedAt, body }: DraftRow) {
  return { key, savedAt, ...body };
}

function byStart(a: Appointment, b: Appointment): number {
  return (
    a.at.start - b.at.start ||
    a.at.practitioner.localeCompare(b.at.practitioner) ||
    a.appointment.localeCompare(b.appointment)
  );
}

function numberIn(row: { readonly value: unknown } | undefined): number {
  return (row?.value as number | undefined) ?? 0; // append.ts writes it
}
