import { boardOf } from '#domain/board/board.ts';
import { caseOf, isOpen } from '#domain/casework/case.ts';
import { isWaiting, marksOf, scanOf, sumsOf } from '#domain/document/scan.ts';
import { dayDoc, parseDocId, type DocId, type DocRef } from '#domain/documents.ts';
import type { EntityKey } from '#domain/entities.ts';
import type { Recorded } from '#domain/fact.ts';
import { packetOf, stageOfPacket } from '#domain/forms/packet.ts';
import { arrivalsOf } from '#domain/intake/arrivals.ts';
import { handlingFrom, sealedFrom } from '#domain/intake/submissions.ts';
import { patientOf } from '#domain/patient/patient.ts';
import { practiceOf } from '#domain/practice/practice.ts';
import { appointmentOf } from '#domain/scheduling/appointment.ts';
import { printedSheets } from '#domain/scheduling/day-sheet.ts';
import { batchesOf } from '#domain/scheduling/calls.ts';
import { silentKiosks } from '#domain/scheduling/late-arrivals.ts';
import { leasesOf } from '#domain/scheduling/lease.ts';
import { offerOf } from '#domain/scheduling/slot-offer.ts';
import { roomSaidFrom } from '#domain/visit/room.ts';
import { visitFrom } from '#domain/visit/visit.ts';
import type { Database } from './database.ts';
import type { RowTable } from './schema.ts';
import { placeOfRow } from './places.ts';

/** A row to put, or (null) to delete. */
export interface RowChange {
  readonly table: RowTable;
  readonly key: string | readonly [string, string, string];
  readonly row: Readonly<Record<string, unknown>> | null;
}

declare const isSealed: unique symbol;
/** The same with its body as it lies on disk. */
export type SealedRow = RowChange & { readonly [isSealed]: true };

/** Done before the transaction opens: sealing takes time, and a transaction does not wait for it. */
export async function sealRows({ sealing }: Database, rows: readonly RowChange[]): Promise<SealedRow[]> {
  const sealed = rows.map(async (change) => {
    const { table, key, row } = change;
    if (!row || !('body' in row)) return change;
    return { ...change, row: { ...row, body: await sealing.sealBody(placeOfRow(table, key), row['body']) } };
  });
  return (await Promise.all(sealed)) as SealedRow[]; // each of them is now, or has no body
}

/** The rows that things in a document amount to, each folded from all its facts. */
export function rowsOf(doc: DocId, touched: ReadonlyMap<EntityKey, readonly Recorded[]>): RowChange[] {
  const ref = parseDocId(doc);
  if (!ref) return [];
  return [...touched].flatMap(([entity, facts]) => rowOf(doc, ref, entity, facts) ?? []);
}

function rowOf(doc: DocId, ref: DocRef, entity: EntityKey, facts: readonly Recorded[]): RowChange | null {
  switch (ref.kind) {
    case 'day':
      return dayRow(ref, entity, facts);
    case 'inbox': {
      if (!entity.startsWith('submission:')) return null;
      const body = sealedFrom(facts);
      const id = entity.slice('submission:'.length);
      return { table: 'submissions', key: id, row: body && { id, date: body.date, device: body.device, body } };
    }
    case 'patient': {
      if (entity !== 'document') return null;
      // A taken-back registration keeps its row, so that the directory hears of it.
      return { table: 'patients', key: ref.patient, row: { id: ref.patient, body: patientOf(facts) } };
    }
    case 'case': {
      if (entity !== 'document') return null;
      const body = caseOf(facts);
      const scan = body ? null : scanOf(facts);
      if (scan) {
        const open = isWaiting(scan) ? 1 : 0;
        const marks = marksOf(sumsOf(scan));
        const row = { id: ref.case, kind: scan.kind, open, patient: scan.patient ?? '', marks, body: scan };
        return { table: 'cases', key: ref.case, row };
      }
      const packet = body ? null : packetOf(facts);
      if (packet) {
        const open = stageOfPacket(packet) === 'done' ? 0 : 1;
        const row = { id: ref.case, kind: packet.kind, open, patient: packet.patient, body: packet };
        return { table: 'cases', key: ref.case, row };
      }
      const row = body && { id: ref.case, kind: body.kind, open: isOpen(body) ? 1 : 0, patient: body.patient, body };
      return { table: 'cases', key: ref.case, row };
    }
    case 'practice':
      return folded(doc, entity, facts, practiceOf);
    case 'board':
      return folded(doc, entity, facts, boardOf);
    case 'arrivals':
      return folded(doc, entity, facts, arrivalsOf);
    case 'audit':
      return null; // written here, read at the server
    case 'outside':
      return null; // never here
  }
}

function folded(
  doc: DocId,
  entity: EntityKey,
  facts: readonly Recorded[],
  fold: (facts: readonly Recorded[]) => unknown
): RowChange | null {
  return entity === 'document' ? { table: 'folded', key: doc, row: { doc, body: fold(facts) } } : null;
}

function dayRow(
  { site, date }: Extract<DocRef, { kind: 'day' }>,
  entity: EntityKey,
  facts: readonly Recorded[]
): RowChange | null {
  const [kind, id] = split(entity);
  const key = [site, date, id] as const;
  const day = { site, date, id };
  switch (kind) {
    case 'appointment': {
      const body = appointmentOf(facts);
      const row = body && { ...day, patient: body.patient, status: body.status, body };
      return { table: 'appointments', key, row };
    }
    case 'visit': {
      const body = visitFrom(facts);
      return { table: 'visits', key, row: body && { ...day, state: body.state, body } };
    }
    case 'room':
      // Without a fact there is no row, as when all is folded anew.
      return { table: 'rooms', key, row: facts.length > 0 ? { ...day, ...roomSaidFrom(facts) } : null };
    case 'submission': {
      const body = handlingFrom(facts);
      return { table: 'handled', key, row: body && { ...day, body } };
    }
    case 'offer': {
      const body = offerOf(facts);
      return { table: 'offers', key, row: body && { ...day, body } };
    }
    case 'document': {
      const doc = dayDoc(site, date);
      const leases = leasesOf(facts);
      const silent = silentKiosks(facts);
      const sheets = printedSheets(facts);
      const calls = batchesOf(facts);
      // A day of which none of it was said has no row, whatever else was: as when all is folded anew.
      const isSaid = leases.length > 0 || silent.length > 0 || sheets.length > 0 || calls.length > 0;
      return { table: 'folded', key: doc, row: isSaid ? { doc, body: { leases, silent, sheets, calls } } : null };
    }
    default:
      return null;
  }
}

function split(entity: EntityKey): [kind: string, id: string] {
  const colon = entity.indexOf(':');
  return colon < 0 ? [entity, ''] : [entity.slice(0, colon), entity.slice(colon + 1)];
}
