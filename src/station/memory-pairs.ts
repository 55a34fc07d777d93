import { parseDocId } from '#domain/documents.ts';
import { pairFinder, type LikelyPairs } from '#domain/patient/likely-pairs.ts';
import { patientOf } from '#domain/patient/patient.ts';
import type { MemoryDocs } from './memory-rows.ts';

/** Records in memory, compared with each other. */
export function memoryPairs(docs: MemoryDocs, most: number): LikelyPairs {
  const finder = pairFinder();
  for (const [doc, facts] of docs) {
    const patient = parseDocId(doc)?.kind === 'patient' ? patientOf(facts) : null;
    if (patient) finder.add(patient);
  }
  return finder.find(most);
}
