import { directoryEntryOf, hitOf, type DirectoryEntry, type DirectoryHit } from '#domain/patient/directory.ts';
import { patientOf, type Patient } from '#domain/patient/patient.ts';
import { patientIndex, type PatientIndex } from '#domain/patient/search-index.ts';
import { PATIENT_REV_KEY } from './append.ts';
import { onDisk, type Database } from './database.ts';
import { SEGMENTS_KEY } from './logs.ts';
import { readableRuns, recordedIn } from './runs.ts';
import { ROWS_VERSION } from './schema.ts';
import { openBodies, openBody, type Place } from './sealing.ts';
import { openSegment, packedIn } from './segments.ts';

/** Which changes an answer must know of: a count of changed patients, and of segments written. */
export interface Seen {
  readonly rev: number;
  readonly segments: number;
}

/** The patients of this device in memory, to be searched. Lives in a worker: building it takes a second at 100,000. */
export interface Directory {
  find(query: string, limit: number, seen: Seen): Promise<readonly DirectoryHit[]>;
}

/** While a first sync writes segments, the index is built anew no more often than this. */
const BUILD_EVERY_MS = 3_000;

export function createDirectory(database: Database, elapsed: () => number = () => performance.now()): Directory {
  let index: PatientIndex = patientIndex();
  const known = { rev: 0, segments: -1 };
  let builtAt = -Infinity;
  let working: Promise<void> = Promise.resolve();

  /** Brings the index up to what a query has seen; one at a time. */
  function catchUp(seen: Seen): Promise<void> {
    working = working
      .catch(() => undefined)
      .then(async () => {
        if (known.segments < seen.segments) {
          const wait = BUILD_EVERY_MS - (elapsed() - builtAt);
          if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
          if (known.segments < seen.segments) await build();
        }
        if (known.rev < seen.rev) await follow();
      });
    return working;
  }

  /** Reads all there is. */
  async function build(): Promise<void> {
    const [segments, rev] = await counts();
    const entries = new Map<string, DirectoryEntry>();
    const firsts = await onDisk(database, async () => await database.segments.toCollection().primaryKeys());
    for (const first of firsts) {
      // One at a time: all of them at once would be twice the memory.
      for (const entry of await entriesOf(database, first)) entries.set(entry.patient, entry);
    }
    const changed = await onDisk(database, async () => await database.patients.toArray());
    for (const { row, body } of await openBodies(database, changed, placeOfPatient)) {
      if (body) entries.set(row.id, directoryEntryOf(body));
      else entries.delete(row.id);
    }
    index = patientIndex(entries.values());
    known.segments = segments;
    known.rev = rev;
    builtAt = elapsed();
  }

  /** Reads what changed since. */
  async function follow(): Promise<void> {
    const [, rev] = await counts();
    const rows = await onDisk(database, async () => await database.patients.where('rev').above(known.rev).toArray());
    for (const { row, body } of await openBodies(database, rows, placeOfPatient)) {
      if (body) index.put(directoryEntryOf(body));
      else index.remove(row.id);
    }
    known.rev = Math.max(rev, ...rows.map((row) => row.rev));
  }

  async function counts(): Promise<[segments: number, rev: number]> {
    const rows = await onDisk(database, async () => await database.meta.bulkGet([SEGMENTS_KEY, PATIENT_REV_KEY]));
    const [segments, rev] = rows.map((row) => (row?.value as number | undefined) ?? 0); // append.ts writes them
    return [segments ?? 0, rev ?? 0];
  }

  return {
    find: async (query, limit, seen) => {
      await catchUp(seen);
      return index.find(query, limit).map(hitOf);
    }
  };
}

/** The entries of a segment: as they were folded before, else folded now and kept. */
async function entriesOf(database: Database, first: string): Promise<readonly DirectoryEntry[]> {
  const kept = await onDisk(database, async () => await database.directory.get(first));
  const place: Place = ['directory', first];
  const known = kept?.made === ROWS_VERSION ? await openBody(database, place, kept.body) : null;
  if (known) return known.body;
  const sealed = await onDisk(database, async () => await database.segments.get(first));
  const segment = sealed && (await openSegment(database, sealed));
  if (!segment) return [];
  const entries = [...packedIn(segment)].flatMap(({ doc, update }) => {
    const patient = foldPacked(doc, update);
    return patient ? [directoryEntryOf(patient)] : [];
  });
  // Only a shortcut for the next start: a full disk does without.
  const body = await database.sealing.sealBody<readonly DirectoryEntry[]>(place, entries);
  await database.directory.put({ first, made: ROWS_VERSION, body }).catch(() => undefined);
  return entries;
}

export const placeOfPatient = ({ id }: { readonly id: string }): Place => ['patients', id];

export function foldPacked(doc: string, update: Uint8Array): Patient | null {
  const runs = readableRuns(update);
  return runs && patientOf(recordedIn({ kind: 'patient', patient: doc.slice('patient/'.length) }, runs));
}
