import { pairFinder, type LikelyPairs } from '#domain/patient/likely-pairs.ts';
import { breather } from './breathe.ts';
import { onDisk, type Database } from './database.ts';
import { placeOfPatient } from './directory.ts';
import { openBodies } from './sealing.ts';
import { openSegment, packedIn } from './segments.ts';
import { foldPacked } from './fold-packed.ts';

/** Compares all records of this device with each other [MRG-9]. For a worker: reading 100,000 takes seconds, and comparing them some more. */
export async function likelyPairs(database: Database, most: number): Promise<LikelyPairs> {
  const finder = pairFinder();
  const breathe = breather();
  const changed = await onDisk(database, async () => await database.patients.toArray());
  const isChanged = new Set(changed.map(({ id }) => id));
  const firsts = await onDisk(database, async () => await database.segments.toCollection().primaryKeys());
  for (const first of firsts) {
    const sealed = await onDisk(database, async () => await database.segments.get(first));
    const segment = sealed && (await openSegment(database, sealed));
    for (const { doc, update } of segment ? packedIn(segment) : []) {
      if (isChanged.has(doc.slice('patient/'.length))) continue;
      const patient = foldPacked(doc, update);
      if (patient) finder.add(patient);
      await breathe();
    }
  }
  for (const { body } of await openBodies(database, changed, placeOfPatient)) if (body) finder.add(body);
  return finder.find(most);
}
