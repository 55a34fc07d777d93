import { Dexie, liveQuery, type Table } from 'dexie';
import type { Board } from '#domain/board/board.ts';
import type { Case, CaseKind } from '#domain/casework/case.ts';
import { marksOf, sumsOf, type Scan } from '#domain/document/scan.ts';
import { byGiven } from '#domain/forms/packet-order.ts';
import type { Packet } from '#domain/forms/packet.ts';
import { arrivalsDoc, boardDoc, dayDoc, practiceDoc } from '#domain/documents.ts';
import type { AreaId, CaseId, PatientId, RoomId, SiteId, UserId } from '#domain/ids.ts';
import type { ArrivalsDay } from '#domain/intake/arrivals.ts';
import type { SealedEntry } from '#domain/intake/submissions.ts';
import type { DirectoryHit } from '#domain/patient/directory.ts';
import { joinedReads } from '#domain/patient/joined-reads.ts';
import type { Patient } from '#domain/patient/patient.ts';
import type { Practice } from '#domain/practice/practice.ts';
import type { Appointment } from '#domain/scheduling/appointment.ts';
import type { PrintedSheet } from '#domain/scheduling/day-sheet.ts';
import type { DowntimePacket } from '#domain/scheduling/downtime.ts';
import type { CallBatch } from '#domain/scheduling/calls.ts';
import type { SilentKiosk } from '#domain/scheduling/late-arrivals.ts';
import type { Lease } from '#domain/scheduling/lease.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import type { SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { Instant, LocalDate } from '#domain/time.ts';
import type { RoomSaid } from '#domain/visit/room.ts';
import type { Visit } from '#domain/visit/visit.ts';
import { onDisk, type Database } from './database.ts';
import { placeOfDraft } from './drafts.ts';
import { readSealed } from './meta.ts';
import { ownRecords } from './own-records.ts';
import type { CaseRow, DraftBody, RoomRow } from './schema.ts';
import { openBodies, openBody, type BodyOf, type Kept, type Place } from './sealing.ts';
import { PATIENT_REV_KEY, SEGMENTS_KEY } from './meta-keys.ts';
import { placeOfRow } from './places.ts';

interface Seen {
  readonly rev: number;
  readonly segments: number;
}

/** Finds patients in the directory. `rev` and `segments` say which changes the answer must know of. */
export type FindPatients<Hit> = (query: string, limit: number, seen: Seen) => Promise<readonly Hit[]>;

/** Rows of one day lie together in the order of their keys. */
function ofDay<Row>(table: Table<Row, [string, string, string]>, site: SiteId, date: LocalDate): Promise<Row[]> {
  return table.where('[site+date+id]').between([site, date, Dexie.minKey], [site, date, Dexie.maxKey]).toArray();
}

/** Everything views and commands read, from the tables: the `Rows` of `src/station/rows.ts`. */
export function createRows<Hit extends DirectoryHit>(database: Database, user: UserId, find: FindPatients<Hit>) {
  /** Which changes the last search knew of. */
  let seen: Seen | null = null;
  const ownRecord = ownRecords(database);
  const reads = onDiskEach(database, {
    practice: async (): Promise<Practice> =>
      (await folded<Practice>(database, practiceDoc)) ?? (await import('#domain/practice/practice.ts')).practiceOf([]),
    appointments: async (site: SiteId, date: LocalDate): Promise<readonly Appointment[]> =>
      (await bodies(database, 'appointments', await ofDay(database.appointments, site, date))).sort(byStart),
    appointment: async (site: SiteId, date: LocalDate, id: string): Promise<Appointment | undefined> =>
      await bodyOf(database, 'appointments', await database.appointments.get([site, date, id])),
    visits: async (site: SiteId, date: LocalDate): Promise<readonly Visit[]> =>
      await bodies(database, 'visits', await ofDay(database.visits, site, date)),
    visit: async (site: SiteId, date: LocalDate, id: string): Promise<Visit | undefined> =>
      await bodyOf(database, 'visits', await database.visits.get([site, date, id])),
    rooms: async (site: SiteId, date: LocalDate) => (await ofDay(database.rooms, site, date)).map(roomOf),
    submissions: async (date: LocalDate): Promise<readonly SealedEntry[]> =>
      (await openBodies(database, await database.submissions.where('date').equals(date).toArray(), placeOfSubmission))
        .map(({ body }) => body)
        .sort((a, b) => a.at - b.at),
    handled: async (site: SiteId, date: LocalDate) =>
      await bodies(database, 'handled', await ofDay(database.handled, site, date)),
    ...workReads(database),
    ownRecord: async (id: PatientId): Promise<Patient | undefined> => (await ownRecord(id)) ?? undefined,
    findPatients: async (query: string, limit: number): Promise<readonly Hit[]> => {
      if (query.trim() === '') return [];
      // Asked for what was on disk the last time while the disk says what is there now: mostly that is the same, and one wait less.
      const [before, early] = [seen, seen && find(query, limit, seen)];
      early?.catch(() => undefined); // told below, if it is the answer
      const [rev, segments] = await database.meta.bulkGet([PATIENT_REV_KEY, SEGMENTS_KEY]);
      const now = { rev: numberIn(rev), segments: numberIn(segments) };
      seen = now;
      const isSame = before?.rev === now.rev && before.segments === now.segments;
      return await (early && isSame ? early : find(query, limit, now));
    },
    appointmentsOf: async (
      patient: PatientId
    ): Promise<readonly { readonly date: LocalDate; readonly appointment: Appointment }[]> =>
      (
        await openBodies(
          database,
          await database.appointments.where('patient').equals(patient).toArray(),
          inDay('appointments')
        )
      )
        .map(({ row, body }) => ({ date: row.date, appointment: body }))
        .sort(byDay),
    ...draftReads(database, user),
    refused: async () => {
      const rows = await database.refused.toArray();
      // Mostly there is none, and reading one takes all that is known of facts.
      return rows.length === 0 ? [] : await (await import('./refused-changes.ts')).refusedChanges(database, rows);
    },
    // No view follows it: it may wait for its part of the app before it reads.
    auditHere: async (from: LocalDate, to: LocalDate) =>
      await (await import('./audit-here.ts')).auditHere(database, from, to),
    downtimePacket: () => readSealed<DowntimePacket>(database, 'downtime'),
    board: async (site: SiteId, area: AreaId, date: LocalDate): Promise<Board> =>
      (await folded<Board>(database, boardDoc(site, area, date))) ??
      (await import('#domain/board/board.ts')).boardOf([]),
    arrivals: async (site: SiteId, date: LocalDate): Promise<ArrivalsDay | null> =>
      (await folded<ArrivalsDay>(database, arrivalsDoc(site, date))) ?? null
  });
  const joined = joinedReads({ ...reads, own: reads.ownRecord }, { dated: byDay, cases: bySince, packets: byGiven });
  return {
    ...reads,
    // Wrapped once more, for the same reason as in onDiskEach: each waits for several of the reads above.
    patient: (id: PatientId) => Promise.resolve(joined.patient(id)),
    appointmentsOf: (id: PatientId) => Promise.resolve(joined.appointmentsOf(id)),
    casesOf: (id: PatientId) => Promise.resolve(joined.casesOf(id)),
    packetsOf: (id: PatientId) => Promise.resolve(joined.packetsOf(id)),
    findPatients: (query: string, limit: number) => Promise.resolve(joined.findPatients(query, limit))
  };
}

/** Half-filled forms of the person here. */
function draftReads(database: Database, user: UserId) {
  return {
    drafts: async () =>
      (
        await openBodies(
          database,
          await database.drafts.where('[user+key]').between([user, Dexie.minKey], [user, Dexie.maxKey]).toArray(),
          placeOfDraft
        )
      )
        .sort((a, b) => b.row.savedAt - a.row.savedAt)
        .map(draftOf),
    draft: async (key: string) => {
      const row = await database.drafts.get([user, key]);
      const [found] = await openBodies(database, row ? [row] : [], placeOfDraft);
      return found && draftOf(found);
    }
  };
}

/** What was said of a room, without the day it was said on. */
function roomOf({ id, freedAt, cleaningAt, blockedAt, blockedFor }: RoomRow): RoomSaid & { readonly room: RoomId } {
  return { room: id, freedAt, cleaningAt, blockedAt, blockedFor };
}

/** What is to be worked, and the free time that is promised to desks or offered to who waits. */
function workReads(database: Database) {
  return {
    leases: async (site: SiteId, date: LocalDate): Promise<readonly Lease[]> =>
      (await folded<DayWhole>(database, dayDoc(site, date)))?.leases ?? [],
    silentKiosks: async (site: SiteId, date: LocalDate): Promise<readonly SilentKiosk[]> =>
      (await folded<DayWhole>(database, dayDoc(site, date)))?.silent ?? [],
    callBatches: async (site: SiteId, date: LocalDate): Promise<readonly CallBatch[]> =>
      (await folded<DayWhole>(database, dayDoc(site, date)))?.calls ?? [],
    printedSheets: async (site: SiteId, date: LocalDate): Promise<readonly PrintedSheet[]> =>
      (await folded<DayWhole>(database, dayDoc(site, date)))?.sheets ?? [],
    offers: async (site: SiteId, date: LocalDate): Promise<readonly SlotOffer[]> =>
      await bodies(database, 'offers', await ofDay(database.offers, site, date)),
    gone: async (site: SiteId, from: LocalDate, to: LocalDate): Promise<readonly DatedAppointment[]> => {
      const within = (status: string) =>
        database.appointments.where('[site+status+date]').between([site, status, from], [site, status, to], true, true);
      const ends = ['cancelled', 'no-show', 'rescheduled'].map((status) => within(status).toArray());
      const rows = await Promise.all(ends);
      return (await openBodies(database, rows.flat(), inDay('appointments')))
        .map(({ row, body }) => ({ date: row.date, appointment: body }))
        .sort(byDay);
    },
    cases: async (kind: CaseKind): Promise<readonly Case[]> =>
      await casesFrom(database, await database.cases.where('[kind+open]').equals([kind, 1]).toArray()),
    case: async (id: CaseId): Promise<Case | undefined> => {
      const row = await database.cases.get(id);
      return (await casesFrom(database, row ? [row] : []))[0];
    },
    scans: async (): Promise<readonly Scan[]> =>
      await scansFrom(database, await database.cases.where('[kind+open]').equals(['scan', 1]).toArray()),
    scan: async (id: CaseId): Promise<Scan | undefined> => {
      const row = await database.cases.get(id);
      return (await scansFrom(database, row ? [row] : []))[0];
    },
    scansLike: async (sums: readonly string[]): Promise<readonly Scan[]> => {
      const rows = await database.cases.where('marks').anyOf(marksOf(sums)).distinct().toArray();
      return (await scansFrom(database, rows)).filter((scan) => sumsOf(scan).some((sum) => sums.includes(sum)));
    },
    packets: async (): Promise<readonly Packet[]> =>
      await packetsFrom(database, await database.cases.where('[kind+open]').equals(['packet', 1]).toArray()),
    packet: async (id: CaseId): Promise<Packet | undefined> => {
      const row = await database.cases.get(id);
      return (await packetsFrom(database, row ? [row] : []))[0];
    },
    packetsOf: async (patient: PatientId): Promise<readonly Packet[]> =>
      await packetsFrom(database, await database.cases.where('patient').equals(patient).toArray()),
    casesOf: async (patient: PatientId): Promise<readonly Case[]> =>
      await casesFrom(database, await database.cases.where('patient').equals(patient).toArray())
  };
}

/**
 * The same reads, each once more after reopening when the browser had closed the database under it. What they answer is wrapped: a
 * live query follows what it reads after such an answer only when it awaits a promise of Dexie's, which `Promise` is inside one, and
 * not that of an async function that waited for a key or for a part of the app [STO-31]. For the same reason no read follows either within one of them.
 */
function onDiskEach<Reads extends Record<string, (...args: never[]) => Promise<unknown>>>(
  database: Database,
  reads: Reads
): Reads {
  const entries = Object.entries(reads).map(([name, read]) => [
    name,
    (...args: never[]) => Promise.resolve(onDisk(database, () => read(...args)))
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
  const row = await database.folded.get(doc);
  const found = row && (await openBody(database, placeOfRow('folded', doc), row.body as Kept<T>)); // projections.ts puts what that document folds to
  return found?.body;
}

/** What is said of a day as a whole (projections.ts). */
interface DayWhole {
  readonly leases: readonly Lease[];
  readonly silent: readonly SilentKiosk[];
  readonly sheets: readonly PrintedSheet[];
  readonly calls: readonly CallBatch[];
}

type DayTable = 'appointments' | 'visits' | 'handled' | 'offers';
type InDay = { readonly site: SiteId; readonly date: LocalDate; readonly id: string };

const placeOfCase = ({ id }: { readonly id: string }): Place => placeOfRow('cases', id);
const placeOfSubmission = ({ id }: { readonly id: string }): Place => placeOfRow('submissions', id);
const inDay =
  (table: DayTable) =>
  ({ site, date, id }: InDay): Place =>
    placeOfRow(table, [site, date, id]);

async function bodies<Row extends InDay & { readonly body: Kept<unknown> }>(
  database: Database,
  table: DayTable,
  rows: readonly Row[]
): Promise<BodyOf<Row>[]> {
  return (await openBodies(database, rows, inDay(table))).map(({ body }) => body);
}

async function bodyOf<Row extends InDay & { readonly body: Kept<unknown> }>(
  database: Database,
  table: DayTable,
  row: Row | undefined
): Promise<BodyOf<Row> | undefined> {
  return row && (await bodies(database, table, [row]))[0];
}

async function casesFrom(database: Database, rows: readonly CaseRow[]): Promise<readonly Case[]> {
  return (await openBodies(database, rows, placeOfCase))
    .flatMap(({ body }) => (body.kind === 'scan' || body.kind === 'packet' ? [] : body))
    .sort(bySince);
}

async function scansFrom(database: Database, rows: readonly CaseRow[]): Promise<readonly Scan[]> {
  return (await openBodies(database, rows, placeOfCase))
    .flatMap(({ body }) => (body.kind === 'scan' ? body : []))
    .sort((a, b) => a.since - b.since || a.case.localeCompare(b.case));
}

async function packetsFrom(database: Database, rows: readonly CaseRow[]): Promise<readonly Packet[]> {
  return (await openBodies(database, rows, placeOfCase))
    .flatMap(({ body }) => (body.kind === 'packet' ? body : []))
    .sort(byGiven);
}

function draftOf({
  row,
  body
}: {
  readonly row: { readonly key: string; readonly savedAt: Instant };
  readonly body: DraftBody;
}) {
  return { key: row.key, savedAt: row.savedAt, ...body };
}

function byStart(a: Appointment, b: Appointment): number {
  return (
    a.at.start - b.at.start ||
    a.at.practitioner.localeCompare(b.at.practitioner) ||
    a.appointment.localeCompare(b.appointment)
  );
}

function byDay(a: DatedAppointment, b: DatedAppointment): number {
  return a.date.localeCompare(b.date) || byStart(a.appointment, b.appointment);
}

function bySince(a: Case, b: Case): number {
  return a.since - b.since || a.case.localeCompare(b.case);
}

function numberIn(row: { readonly value: unknown } | undefined): number {
  return (row?.value as number | undefined) ?? 0; // append.ts writes it
}
