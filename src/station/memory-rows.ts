import { entriesIn } from '#domain/audit/chain.ts';
import { boardOf } from '#domain/board/board.ts';
import { caseOf, isOpen, type Case } from '#domain/casework/case.ts';
import { isWaiting, scanOf, sumsOf } from '#domain/document/scan.ts';
import {
  arrivalsDoc,
  boardDoc,
  caseDoc,
  dayDoc,
  parseDocId,
  patientDoc,
  practiceDoc,
  type DocId
} from '#domain/documents.ts';
import { byGiven } from '#domain/forms/packet-order.ts';
import { packetOf, stageOfPacket } from '#domain/forms/packet.ts';
import { entityOf, type EntityKey } from '#domain/entities.ts';
import { standing, type Recorded } from '#domain/fact.ts';
import type { SiteId } from '#domain/ids.ts';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import { handlingFrom, sealedFrom } from '#domain/intake/submissions.ts';
import { directoryEntryOf, hitOf } from '#domain/patient/directory.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { joinedReads } from '#domain/patient/joined-reads.ts';
import { patientIndex } from '#domain/patient/search-index.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { appointmentOf, type Appointment } from '#domain/scheduling/appointment.ts';
import { printedSheets, type PrintedSheet } from '#domain/scheduling/day-sheet.ts';
import type { DowntimePacket } from '#domain/scheduling/downtime.ts';
import { batchesOf, type CallBatch } from '#domain/scheduling/calls.ts';
import { silentKiosks, type SilentKiosk } from '#domain/scheduling/late-arrivals.ts';
import { leasesOf, type Lease } from '#domain/scheduling/lease.ts';
import { offerOf, type SlotOffer } from '#domain/scheduling/slot-offer.ts';
import type { DatedAppointment } from '#domain/scheduling/unscheduled.ts';
import type { LocalDate } from '#domain/time.ts';
import { roomSaidFrom } from '#domain/visit/room.ts';
import { visitFrom, type Visit } from '#domain/visit/visit.ts';
import type { Draft, HandledSubmission, PatientHit, RefusedChange, RoomUse, Rows, SealedSubmission } from './rows.ts';

/** Documents in memory: each a list that only grows, so its length is its version. */
export type MemoryDocs = ReadonlyMap<DocId, readonly Recorded[]>;

interface Day {
  readonly appointments: readonly Appointment[];
  readonly visits: readonly Visit[];
  readonly rooms: readonly RoomUse[];
  readonly handled: readonly HandledSubmission[];
  readonly leases: readonly Lease[];
  readonly offers: readonly SlotOffer[];
  readonly silent: readonly SilentKiosk[];
  readonly sheets: readonly PrintedSheet[];
  readonly calls: readonly CallBatch[];
}

/** The rows of documents held in memory, folded by the same folds as everywhere else. A document is folded once a version. */
export function memoryRows(
  docs: MemoryDocs,
  drafts: ReadonlyMap<string, Draft>,
  refused: () => readonly RefusedChange[] = () => [],
  downtime?: DowntimePacket
): Rows {
  const dayOf = foldedOnce(docs, foldDay);
  const practice = foldedOnce(docs, practiceOf);
  const patient = foldedOnce(docs, patientOf);
  const caseIn = foldedOnce(docs, caseOf);
  const directory = memoryDirectory(docs, patient);
  const [board, arrivals] = [foldedOnce(docs, boardOf), foldedOnce(docs, arrivalsOf)];
  const day = (site: SiteId, date: LocalDate): Day => dayOf(dayDoc(site, date));
  const docsOf = (kind: string): DocId[] => [...docs.keys()].filter((doc) => parseDocId(doc)?.kind === kind);
  const cases = (wanted: (one: Case) => boolean): readonly Case[] =>
    docsOf('case')
      .flatMap((doc) => present(caseIn(doc)))
      .filter(wanted)
      .sort(bySince);

  const packets = memoryPackets(docs, docsOf);
  const days = () =>
    docsOf('day').flatMap((doc) => {
      const ref = parseDocId(doc);
      return ref?.kind === 'day' ? [{ site: ref.site, date: ref.date, rows: dayOf(doc).appointments }] : [];
    });

  return {
    practice: async () => practice(practiceDoc),
    appointments: async (site, date) => day(site, date).appointments,
    appointment: async (site, date, id) => day(site, date).appointments.find((row) => row.appointment === id),
    ...saidOfDays(day),
    offers: async (site, date) => day(site, date).offers,
    visits: async (site, date) => day(site, date).visits,
    visit: async (site, date, id) => day(site, date).visits.find((row) => row.visit === id),
    rooms: async (site, date) => day(site, date).rooms,
    ...inboxReads(docs, docsOf),
    handled: async (site, date) => day(site, date).handled,
    ...joinedReads(
      {
        own: async (id) => patient(patientDoc(id)) ?? undefined,
        findPatients: async (query, limit) => directory(query, limit),
        casesOf: async (id) => cases((one) => one.patient === id),
        packetsOf: packets.of,
        appointmentsOf: async (id) =>
          days()
            .flatMap(({ date, rows }) =>
              rows.filter((row) => row.patient === id).map((appointment) => ({ date, appointment }))
            )
            .sort(byDay)
      },
      { dated: byDay, cases: bySince, packets: byGiven }
    ),
    cases: async (kind) => cases((one) => one.kind === kind && isOpen(one)),
    case: async (id) => caseIn(caseDoc(id)) ?? undefined,
    ...memoryScans(docs, docsOf),
    ...packets.reads,
    gone: async (site, from, to) =>
      days()
        .filter((of) => of.site === site && of.date >= from && of.date <= to)
        .flatMap(({ date, rows }) =>
          rows.filter(({ status }) => status !== 'booked').map((appointment) => ({ date, appointment }))
        )
        .sort(byDay),
    ...memoryDrafts(drafts),
    ...ofThisDevice(refused, downtime),
    board: async (site, area, date) => board(boardDoc(site, area, date)),
    arrivals: async (site, date) => arrivals(arrivalsDoc(site, date))
  };
}

/** What kiosks told, and what this device wrote of who saw what. */
function inboxReads(
  docs: MemoryDocs,
  docsOf: (kind: string) => readonly DocId[]
): Pick<Rows, 'submissions' | 'auditHere'> {
  const inbox = foldedOnce(docs, foldInbox);
  return {
    submissions: async (date) =>
      docsOf('inbox')
        .flatMap((doc) => inbox(doc).filter((row) => row.date === date))
        .sort((a, b) => a.at - b.at),
    auditHere: async (from, to) =>
      docsOf('audit')
        .filter((doc) => from <= (doc.split('/')[2] ?? '') && (doc.split('/')[2] ?? '') <= to)
        .flatMap((doc) => entriesIn(docs.get(doc) ?? []))
  };
}

function ofThisDevice(
  refused: () => readonly RefusedChange[],
  downtime: DowntimePacket | undefined
): Pick<Rows, 'refused' | 'downtimePacket'> {
  return { refused: async () => refused(), downtimePacket: async () => downtime };
}

function byDay(a: DatedAppointment, b: DatedAppointment): number {
  return a.date.localeCompare(b.date) || a.appointment.at.start - b.appointment.at.start;
}

function bySince(a: Case, b: Case): number {
  return a.since - b.since || a.case.localeCompare(b.case);
}

function memoryScans(docs: MemoryDocs, docsOf: (kind: string) => DocId[]): Pick<Rows, 'scans' | 'scan' | 'scansLike'> {
  const scanIn = foldedOnce(docs, scanOf);
  return {
    scans: async () =>
      docsOf('case')
        .flatMap((doc) => present(scanIn(doc)))
        .filter(isWaiting)
        .sort((a, b) => a.since - b.since || a.case.localeCompare(b.case)),
    scan: async (id) => scanIn(caseDoc(id)) ?? undefined,
    scansLike: async (sums) =>
      docsOf('case')
        .flatMap((doc) => present(scanIn(doc)))
        .filter((scan) => sumsOf(scan).some((sum) => sums.includes(sum)))
        .sort((a, b) => a.since - b.since || a.case.localeCompare(b.case))
  };
}

function memoryDrafts(drafts: ReadonlyMap<string, Draft>): Pick<Rows, 'drafts' | 'draft'> {
  return {
    drafts: async () => [...drafts.values()].sort((a, b) => b.savedAt - a.savedAt),
    draft: async (key) => drafts.get(key)
  };
}

function memoryPackets(docs: MemoryDocs, docsOf: (kind: string) => DocId[]) {
  const packetIn = foldedOnce(docs, packetOf);
  const all = () =>
    docsOf('case')
      .flatMap((doc) => present(packetIn(doc)))
      .sort(byGiven);
  return {
    reads: {
      packets: async () => all().filter((one) => stageOfPacket(one) !== 'done'),
      packet: async (id: string) => packetIn(caseDoc(id)) ?? undefined
    },
    of: async (id: string) => all().filter(({ patient }) => patient === id)
  };
}

function foldedOnce<T>(docs: MemoryDocs, fold: (facts: readonly Recorded[]) => T): (doc: DocId) => T {
  const held = new Map<DocId, { version: number; value: T }>();
  return (doc) => {
    const facts = docs.get(doc) ?? [];
    const before = held.get(doc);
    if (before?.version === facts.length) return before.value;
    const value = fold(facts);
    held.set(doc, { version: facts.length, value });
    return value;
  };
}

function byEntity(facts: readonly Recorded[]): Map<EntityKey, Recorded[]> {
  const groups = new Map<EntityKey, Recorded[]>();
  for (const recorded of standing(facts)) {
    const key = entityOf(recorded.fact);
    if (!key) continue;
    const group = groups.get(key);
    if (group) group.push(recorded);
    else groups.set(key, [recorded]);
  }
  return groups;
}

function foldDay(facts: readonly Recorded[]): Day {
  const day = { appointments: [] as Appointment[], visits: [] as Visit[], rooms: [] as RoomUse[] };
  const handled: HandledSubmission[] = [];
  const offers: SlotOffer[] = [];
  for (const [key, group] of byEntity(facts)) {
    const kind = key.slice(0, key.indexOf(':'));
    if (kind === 'appointment') day.appointments.push(...present(appointmentOf(group)));
    else if (kind === 'offer') offers.push(...present(offerOf(group)));
    else if (kind === 'visit') day.visits.push(...present(visitFrom(group)));
    else if (kind === 'room') day.rooms.push({ room: key.slice('room:'.length), ...roomSaidFrom(group) });
    else if (kind === 'submission') handled.push(...present(handlingFrom(group)));
  }
  day.appointments.sort(
    (a, b) => a.at.start - b.at.start || a.at.practitioner.localeCompare(b.at.practitioner) || order(a, b)
  );
  const said = {
    calls: batchesOf(facts),
    silent: silentKiosks(facts),
    sheets: printedSheets(facts),
    leases: leasesOf(facts)
  };
  return { ...day, handled, offers, ...said };
}

/** What is said of a day as a whole. */
function saidOfDays(day: (site: string, date: LocalDate) => Day) {
  return {
    leases: async (site, date) => day(site, date).leases,
    silentKiosks: async (site, date) => day(site, date).silent,
    callBatches: async (site, date) => day(site, date).calls,
    printedSheets: async (site, date) => day(site, date).sheets
  } satisfies Partial<Rows>;
}

function order(a: Appointment, b: Appointment): number {
  return a.appointment.localeCompare(b.appointment);
}

function foldInbox(facts: readonly Recorded[]): SealedSubmission[] {
  return [...byEntity(facts).values()].flatMap((group) => present(sealedFrom(group)));
}

function present<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}

/** The search of everywhere else, told of each patient whose document has grown since it was last asked. */
function memoryDirectory(docs: MemoryDocs, patient: (doc: DocId) => Patient | null) {
  const index = patientIndex();
  const told = new Map<DocId, number>();
  return (query: string, limit: number): readonly PatientHit[] => {
    for (const [doc, facts] of docs) {
      const ref = parseDocId(doc);
      if (ref?.kind !== 'patient' || told.get(doc) === facts.length) continue;
      told.set(doc, facts.length);
      const known = patient(doc);
      if (known) index.put(directoryEntryOf(known));
      else index.remove(ref.patient);
    }
    return index.find(query, limit).map(hitOf);
  };
}
