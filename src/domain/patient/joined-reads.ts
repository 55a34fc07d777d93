import type { PatientId } from '../ids.ts';
import { directoryEntryOf, hitOf, type DirectoryHit } from './directory.ts';
import { joinedPatient, recordsOf, type JoinedPatient, type OwnRecord } from './joined.ts';

interface ReadsOfOne<Dated, Case, Packet> {
  readonly own: OwnRecord;
  appointmentsOf(patient: PatientId): Promise<readonly Dated[]>;
  casesOf(patient: PatientId): Promise<readonly Case[]>;
  packetsOf(patient: PatientId): Promise<readonly Packet[]>;
  findPatients(query: string, limit: number): Promise<readonly DirectoryHit[]>;
}

/**
 * Reads by patient, with all records of one person read as one [MRG-2]: asked of any of them, the answer is the person's. Everything
 * that reads patients stands on these; only a merge looks at single records. @param inOrder puts the lists of several records together
 */
export function joinedReads<Dated, Case, Packet>(
  { own, appointmentsOf, casesOf, packetsOf, findPatients }: ReadsOfOne<Dated, Case, Packet>,
  inOrder: {
    readonly dated: (a: Dated, b: Dated) => number;
    readonly cases: (a: Case, b: Case) => number;
    readonly packets: (a: Packet, b: Packet) => number;
  }
) {
  const patient = (id: PatientId): Promise<JoinedPatient | undefined> => joinedPatient(id, own);

  async function ofAll<T>(
    id: PatientId,
    read: (id: PatientId) => Promise<readonly T[]>,
    order: (a: T, b: T) => number
  ): Promise<readonly T[]> {
    const person = await patient(id);
    const ids = person ? recordsOf(person) : [id];
    if (ids.length === 1) return await read(ids[0] ?? id);
    const all: T[] = [];
    for (const one of ids) all.push(...(await read(one)));
    return all.sort(order);
  }

  return {
    patient,
    ownRecord: own,
    appointmentsOf: (id: PatientId) => ofAll(id, appointmentsOf, inOrder.dated),
    casesOf: (id: PatientId) => ofAll(id, casesOf, inOrder.cases),
    packetsOf: (id: PatientId) => ofAll(id, packetsOf, inOrder.packets),
    /** A record that was merged is found by its own words too, and shown as the person it is of, once. */
    findPatients: async (query: string, limit: number): Promise<readonly DirectoryHit[]> => {
      const hits = await findPatients(query, limit);
      if (!hits.some(({ linked }) => linked)) return hits;
      const shown = new Map<PatientId, DirectoryHit>();
      for (const hit of hits) {
        const person = hit.linked ? await patient(hit.patient) : undefined;
        const one = person ? hitOf(directoryEntryOf(person)) : hit;
        if (!shown.has(one.patient)) shown.set(one.patient, one);
      }
      return [...shown.values()];
    }
  };
}
