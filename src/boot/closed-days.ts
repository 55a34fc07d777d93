import { parseDocId, type DocId } from '#domain/documents.ts';
import type { LocalDate } from '#domain/time.ts';

/** Nobody works in the days before today; everything else is small, or is written to now and then. */
export function isClosed(doc: DocId, today: LocalDate): boolean {
  const ref = parseDocId(doc);
  return ref !== null && (!('date' in ref) || ref.date < today);
}
