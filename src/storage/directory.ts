import { directoryEntryOf, hitOf, type DirectoryEntry, type DirectoryHit } from '#domain/patient/directory.ts';
import { patientIndex, type PatientIndex } from '#domain/patient/search-index.ts';
import { onDisk, type Database } from './database.ts';
import { ROWS_VERSION, type DirectoryRow } from './schema.ts';
import { openBodies, openBody, type Place } from './sealing.ts';
import { openSegment, packedIn } from './segments.ts';
import { foldPacked } from './fold-packed.ts';
import { PATIENT_REV_KEY, SEGMENTS_KEY } from './meta-keys.ts';

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
const SEGMENTS_AT_ONCE = 16;

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
    for (let at = 0; at < firsts.length; at += SEGMENTS_AT_ONCE) {
      // Some at a time: all of them at once would be twice the memory.
      for (const entry of await entriesOf(database, firsts.slice(at, at + SEGMENTS_AT_ONCE)))
        entries.set(entry.patient, entry);
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

/** The entries of some segments: as they were folded before, else folded now and kept. */
async function entriesOf(database: Database, firsts: readonly string[]): Promise<readonly DirectoryEntry[]> {
  const kept = await onDisk(database, async () => await database.directory.bulkGet([...firsts]));
  const opened = await Promise.all(kept.map((row) => entriesIn(database, row)));
  const lacking = firsts.filter((_first, index) => !opened[index]);
  const folded = lacking.length > 0 ? await foldedNow(database, lacking) : [];
  return [...opened.flatMap((entries) => entries ?? []), ...folded];
}

async function entriesIn(
  database: Database,
  row: DirectoryRow | undefined
): Promise<readonly DirectoryEntry[] | undefined> {
  return row?.made === ROWS_VERSION ? (await openBody(database, placeIn(row.first), row.body))?.body : undefined;
}

async function foldedNow(database: Database, firsts: readonly string[]): Promise<readonly DirectoryEntry[]> {
  const sealed = await onDisk(database, async () => await database.segments.bulkGet([...firsts]));
  const folded = await Promise.all(
    sealed.map(async (row) => {
      const segment = row && (await openSegment(database, row));
      if (!segment) return [];
      const entries = [...packedIn(segment)].flatMap(({ doc, update }) => {
        const patient = foldPacked(doc, update);
        return patient ? [directoryEntryOf(patient)] : [];
      });
      const { first } = row;
      const body = await database.sealing.sealBody<readonly DirectoryEntry[]>(placeIn(first), entries);
      return { row: { first, made: ROWS_VERSION, body }, entries };
    })
  );
  const there = folded.flat();
  // Only a shortcut for the next start: a full disk does without.
  await database.directory.bulkPut(there.map(({ row }) => row)).catch(() => undefined);
  return there.flatMap(({ entries }) => entries);
}

const placeIn = (first: string): Place => ['directory', first];

export const placeOfPatient = ({ id }: { readonly id: string }): Place => ['patients', id];
